import { describe, expect, it } from "vitest";
import { type LintProbes, type LintReport, lintConfig } from "../../../src/core/config/lint.ts";
import { formatProblem } from "../../../src/core/config/problems.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import { AuthError } from "../../../src/core/contract/errors.ts";
import { described } from "../mapping/stage.ts";
import { everyKeyText } from "./every-key-text.ts";
import { soundLive, soundProbes } from "./lint-probes.ts";
import { stubRegistry, validText } from "./stub-connectors.ts";

const common = {
  file: "integ.yaml",
  environment: null,
  env: {},
  flags: [],
  registry: stubRegistry(),
};
const linesOf = ({ problems }: LintReport): string[] =>
  problems.map((problem) => `${formatProblem(problem)} [${problem.severity} ${problem.rule}]`);

/** Probes that fail the test when asked. */
const nobody = new Proxy({} as LintProbes, {
  get: (_, name) => () => {
    throw new Error(`asked for ${String(name)}`);
  },
});

const wrongText = validText
  .replace("schedule:", "scheduel:")
  .replace("concurrency: 4", "concurrency: 4000")
  .replace("connector: zendesk", "connector: zendsk");

describe("lintConfig", () => {
  it("CFG-8 tells all problems of a file in its order, each with its rule", async () => {
    const report = await lintConfig({ ...common, text: wrongText, level: "static" });
    expect(linesOf(report)).toEqual([
      expect.stringMatching(
        /^integ.yaml:5:16: there is no connector "zendsk".*did you mean "zendesk".*error connector\]$/,
      ),
      'integ.yaml:7:18: "concurrency" must be at most 100 [error wrong-value]',
      'integ.yaml:12:5: unknown key "scheduel" — did you mean "schedule"? [error unknown-key]',
    ]);
  });

  it("CFG-8 holds to every static rule at every level, and asks nobody about a file that is wrong", async () => {
    const reports = await Promise.all([
      lintConfig({ ...common, text: wrongText, level: "static" }),
      lintConfig({ ...common, text: wrongText, level: "offline", probes: nobody }),
      lintConfig({ ...common, text: wrongText, level: "live", probes: nobody }),
    ]);
    const [first, ...others] = reports.map(linesOf);
    expect(others).toEqual([first, first]);
    expect(reports.map(({ skipped }) => skipped.length)).toEqual([0, 1, 1]);
  });

  it("CFG-8 reports text that is no YAML instead of failing", async () => {
    const report = await lintConfig({ ...common, text: "syncs:\n\tcases:\n", level: "static" });
    expect(linesOf(report)).toEqual([
      "integ.yaml:2:1: a tab is used for indentation; YAML needs spaces [error not-yaml]",
    ]);
    const bytes = Buffer.from([0x63, 0x3a, 0x20, 0xff]);
    const binary = await lintConfig({ ...common, readFile: async () => bytes, level: "static" });
    expect(binary.problems.map(({ rule }) => rule)).toEqual(["not-yaml"]);
  });

  it("CFG-8 warns of what is hardly meant", async () => {
    const text = validText
      .replace("connections:", "connections:\n  spare: { connector: zendesk, subdomain: other }")
      .replace(/ {4}schedule.*\n/, "    realtime: false\n");
    const report = await lintConfig({ ...common, text, level: "static" });
    expect(linesOf(report)).toEqual([
      'integ.yaml:3:3: no sync uses the connection "spare" [warning unused-connection]',
      expect.stringMatching(/^integ.yaml:13:5: .* moves only by `integ sync cases` \[warning never-runs\]$/),
    ]);
  });

  it("CFG-8 warns of a field that an expression for one way alone has made go one way, unless it says so", async () => {
    const lint = async (more: string) => {
      const text = validText.replace("right: subject }", `right: subject, ${more} }`);
      return linesOf(await lintConfig({ ...common, text, level: "static" }));
    };
    const [toRight, toLeft] = ["toRight: record.Subject + '!'", "toLeft: record.subject + '?'"];
    expect(await lint(toRight)).toEqual([
      expect.stringMatching(
        /^integ.yaml:15:42: Subject ↔ subject has "toRight" and no "toLeft", so it goes left-to-right only: an edit of subject on the right stays there, and the next change on the left overwrites it; if that is meant, say "direction: left-to-right", else give "toLeft" too \[warning one-way-unsaid\]$/,
      ),
    ]);
    expect(await lint(toLeft)).toEqual([
      expect.stringContaining(
        'has "toLeft" and no "toRight", so it goes right-to-left only: an edit of Subject',
      ),
    ]);
    expect(await lint(`${toRight}, direction: left-to-right`)).toEqual([]);
    expect(await lint(`${toRight}, ${toLeft}`)).toEqual([]);
    expect(await lint("unit: head")).toEqual([]);
  });

  it("CFG-8 warns where a side of a ring would win by its place", async () => {
    const ends = (left: string, right: string): string =>
      `left: { connection: ${left} }, right: { connection: ${right} }`
        .replaceAll(/(sf\d) }/g, "$1, object: Case }")
        .replaceAll("zd }", "zd, object: ticket }");
    const syncOf = (name: string, left: string, right: string, more: string): string => {
      const fields = [left, right].map((one) => (one === "zd" ? "subject" : "Subject"));
      return `  ${name}: { ${ends(left, right)}, ${more} fields: [{ left: ${fields[0]}, right: ${fields[1]} }] }\n`;
    };
    const line = `connections:
  sf1: { connector: salesforce, loginUrl: "https://one.my.salesforce.com" }
  sf2: { connector: salesforce, loginUrl: "https://two.my.salesforce.com" }
  zd: { connector: zendesk, subdomain: acme }
syncs:
${syncOf("one", "sf1", "zd", "conflicts: left,")}${syncOf("two", "zd", "sf2", "")}`;
    const registry = createRegistry({ entries: builtinConnectors });
    const lint = async (text: string) => {
      const { problems } = await lintConfig({ ...common, registry, text, level: "static" });
      return problems.flatMap(({ rule, line: at, message }) =>
        rule === "ring-conflicts" ? [{ at, message }] : [],
      );
    };
    expect(await lint(line)).toEqual([]);
    expect(await lint(`${line}${syncOf("three", "sf2", "sf1", "")}`)).toEqual([
      { at: 6, message: expect.stringContaining('"one" is part of a ring') },
    ]);
  });

  it("CFG-8 offline tells of a state directory that can't be used, and asks no further", async () => {
    const probes: LintProbes = {
      ...nobody,
      stateDirFault: async () => "it is a file",
    };
    const report = await lintConfig({ ...common, text: validText, level: "offline", probes });
    expect(linesOf(report)).toEqual(["integ.yaml:2:1: it is a file [error state-dir]"]);
    expect(report.skipped).toHaveLength(1);
  });

  it("CFG-8 offline compiles the mapping against the objects as remembered", async () => {
    const objects: Readonly<Record<string, readonly string[]>> = {
      Case: ["Subject", "Priority", "Status", "CaseNumber"],
      ticket: ["subject", "prioriti", "status", "external_id"],
    };
    const remembered: LintProbes["remembered"] = async (_, name) => ({
      name,
      label: name,
      fields: (objects[name] ?? []).map((field) => described(field)),
    });
    const lint = (probes: LintProbes) => lintConfig({ ...common, text: validText, level: "offline", probes });
    const [line, ...more] = linesOf(await lint(soundProbes({ remembered })));
    expect(line).toMatch(/^integ.yaml:17:16: .*priority.* — did you mean "prioriti"\? \[error mapping\]$/);
    expect(more).toEqual([]);
    const blind = await lint(soundProbes());
    expect([linesOf(blind), blind.skipped]).toEqual([
      [],
      ["The mapping of cases: its objects were never asked for; --level live asks"],
    ]);
  });

  it("CFG-8 warns of what a new record must have and no field fills", async () => {
    const compile = async () => ({ unfilled: { left: [], right: ["issuetype"] } });
    const probes = soundProbes({ live: async () => ({ ...soundLive, compile }) });
    const report = await lintConfig({ ...common, text: validText, level: "live", probes });
    expect(linesOf(report)).toEqual([
      expect.stringMatching(
        / a new \S+ of \S+ needs issuetype, which no field fills.*\[warning unfilled-field\]$/,
      ),
    ]);
  });

  it("CFG-8 live tells which connection does not sign in, and looks at what the others allow", async () => {
    const check = async (name: string) => {
      if (name !== "zd") return soundLive.check(name);
      throw new AuthError({
        code: "E_AUTH_REJECTED",
        message: "Zendesk refused the token",
        connection: name,
      });
    };
    const probes = soundProbes({ live: async () => ({ ...soundLive, check }) });
    const report = await lintConfig({ ...common, text: validText, level: "live", probes });
    expect(linesOf(report)).toEqual([
      expect.stringMatching(
        /^integ.yaml:4:3: Zendesk refused the token\. .*integ connect zd.*\[error refused\]$/,
      ),
    ]);
    expect(report.skipped).toEqual(["The mapping of cases: the connection zd does not work"]);
  });

  it("CFG-8 live passes on what the vendor remarks, and what its objects do not allow", async () => {
    const live = {
      check: async () => ({ ...(await soundLive.check("")), warnings: ["The token ends tomorrow"] }),
      compile: async () => {
        throw new AuthError({
          code: "E_AUTH_SCOPE",
          message: "No right to describe Case",
          hint: "Grant it.",
        });
      },
    };
    const probes = soundProbes({ live: async () => live });
    const text = `${validText}# end`.replace(
      "syncs:",
      "  spare: { connector: zendesk, subdomain: b }\nsyncs:",
    );
    const report = await lintConfig({ ...common, text, level: "live", probes });
    expect(linesOf(report)).toEqual([
      "integ.yaml:3:3: The token ends tomorrow [warning vendor]",
      "integ.yaml:4:3: The token ends tomorrow [warning vendor]",
      'integ.yaml:8:3: no sync uses the connection "spare" [warning unused-connection]',
      "integ.yaml:8:3: The token ends tomorrow [warning vendor]",
      "integ.yaml:10:3: No right to describe Case. Grant it. [error mapping]",
    ]);
  });

  it("CFG-6 offline tells which certificate file can't be read, at the key that names it", async () => {
    const text = validText.replace(
      "subdomain: acme # ours",
      "subdomain: acme\n    http: { tls: { certificate: c.pem, key: /keys/k.pem } }",
    );
    const asked: string[] = [];
    const probes = soundProbes({
      readFile: async (file) => {
        asked.push(file);
        if (file.endsWith("c.pem")) return Buffer.from("no certificate");
        throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      },
    });
    const secured = `${text}security: { tls: { ca: ca.pem } }\n`;
    const report = await lintConfig({
      ...common,
      file: "/etc/integ/integ.yaml",
      text: secured,
      level: "offline",
      probes,
    });
    expect(linesOf(report)).toEqual([
      "/etc/integ/integ.yaml:7:33: the file holds no certificate in PEM form [error file]",
      "/etc/integ/integ.yaml:7:45: the file can't be read: it is not there [error file]",
      "/etc/integ/integ.yaml:22:24: the file can't be read: it is not there [error file]",
    ]);
    expect(new Set(asked)).toEqual(new Set(["/etc/integ/ca.pem", "/etc/integ/c.pem", "/keys/k.pem"]));
  });

  it("CFG-8 offline names the credentials that are not stored", async () => {
    const registry = createRegistry({ entries: builtinConnectors });
    const text = `connections:
  sf: { connector: salesforce, loginUrl: "https://acme.my.salesforce.com" }
  zd: { connector: zendesk, subdomain: acme, clientId: integ, http: { proxy: { url: "http://p:1", secret: proxy } } }
syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    fields: [{ left: Subject, right: subject }]
`;
    const lint = async (...stored: readonly string[]) => {
      const probes = soundProbes({ secretNames: async () => new Set(stored) });
      return linesOf(await lintConfig({ ...common, registry, text, level: "offline", probes }));
    };
    const [first, second, third, ...more] = await lint("sf/clientId", "zd/clientId");
    expect(first).toMatch(
      /^integ.yaml:2:3: "sf" has no [^,]* stored; run `integ connect sf` \[error secret\]$/,
    );
    expect(second).toMatch(
      /^integ.yaml:3:3: "zd" has no [^,]* stored; run `integ connect zd` \[error secret\]$/,
    );
    expect(third).toMatch(
      /^integ.yaml:3:3: the proxy of "zd" .*`integ secrets set zd\/proxy` \[error secret\]$/,
    );
    expect(more).toEqual([]);
    expect(await lint("sf/clientId", "sf/clientSecret", "zd/clientSecret", "zd/proxy")).toEqual([]);
  });

  it("CFG-4 warns of a limit above the vendor's own", async () => {
    const text = everyKeyText.replace("perWindow: 1000", "perWindow: 900000000");
    const registry = createRegistry({ entries: builtinConnectors });
    const report = await lintConfig({ ...common, registry, text, level: "static" });
    expect(report.problems.map(({ rule, path }) => `${rule} ${path}`)).toContain(
      "limit-above-vendor connections.sf.http.limits.daily.perWindow",
    );
  });
});
