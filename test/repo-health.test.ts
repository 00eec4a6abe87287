// The rules of the house that no tool of the shelf knows: directions, sizes, names, words, purity of the core.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorCatalogue } from "../src/core/contract/error-codes.ts";
import { longest } from "./longest-first.ts";
import { listFiles, readSources } from "./repo/files.ts";
import { brokenRule, type Import, importsOf, withoutComments } from "./repo/imports.ts";
import { isRequirementId } from "./requirement-ids.ts";

const MOST_LINES = 400;
const sources = readSources("src/");
const allTypeScript = [...sources, ...readSources("test/"), ...readSources("scripts/")];

/** Lines of code as `path:line: text` where `pattern` occurs outside comments. */
function findInCode(prefix: string, pattern: RegExp): string[] {
  return sources
    .filter(({ path }) => path.startsWith(prefix))
    .flatMap(({ path, text }) => {
      const lines = withoutComments(text).split("\n");
      return lines.filter((line) => pattern.test(line)).map((line) => `${path}: ${line.trim()}`);
    });
}

/** Everything that is loaded when `start` is, through imports that are not lazy. */
function reach(start: string, imports: readonly Import[]): string[] {
  const reached = new Set([start]);
  for (const from of reached) {
    for (const one of imports) if (one.from === from) reached.add(one.to);
  }
  return [...reached];
}

describe("imports", () => {
  it("follow the directions of the house", () => {
    const broken = sources.flatMap(importsOf).flatMap((one) => {
      const rule = brokenRule(one);
      return rule === null ? [] : [`${one.from} imports ${one.to}: ${rule}`];
    });
    expect(broken).toEqual([]);
  });

  it("no command loads at its start what only some runs of it need", () => {
    const late = new Set(["@inquirer/prompts", "pino", "ink", "react"]);
    const imports = sources.flatMap(importsOf).filter(({ kind }) => kind === "value");
    const found = sources
      .filter(({ path }) => path.startsWith("src/commands/") || path.startsWith("src/cli/"))
      .flatMap(({ path }) =>
        reach(path, imports)
          .filter((to) => late.has(to))
          .map((to) => `${path} loads ${to}`),
      );
    expect(found).toEqual([]);
  });

  it("the fast start loads nothing but Node.js and three files of names", () => {
    const imports = sources.flatMap(importsOf).filter(({ kind }) => kind === "value");
    const loaded = reach("src/cli/fast-start.ts", imports).filter((to) => !to.startsWith("node:"));
    expect(loaded.sort()).toEqual([
      "src/cli/directories.ts",
      "src/cli/fast-start.ts",
      "src/daemon/control-protocol.ts",
      "src/daemon/control-socket.ts",
    ]);
  });

  it.each([
    ["src/core/sync/plan.ts", `import { x } from "../../daemon/runtime.ts";`],
    ["src/core/store/a.ts", `const x = await import("../../commands/sync.ts");`],
    ["src/core/connectors/zendesk/auth.ts", `import type { A } from "../salesforce/auth.ts";`],
    ["src/core/connectors/zendesk/auth.ts", `import { A } from "../../store/store.ts";`],
    ["src/core/sync/plan.ts", `import { x } from "../connectors/zendesk/index.ts";`],
    ["src/sandbox/server.ts", `import { IntegrationError } from "../core/contract/errors.ts";`],
    ["src/sandbox/server.ts", `export * from "../core/http/client.ts";`],
    ["src/core/contract/http.ts", `import {\n  a,\n  b,\n} from "../http/client.ts";`],
  ])("that break a rule are seen: %s", (path, text) => {
    expect(importsOf({ path, text }).map(brokenRule)).toEqual([expect.any(String)]);
  });
});

describe("the core", () => {
  it("takes process, time, random and console from nobody but its context", () => {
    const pattern =
      /\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bconsole\.|\bperformance\.now\(/;
    expect(findInCode("src/core/", pattern)).toEqual([]);
  });

  it("documents every function it exports", () => {
    const undocumented = sources
      .filter(({ path }) => path.startsWith("src/core/"))
      .flatMap(({ path, text }) => {
        const bare = text.matchAll(/^(?!.*\*\/)(.*)\nexport (?:async )?function\*? (\w+)/gm);
        return [...bare].map(([, , name]) => `${path}: ${name}`);
      });
    expect(undocumented).toEqual([]);
  });

  it("uses every error code of the catalogue", () => {
    const text = sources
      .filter(({ path }) => !path.startsWith("src/core/contract/error-codes"))
      .map((file) => file.text)
      .join("\n");
    const unused = Object.keys(errorCatalogue).filter((code) => !new RegExp(`\\b${code}\\b`).test(text));
    // bin/run.js must not import anything before it has checked the version.
    expect(unused.filter((code) => code !== "E_NODE_VERSION")).toEqual([]);
  });
});

describe("the code", () => {
  it("never ends the process itself, which would cut piped output", () => {
    expect(findInCode("src/", /\bprocess\.exit\(|\bthis\.exit\(|\bthis\.error\(/)).toEqual([]);
  });

  it(`has no file over ${MOST_LINES} lines but those allowed, and the allowance only shrinks`, () => {
    const allowance: Readonly<Record<string, number>> = JSON.parse(
      readFileSync("test/size-allowance.json", "utf8"),
    );
    const sizes = new Map(allTypeScript.map(({ path, text }) => [path, text.trimEnd().split("\n").length]));
    const tooLong = [...sizes].filter(([path, lines]) => lines > (allowance[path] ?? MOST_LINES));
    const stale = Object.entries(allowance).filter(([path, lines]) => {
      const actual = sizes.get(path) ?? 0;
      return actual <= MOST_LINES || lines > actual;
    });
    expect({ tooLong, stale }).toEqual({ tooLong: [], stale: [] });
  });

  it("has no file or folder whose name says nothing", () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\/|\.[^/]*$)/;
    expect(listFiles().filter((path) => vague.test(path))).toEqual([]);
  });

  it("has kebab-case names in source folders", () => {
    const kebab =
      /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.config|\.d)?\.[a-z]+$|^[a-z0-9]+(-[a-z0-9]+)*$|^README\.md$/;
    const wrong = listFiles()
      .filter((path) => /^(src|test|scripts|bin)\//.test(path))
      .filter((path) =>
        path.split("/").some((part) => !kebab.test(part) && !/^\d+(-[a-z0-9]+)*\.sql$/.test(part)),
      );
    expect(wrong).toEqual([]);
  });

  it("names no workplace, machine path or package registry", () => {
    // Written with brackets so that this line does not find itself.
    const words =
      /\/(wor[k]|far[m])\/|\.librar[y]\b|npm[j]s\.(org|com)|debia[n]\.org|\bsubagent[s]?\b|\bhelper-[0-9]|\bCE[O]\b|before-sto[p]/;
    const found = listFiles()
      .filter((path) => path !== "package-lock.json")
      .flatMap((path) => {
        const lines = readFileSync(path, "utf8").split("\n");
        return lines.flatMap((line, index) => (words.test(line) ? [`${path}:${index + 1}`] : []));
      });
    expect(found).toEqual([]);
  });
});

describe("tests", () => {
  it("carry only requirement ids that exist", () => {
    const unknown = readSources("test/").flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:it|test|describe)(?:\.\w+)*(?:\([^"'`]*\))?\(\s*["'`]([^\n]*)/g)]
        .flatMap(([, title = ""]) => /^(?:[A-Z]{3}-\d+,? )*/.exec(title)?.[0].match(/[A-Z]{3}-\d+/g) ?? [])
        .filter((id) => !isRequirementId(id))
        .map((id) => `${path}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  it("have the files that are said to take longest", () => {
    const paths = new Set(readSources("test/").map(({ path }) => path));
    expect(longest.filter((path) => !paths.has(path))).toEqual([]);
  });

  it("are never left out by hand or while they run", () => {
    // Written in parts so that these lines do not find themselves. Not even a reason makes a skip while running
    // fine: what a rule depends on is known when it is declared, and belongs in its title.
    const left = new RegExp(
      [
        "\\b(?:it|test|describe)(?:\\.\\w+)*\\.(?:sk" + "ip|on" + "ly|to" + "do|fai" + "ls)\\b",
        "\\.(?:sk" + "ipIf|run" + "If)\\(",
        "\\b(?:context|ctx|task|t)\\.sk" + "ip\\(",
        "\\(\\s*\\{\\s*sk" + "ip\\b",
      ].join("|"),
    );
    const allowed = new Set(["test/skips.ts"]);
    const found = readSources("test/")
      .filter(({ path, text }) => !allowed.has(path) && left.test(withoutComments(text)))
      .map(({ path }) => path);
    expect(found).toEqual([]);
  });
});

describe("package-lock.json", () => {
  it("names every optional package, so that `npm ci` accepts it wherever some of them can't be looked up", () => {
    interface Entry {
      readonly optionalDependencies?: Readonly<Record<string, string>>;
    }
    const lock: { packages: Readonly<Record<string, Entry>> } = JSON.parse(
      readFileSync("package-lock.json", "utf8"),
    );
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });
});
