import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/core/config/load.ts";
import { ConfigInvalidError, type ConfigProblem } from "../../../src/core/config/problems.ts";
import { ConfigError } from "../../../src/core/contract/errors.ts";
import { stubRegistry, validText } from "./stub-connectors.ts";

const file = "integ.yaml";

async function problemsOf(text: string): Promise<readonly ConfigProblem[]> {
  const error = await loadConfig({ file, text, registry: stubRegistry() }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigInvalidError)) throw new Error(`no ConfigInvalidError but ${String(error)}`);
  expect(error.code).toBe("E_CONFIG_INVALID");
  expect(error.exitCode).toBe(78);
  return error.problems;
}

/** `line:column: message (suggestion)` of each problem. */
async function linesOf(text: string): Promise<string[]> {
  const problems = await problemsOf(text);
  return problems.map(({ line, column, message, suggestion }) =>
    suggestion === undefined
      ? `${line}:${column}: ${message}`
      : `${line}:${column}: ${message} (${suggestion})`,
  );
}

const without = (part: string | RegExp, replacement: string): string => {
  const found = typeof part === "string" ? validText.includes(part) : part.test(validText);
  if (!found) throw new Error(`not in the text: ${part}`);
  return validText.replace(part, replacement);
};

describe("loadConfig on a valid file", () => {
  it("CFG-1 fills in every default and resolves units", async () => {
    const config = await loadConfig({ file, text: validText, registry: stubRegistry() });
    expect(config.server).toEqual({ host: "127.0.0.1", port: 8787, publicUrl: null });
    const salesforce = config.connections.get("sf");
    expect(salesforce?.timeoutMs).toBe(30_000);
    expect(salesforce?.concurrency).toBeNull();
    expect(salesforce?.config).toEqual({
      connector: "salesforce",
      loginUrl: "https://login.salesforce.com",
      auth: "client-credentials",
    });
    const sync = config.syncs.get("cases");
    expect(sync).toMatchObject({
      name: "cases",
      direction: "both",
      realtime: true,
      conflicts: "last-write-wins",
      prefer: "left",
      deletes: { kind: "keep", archive: { left: null, right: null } },
      schedule: "*/5 * * * *",
    });
    expect(sync?.fields.map((field) => [field.left, field.direction, field.conflicts])).toEqual([
      ["Subject", "both", "last-write-wins"],
      ["Priority", "both", "last-write-wins"],
      ["Status", "both", "left"],
    ]);
    expect(sync?.fields[1]?.values?.get("Medium")).toEqual(["normal"]);
  });

  it("CFG-1 takes a byte-order mark, Windows line ends, empty sections and a file without server", async () => {
    const text = `\uFEFF${validText.replaceAll("\n", "\r\n")}`;
    expect((await loadConfig({ file, text, registry: stubRegistry() })).syncs.size).toBe(1);
    const bare = await loadConfig({ file, text: "connections:\nsyncs:\n", registry: stubRegistry() });
    expect([bare.connections.size, bare.syncs.size, bare.server]).toEqual([0, 0, null]);
  });

  it("CFG-1 lets a one-way field map two values to one", async () => {
    const text = without(
      "values: { High: high, Medium: normal, Low: low }",
      "direction: left-to-right\n        values: { High: high, Medium: high }",
    );
    const config = await loadConfig({ file, text, registry: stubRegistry() });
    expect(config.syncs.get("cases")?.fields[1]?.direction).toBe("left-to-right");
  });
});

describe("a map of values", () => {
  it("CFG-1 may give several right values for one left value", async () => {
    const text = without("{ High: high, Medium: normal, Low: low }", "{ High: [high, urgent], Low: low }");
    const config = await loadConfig({ file, text, registry: stubRegistry() });
    expect([...(config.syncs.get("cases")?.fields[1]?.values ?? [])]).toEqual([
      ["High", ["high", "urgent"]],
      ["Low", ["low"]],
    ]);
  });

  it("CFG-8 refuses a right value that two left values claim", async () => {
    const text = without("{ High: high, Medium: normal, Low: low }", "{ High: [high, urgent], Low: urgent }");
    await expect(loadConfig({ file, text, registry: stubRegistry() })).rejects.toThrow(
      /both become "urgent"/,
    );
  });
});

describe("loadConfig on a wrong file", () => {
  it.each([
    ["an unknown key", without("schedule:", "scheduel:"), '12:5: unknown key "scheduel" (schedule)'],
    ["an unknown section", without("server:", "sever:"), '20:1: unknown key "sever" (server)'],
    [
      "an unknown key of a side",
      without("object: Case }", "objct: x, object: Case }"),
      '10:29: unknown key "objct" (object)',
    ],
    [
      "an unknown key of a connector",
      without("subdomain: acme # ours", "subdomain: acme\n    timeuot: 5s"),
      '7:5: unknown key "timeuot" (timeout)',
    ],
    [
      "a key of a connector unlike any other",
      without("subdomain: acme # ours", "subdomain: acme\n    zzz: 5s"),
      '7:5: unknown key "zzz"; the keys here are connector, subdomain, timeout, concurrency, http, oauth, features',
    ],
    ["lists in lists in lists", "[".repeat(20_000), "1:1: the file is nested too deeply to be read as YAML"],
    [
      "a wrong type",
      without("concurrency: 4", "concurrency: four"),
      '7:18: "concurrency" must be a number, this is text',
    ],
    [
      "a wrong type below a connector",
      without('"https://login.salesforce.com"', "5"),
      '3:42: "loginUrl" must be text, this is the number 5; put it in quotes',
    ],
    [
      "a word for a boolean",
      without('schedule: "*/5 * * * *"', "realtime: yes"),
      '12:15: "realtime" must be true or false, this is "yes"',
    ],
    [
      "a missing connection",
      without("connection: zd,", "connection: zdd,"),
      '11:26: there is no connection "zdd" (zd)',
    ],
    [
      "a missing object",
      without("object: ticket", "object: tickets"),
      '11:38: "zd" has no object "tickets"; it has ticket (ticket)',
    ],
    [
      "a bad cron",
      without("*/5 * * * *", "*/5 25 * * *"),
      '12:15: "schedule": cron field 2 (hour): 25 is out of range (0-23)',
    ],
    [
      "a day that never comes",
      without("*/5 * * * *", "0 0 31 2 *"),
      '12:15: "schedule": it never comes: no month of "2" has a day 31 (day of month "31")',
    ],
    [
      "an unknown connector",
      without("connector: zendesk", "connector: zendsk"),
      '5:16: there is no connector "zendsk"; there are salesforce, zendesk, and package:NAME (zendesk)',
    ],
    [
      "an unknown choice",
      without("conflicts: left }", "conflicts: lft }"),
      '19:51: "conflicts" must be last-write-wins, left, right, merge, prefer-non-blank or manual, not "lft" (left)',
    ],
    [
      "a key that another one demands",
      without("timeout: 30s", "auth: jwt-bearer"),
      '3:3: "username": is needed with auth: jwt-bearer',
    ],
    [
      "a tab",
      without("    subdomain", "\tsubdomain"),
      "6:1: a tab is used for indentation; YAML needs spaces",
    ],
    ["an empty file", "", "1:1: the file is empty; `integ init` writes one to start from"],
    ["a file of comments", "# nothing\n\n", "1:1: the file is empty; `integ init` writes one to start from"],
    [
      "a number for a key",
      `${validText}5: 1\n`,
      '21:1: unknown key "5"; the keys here are connections, syncs, server, security, monitoring',
    ],
    [
      "a list for a section",
      "connections: []\n",
      '1:14: "connections" must be a map of keys, this is a list',
    ],
    [
      "an empty sync",
      without(/ {4}left[\s\S]*?(?=server)/, ""),
      '9:3: "cases" must be a map of keys, this is nothing',
    ],
    ["a list", "- 1\n", "1:1: the configuration must be a map of keys, this is a list"],
    ["a duplicate key", `${validText}server: {}\n`, '21:1: the key "server" is given twice in this map'],
    [
      "a missing key",
      without("    right: { connection: zd, object: ticket }\n", ""),
      '9:3: the key "right" is missing in "cases"',
    ],
    [
      "values that can't be read back",
      without("Low: low", "Low: high"),
      '18:52: "High" and "Low" both become "high", so "high" can\'t be read back (direction both); give each its own, or set the field\'s direction to left-to-right',
    ],
    [
      "a field mapped twice",
      without("right: status", "right: subject"),
      '19:32: the right field "subject" is mapped twice',
    ],
    [
      "a field wider than its sync",
      without("    schedule:", "    direction: left-to-right\n    schedule:").replace(
        "conflicts: left }",
        "direction: both }",
      ),
      '20:51: the field goes "both", but its sync only goes "left-to-right"',
    ],
    [
      "no fields",
      without(
        validText.slice(validText.indexOf("    fields:"), validText.indexOf("server:")),
        "    fields: []\n",
      ),
      '14:13: "fields" needs at least 1 item',
    ],
    [
      "a bad name",
      without("  cases:", "  Cases:"),
      '9:3: "Cases" can\'t be a name here: a name starts with a-z and has only a-z, 0-9 and - (63 at most)',
    ],
    [
      "a bad duration",
      without("timeout: 30s", "timeout: 30"),
      '3:83: "timeout" must be text, this is the number 30; put it in quotes',
    ],
    [
      "a bad address",
      without('"127.0.0.1:8787"', "8787x"),
      '20:19: "listen": an address is HOST:PORT, like 127.0.0.1:8787 or [::1]:8787',
    ],
    [
      "an object paired with itself",
      without("right: { connection: zd, object: ticket }", "right: { connection: sf, object: Case }"),
      '9:3: the sync "cases" pairs an object with itself',
    ],
    ["an unknown alias", "connections: *nothing\n", "1:14: there is no anchor &nothing before this alias"],
    ["a tag", "connections: !!js/function x\n", "1:14: tags (!name) are not allowed here"],
    [
      "a second document",
      `${validText}---\nx: 1\n`,
      "21:1: a second YAML document starts here; the configuration is one document",
    ],
    ["a key that is a list", "? [a, b]\n: 1\n", "1:3: a key must be a plain word"],
    ["a key that would reach a prototype", "__proto__: { a: 1 }\n", "1:1: this key is not allowed"],
  ])("CFG-8 says where and what: %s", async (_, text, expected) => {
    expect(await linesOf(text)).toContain(expected);
  });

  it("CFG-8 names every problem at once, in file order, and each only once", async () => {
    const text = without("schedule:", "scheduel:")
      .replace("subdomain:", "subdomian:")
      .replace("connection: zd,", "connection: zdd,")
      .replace("connector: salesforce", "connector: salesfroce")
      .replace("right: status", "right: subject");
    expect(await linesOf(text)).toEqual([
      '3:20: there is no connector "salesfroce"; there are salesforce, zendesk, and package:NAME (salesforce)',
      '4:3: the key "subdomain" is missing in "zd"',
      '6:5: unknown key "subdomian" (subdomain)',
      '11:26: there is no connection "zdd" (zd)',
      '12:5: unknown key "scheduel" (schedule)',
      '19:32: the right field "subject" is mapped twice',
    ]);
  });

  it("CFG-8 puts file:line:column, the fault and the nearest name in the message", async () => {
    const error = await loadConfig({
      file: "my/integ.yaml",
      text: "conections: {}\n",
      registry: stubRegistry(),
    }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(
      'my/integ.yaml:1:1: unknown key "conections" — did you mean "connections"?',
    );
  });

  it("CFG-8 gives the path of each problem", async () => {
    const problems = await problemsOf(without("right: status", "right: subject"));
    expect(problems.map((problem) => problem.path)).toEqual(["syncs.cases.fields[2].right"]);
  });

  it("CFG-1 refuses two syncs of one pair of objects", async () => {
    const copy = validText.slice(validText.indexOf("  cases:"), validText.indexOf("server:"));
    const text = validText.replace("server:", `${copy.replace("cases", "again")}server:`);
    expect(await linesOf(text)).toEqual([
      '20:3: the sync "cases" already pairs these two objects; one sync per pair',
    ]);
  });

  it("CFG-1 never repeats a value that could be a secret", async () => {
    const lines = await linesOf(without("subdomain: acme", "concurrency: hunter2-secret"));
    expect(lines.join("\n")).not.toContain("hunter2");
  });

  it("CFG-1 stays small on alias bombs, deep nesting and huge files", async () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefgh".split("").map((key, index) => `${key}: &${key} [${`*${"abcdefg"[index]},`.repeat(9)}]`),
    ];
    expect((await problemsOf(bomb.join("\n")))[0]?.message).toMatch(/aliases/);
    expect((await problemsOf("[".repeat(50_000))).length).toBeGreaterThan(0);
    expect((await problemsOf("a: {".repeat(20_000))).length).toBeGreaterThan(0);
    expect((await problemsOf(`#${"x".repeat(1024 * 1024)}`))[0]?.message).toBe(
      "the file is larger than 1 MB",
    );
  });
});

describe("loadConfig on a file it can't read", () => {
  const directories: string[] = [];
  afterEach(async () => {
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
  });

  async function codeOf(path: string): Promise<unknown> {
    const error = await loadConfig({ file: path, registry: stubRegistry() }).catch(
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ConfigError)) throw new Error(`no ConfigError but ${String(error)}`);
    return [error.code, error.exitCode, error.message];
  }

  async function directory(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), "integ-config-"));
    directories.push(made);
    return made;
  }

  it("CFG-8 says that the file is missing or is a directory", async () => {
    const made = await directory();
    const missing = join(made, "integ.yaml");
    expect(await codeOf(missing)).toEqual([
      "E_CONFIG_MISSING",
      78,
      `There is no configuration at ${missing}`,
    ]);
    expect(await codeOf(made)).toEqual([
      "E_CONFIG_MISSING",
      78,
      `The configuration ${made} can't be read: it is a directory`,
    ]);
  });

  it("CFG-8 says that this user may not read it", async () => {
    const readFile = (): Promise<never> => Promise.reject(Object.assign(new Error("no"), { code: "EACCES" }));
    const loading = loadConfig({ file, registry: stubRegistry(), readFile });
    await expect(loading).rejects.toMatchObject({
      code: "E_CONFIG_MISSING",
      message: expect.stringContaining("may not read it"),
    });
  });

  it("CFG-8 names the line that is not UTF-8, and a file in UTF-16", async () => {
    const path = join(await directory(), "integ.yaml");
    await writeFile(path, Buffer.from([0x61, 0x3a, 0x0a, 0xc3, 0x28]));
    expect(await codeOf(path)).toEqual([
      "E_CONFIG_INVALID",
      78,
      `${path}:2:1: integ.yaml is not UTF-8 here; save it as UTF-8`,
    ]);
    await writeFile(path, Buffer.from("\uFEFFconnections: {}", "utf16le"));
    expect(await codeOf(path)).toEqual([
      "E_CONFIG_INVALID",
      78,
      `${path}:1:1: the file is UTF-16; save it as UTF-8`,
    ]);
    await writeFile(path, validText);
    await chmod(path, 0o600);
    expect((await loadConfig({ file: path, registry: stubRegistry() })).file).toBe(path);
  });
});
