// What the documentation says can be followed: examples load, commands exist, links lead somewhere.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../src/core/config/load.ts";
import { builtinConnectors, createRegistry } from "../src/core/connectors/registry.ts";

interface Block {
  /** `README.md:12`, where its first line is. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

const pages = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
];
const contents = pages.map((page) => ({ page, text: readFileSync(page, "utf8") }));
const blocks = contents.flatMap(({ page, text }) => blocksOf(page, text));

function blocksOf(page: string, markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => {
    const line = markdown.slice(0, match.index).split("\n").length + 1;
    return { place: `${page}:${line}`, language: match[1] ?? "", text: match[2] ?? "" };
  });
}

/** Words after `integ` of each line that calls it; comments, variables before it and what follows a pipe left out. */
function commandsIn(shell: string): string[][] {
  return shell.split("\n").flatMap((line) => {
    const call = /(?:^|\s)(?:npx )?integ(?: |$)(.*)/.exec(line.replace(/(^|\s)#.*$/, ""));
    return call === null
      ? []
      : [
          (call[1] ?? "")
            .split(/[|<>&]/)[0]
            ?.trim()
            .split(/\s+/) ?? [],
        ];
  });
}

/** The command the words name: the longest id they begin with; null when there is none. */
function commandNamed(words: readonly string[], ids: ReadonlySet<string>): string | null {
  for (let length = words.length; length > 0; length--) {
    const id = words.slice(0, length).join(":");
    if (ids.has(id)) return id;
  }
  return null;
}

interface ManifestCommand {
  readonly flags: Readonly<Record<string, unknown>>;
}

const manifest: { readonly commands: Readonly<Record<string, ManifestCommand>> } = JSON.parse(
  readFileSync("oclif.manifest.json", "utf8"),
);
const ids = new Set(Object.keys(manifest.commands));

/** What is wrong with a call: no such command, or a flag it does not have. */
function faultOf(words: readonly string[]): string | null {
  const id = commandNamed(words, ids);
  if (id === null) return `no command: integ ${words.join(" ")}`;
  const flags = Object.keys(manifest.commands[id]?.flags ?? {});
  const used = words.flatMap((word) => /^--([a-z-]+)/.exec(word)?.[1] ?? []);
  const unknown = used.filter((flag) => !flags.includes(flag));
  return unknown.length === 0 ? null : `no flag --${unknown.join(", --")}: integ ${words.join(" ")}`;
}

/** Anchors of a page's headings, as they are made when it is shown. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function isBroken(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  if (!existsSync(target)) return true;
  return anchor !== undefined && !anchorsOf(readFileSync(target, "utf8")).includes(anchor);
}

describe("the documentation", () => {
  const examples = blocks.filter(({ text }) => text.startsWith("connections:"));

  it("has an example of a configuration in the README and in the operator's guide", () => {
    expect(examples.map(({ place }) => place.split(":")[0])).toEqual(
      expect.arrayContaining(["README.md", "docs/operator/configuration.md"]),
    );
  });

  it.each(examples)("CFG-8 shows a configuration that is right: $place", async ({ place, text }) => {
    const registry = createRegistry({ entries: builtinConnectors });
    const config = await loadConfig({ file: place, text, registry });
    expect(config.syncs.size).toBeGreaterThan(0);
  });

  it("calls no command and gives no flag that does not exist", () => {
    const calls = blocks
      .filter(({ language }) => language === "sh")
      .flatMap(({ place, text }) => commandsIn(text).map((words) => ({ place, words })));
    expect(calls.length).toBeGreaterThan(10);
    const wrong = calls.flatMap(({ place, words }) => {
      const fault = faultOf(words);
      return fault === null ? [] : [`${place}: ${fault}`];
    });
    expect(wrong).toEqual([]);
  });

  it.each(["integ sing cases", "X=1 npx integ dlq lst", "integ sync --fulll # all"])(
    "would be caught with a wrong call: %s",
    (line) => {
      expect(commandsIn(line).map(faultOf)).toEqual([expect.any(String)]);
    },
  );

  it("links to files and headings that are there", () => {
    const broken = contents.flatMap(({ page, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = ""]) => link)
        .filter((link) => !/^[a-z]+:/.test(link) && isBroken(page, link))
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });
});
