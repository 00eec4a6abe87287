import { describe, expect, it } from "vitest";
import { type LintProbes, type LintReport, lintConfig } from "../../../src/core/config/lint.ts";
import { formatProblem } from "../../../src/core/config/problems.ts";
import { AuthError } from "../../../src/core/contract/errors.ts";
import { described } from "../mapping/stage.ts";
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

  it("CFG-8 offline tells of a state directory that can't be used, and asks no further", async () => {
    const probes: LintProbes = {
      ...nobody,
      stateDirFault: async () => "it is a file",
      fileFault: async () => null,
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
    const report = await lintConfig({ ...common, text: validText, level: "live", probes });
    expect(linesOf(report)).toEqual([
      "integ.yaml:3:3: The token ends tomorrow [warning vendor]",
      "integ.yaml:4:3: The token ends tomorrow [warning vendor]",
      "integ.yaml:9:3: No right to describe Case. Grant it. [error mapping]",
    ]);
  });
});
