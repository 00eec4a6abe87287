// What scripts rely on, in files whose every change is seen: flags and arguments, exit codes, documents.
// `npm run build && npm test -- test/cli/contract test/e2e/no-hang.test.ts -u` writes them anew.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorCatalogue } from "../../../src/core/contract/error-codes.ts";
import { brokenContract, documentNames } from "../../document-contract.ts";

interface Flag {
  readonly type: string;
  readonly char?: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly default?: unknown;
  readonly options?: readonly string[];
  readonly helpGroup?: string;
  readonly hidden?: boolean;
}
interface Command {
  readonly args: Readonly<
    Record<string, { readonly required?: boolean; readonly options?: readonly string[] }>
  >;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly aliases: readonly string[];
  readonly hidden?: boolean;
}

const manifest: { commands: Readonly<Record<string, Command>> } = JSON.parse(
  readFileSync("oclif.manifest.json", "utf8"),
);

function showFlag([name, flag]: readonly [string, Flag]): string {
  const value = flag.type === "boolean" ? "" : ` ${flag.options?.join("|") ?? "VALUE"}`;
  const facts = [
    ...(flag.char ? [`-${flag.char}`] : []),
    ...(flag.required ? ["required"] : []),
    ...(flag.multiple ? ["repeatable"] : []),
    ...(flag.default === undefined || flag.default === false
      ? []
      : [`default ${JSON.stringify(flag.default)}`]),
  ];
  return `  --${name}${value}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

const isGlobal = ([, flag]: readonly [string, Flag]): boolean => flag.helpGroup === "GLOBAL";

function showCommand([id, { args, flags, aliases, hidden }]: readonly [string, Command]): string[] {
  const words = Object.entries(args).map(([name, arg]) => {
    const word = arg.options?.join("|") ?? name.toUpperCase();
    return arg.required ? word : `[${word}]`;
  });
  const own = Object.entries(flags).filter((flag) => !isGlobal(flag));
  return [
    ["integ", ...id.split(":"), ...words, ...(hidden ? ["(hidden)"] : [])].join(" "),
    ...aliases.map((alias) => `  also integ ${alias.replaceAll(":", " ")}`),
    ...own.map(showFlag),
  ];
}

describe("the contract with scripts", () => {
  it("OPS-6 flags and arguments of every command", async () => {
    const commands = Object.entries(manifest.commands);
    const shared = Object.entries(commands[0]?.[1].flags ?? {}).filter(isGlobal);
    const lines = [...commands.flatMap(showCommand), "", "every command", ...shared.map(showFlag)];
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("flags.txt");
    for (const [id, { flags }] of commands) {
      expect([id, Object.entries(flags).filter(isGlobal)]).toEqual([id, shared]);
    }
  });

  it("OPS-6 BAS-3 exit code of every error", async () => {
    const lines = Object.entries(errorCatalogue).map(([code, { exitCode }]) => `${exitCode} ${code}`);
    await expect(`${lines.sort().join("\n")}\n`).toMatchFileSnapshot("exit-codes.txt");
  });

  it("OPS-6 failures and verdicts never share an exit code", () => {
    const codes = Object.values(errorCatalogue).map(({ exitCode }) => exitCode);
    expect(codes.filter((code) => code < 64)).toEqual([]);
  });

  it("OPS-6 every document has a schema, and every schema a line in the reference", () => {
    const reference = readFileSync("docs/operator/json.md", "utf8");
    const named = new Set([...reference.matchAll(/`(integ\.[a-z-]+\/\d+)`/g)].map(([, name]) => name));
    // A file, of which only its digest is read.
    named.delete("integ.plan-file/1");
    expect([...named].sort()).toEqual(documentNames().toSorted());
  });
});

describe("the check of a document", () => {
  const good = { schema: "integ.error/1", error: { code: "E_X", message: "m", hint: "h", docs: "d" } };
  it.each([
    [{ ...good, more: 1 }, "additional"],
    [{ schema: "integ.error/1" }, "required"],
    [{ ...good, error: { ...good.error, hint: 1 } }, "must be string"],
    [{ ...good, schema: "integ.error/2" }, "no schema"],
    [{}, "no schema"],
  ])("OPS-6 sees what is wrong with %j", (document, word) => {
    expect(brokenContract(good)).toEqual([]);
    expect(brokenContract(document).join()).toContain(word);
  });
});
