// `integ config`: what is wrong, at three levels, and where each value comes from; with both vendors beside it.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPair, type Pair, sampleCases } from "./pair.ts";

let pair: Pair;
let config: string;
beforeAll(async () => {
  pair = await openPair(sampleCases(1));
  config = await pair.readConfig();
});
afterAll(() => pair.stop());

interface Lint {
  readonly problems: readonly { readonly rule: string; readonly message: string; readonly line: number }[];
  readonly skipped: readonly string[];
}

async function lint(...args: readonly string[]): Promise<Lint & { code: number | null; stderr: string }> {
  const { run, document } = await pair.json(["config", "lint", ...args]);
  expect(document.schema).toBe("integ.config-lint/1");
  return { ...(document as unknown as Lint), code: run.code, stderr: run.stderr };
}

describe("integ config", () => {
  it("CFG-8 lint finds nothing in what works, at every level, and says what it could not look at", async () => {
    expect(await lint()).toMatchObject({ code: 0, problems: [], skipped: [], stderr: "" });
    const before = await lint("--level", "offline");
    expect([before.code, before.problems, before.skipped]).toEqual([
      0,
      [],
      [expect.stringContaining("The mapping of cases")],
    ]);
    expect(await lint("--level", "live")).toMatchObject({ code: 0, problems: [], skipped: [] });
    // Only what works on a sync remembers what the vendors said.
    expect((await lint("--level", "offline")).skipped).toEqual(before.skipped);
    expect((await pair.run(["sync"])).code).toBe(0);
    expect(await lint("--level", "offline")).toMatchObject({ code: 0, problems: [], skipped: [] });
  });

  it("CFG-8 lint tells offline what is not stored, and which field the objects do not have", async () => {
    const extra = "  other: { connector: zendesk, subdomain: other }\n";
    await pair.writeConfig(config.replace("syncs:\n", `${extra}syncs:\n`).replace("Subject, ", "Subjekt, "));
    try {
      const { code, problems } = await lint("--level", "offline");
      expect(code).toBe(2);
      expect(problems.map(({ rule }) => rule).sort()).toEqual(["mapping", "secret", "unused-connection"]);
      expect(problems.find(({ rule }) => rule === "mapping")?.message).toContain("Subjekt");
      expect(await lint()).toMatchObject({ code: 1, problems: [{ rule: "unused-connection" }] });
      expect(await lint("--errors-only")).toMatchObject({ code: 0, problems: [] });
    } finally {
      await pair.writeConfig(config);
    }
  });

  it("CFG-8 lint says live that a vendor refuses us", async () => {
    const refused = await pair.run([
      "config",
      "lint",
      "--level",
      "live",
      "--override",
      "connections.zd.baseUrl=http://127.0.0.1:9",
    ]);
    expect(refused.code).toBe(2);
    expect(refused.stdout).toMatch(/integ\.yaml:3:3: .* error refused/);
    expect(refused.stdout).toContain("not looked at The mapping of cases");
  });

  it("CFG-8 lint writes SARIF with names below the working directory, also of a file that is no YAML", async () => {
    await pair.writeConfig(`${config}\n\t: {`);
    try {
      const { code } = await lint("--sarif", join(pair.dir, "out.sarif"));
      expect(code).toBe(2);
      const log = JSON.parse(await readFile(join(pair.dir, "out.sarif"), "utf8"));
      const [result] = log.runs[0].results;
      expect(result).toMatchObject({
        ruleId: "not-yaml",
        locations: [{ physicalLocation: { artifactLocation: { uri: "integ.yaml" } } }],
      });
    } finally {
      await pair.writeConfig(config);
    }
    const missing = await pair.run(["config", "lint", "--config", "nowhere.yaml"]);
    expect([missing.code, missing.stdout]).toEqual([78, ""]);
  });

  it("CFG-5 a daemon with an interval instead of real time carries changes over, and lint works beside it", async () => {
    await pair.writeConfig(
      config.replace("    fields:", "    realtime: false\n    every: 400ms\n    fields:"),
    );
    const daemon = await pair.daemon();
    try {
      const [first] = await pair.cases();
      await pair.editCase(first?.Id ?? "", { Subject: "By the clock" });
      await pair.untilInStep();
      expect((await pair.tickets()).map(({ subject }) => subject)).toEqual(["By the clock"]);
      expect(await lint("--level", "offline")).toMatchObject({ code: 0, problems: [], skipped: [] });
      expect(await lint("--level", "live")).toMatchObject({ code: 0, problems: [], skipped: [] });
    } finally {
      await daemon.end("SIGTERM");
      await pair.writeConfig(config);
    }
  });

  it("CFG-2 show names the winner of each value, and every command takes the layers", async () => {
    await writeFile(join(pair.dir, "integ.staging.yaml"), "connections:\n  zd: { concurrency: 3 }\n");
    const env = { INTEG_ENV: "staging", INTEG_SET__CONNECTIONS__SF__TIMEOUT: "9s" };
    const flags = ["--override", "connections.sf.timeout=8s"];
    const { document } = await pair.json(["config", "show", "connections", ...flags], env);
    expect(document.values).toEqual(
      expect.arrayContaining([
        {
          path: "connections.zd.concurrency",
          value: 3,
          layer: "overlay",
          place: expect.stringMatching(/integ\.staging\.yaml:2:22$/),
        },
        { path: "connections.sf.timeout", value: "8s", layer: "flag", place: expect.any(String) },
      ]),
    );
    const wrong = await pair.run(["status"], { INTEG_SET__CONNECTIONS__SF__TIMEOUT: "soon" });
    expect([wrong.code, wrong.stderr]).toEqual([
      78,
      expect.stringContaining('$INTEG_SET__CONNECTIONS__SF__TIMEOUT: "timeout"'),
    ]);
    expect((await pair.run(["status", "--env", "nowhere"])).code).toBe(78);
  });

  it("CFG-4 what is said under http reaches every call, those that prove a new connection too", async () => {
    const small = ["--override", "connections.zd.http={ maxResponse: 20B }"];
    const { code, problems } = await lint("--level", "live", ...small);
    expect([code, problems]).toEqual([2, [expect.objectContaining({ rule: "refused", line: 3 })]]);
    const { run, document } = await pair.json(["connect", "zd", ...small], pair.credentials);
    expect([run.code, document.schema]).toEqual([69, "integ.error/1"]);
  });

  it("CFG-9 a sync that writes where the configuration switches writes off does not run", async () => {
    const run = await pair.run(["sync", "--override", "connections.zd.features={ writes: false }"]);
    expect([run.code, run.stderr]).toEqual([
      78,
      expect.stringContaining('"zd" takes no writes (features.writes)'),
    ]);
    const oneWay = ["--override", "syncs.cases.direction=right-to-left"];
    expect(
      (await pair.run(["sync", "--override", "connections.zd.features={ writes: false }", ...oneWay])).code,
    ).toBe(0);
  });

  it("CFG-2 connect says what wins over the file it writes", async () => {
    const { document } = await pair.json(["connect", "zd"], {
      ...pair.credentials,
      INTEG_SET__CONNECTIONS__ZD__CONCURRENCY: "5",
    });
    expect(document.warnings).toEqual([
      "connections.zd.concurrency is set at $INTEG_SET__CONNECTIONS__ZD__CONCURRENCY, which wins over the configuration file",
    ]);
  });

  it("CFG-1 schema prints what init writes", async () => {
    const { stdout, code } = await pair.run(["config", "schema"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ title: "integ.yaml" });
  });
});
