import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadLayers } from "../../../src/core/config/layers.ts";
import { ConfigInvalidError, formatProblem } from "../../../src/core/config/problems.ts";
import type { FlagSetting } from "../../../src/core/config/settings.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import { stubConnector, stubRegistry, validText } from "./stub-connectors.ts";

interface Given {
  readonly text?: string;
  readonly overlay?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly FlagSetting[];
}

function load({ text = validText, overlay, env = {}, flags = [] }: Given) {
  const files = new Map([
    ["integ.yaml", text],
    ["integ.staging.yaml", overlay ?? ""],
  ]);
  return loadLayers({
    file: "integ.yaml",
    environment: overlay === undefined ? null : "staging",
    env,
    flags,
    registry: stubRegistry(),
    readFile: async (file) => {
      const found = files.get(file);
      if (found === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
      return Buffer.from(found);
    },
  });
}

async function linesOf(given: Given): Promise<readonly string[]> {
  const error = await load(given).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigInvalidError)) throw new Error(`no ConfigInvalidError but ${String(error)}`);
  return error.problems.map(formatProblem);
}

describe("loadLayers", () => {
  it("CFG-2 merges maps key by key, replaces lists whole, and takes away what is null", async () => {
    const { config } = await load({
      overlay: `connections:
  zd: { subdomain: acme-test }
  sf: { timeout: null }
syncs:
  cases:
    fields:
      - { left: Subject, right: subject }
    guards: { maxDeletes: 3 }
`,
    });
    expect(config.environment).toBe("staging");
    expect(config.connections.get("zd")).toMatchObject({
      config: { subdomain: "acme-test" },
      concurrency: 4,
    });
    expect(config.connections.get("sf")?.timeoutMs).toBeNull();
    expect(config.syncs.get("cases")?.fields).toHaveLength(1);
    expect(config.syncs.get("cases")?.guards.maxDeletes).toBe(3);
    expect(config.syncs.get("cases")?.schedule).toBe("*/5 * * * *");
  });

  it("CFG-2 an overlay that is empty, or whose sections are, changes nothing", async () => {
    const plain = (await load({})).config;
    for (const overlay of ["", "# nothing\n", "connections:\nsyncs: # later\nserver:\n"]) {
      const { config } = await load({ overlay });
      expect([...config.syncs]).toEqual([...plain.syncs]);
      expect([config.server, config.connections.size]).toEqual([plain.server, 2]);
    }
    expect((await load({ overlay: "server: null" })).config.server).toBeNull();
  });

  it("CFG-2 says which layer each value comes from, and where", async () => {
    const { origins } = await load({
      overlay: "connections:\n  zd: { subdomain: acme-test }\n",
      env: { INTEG_SET__CONNECTIONS__SF__TIMEOUT: "9s" },
      flags: [{ path: "syncs.cases.realtime", value: "false" }],
    });
    const rows = new Map(origins.entries().map(({ path, ...row }) => [path, Object.values(row).join(" ")]));
    expect(rows.get("connections.zd.subdomain")).toBe("acme-test overlay integ.staging.yaml:2:20");
    expect(rows.get("connections.zd.concurrency")).toBe("4 file integ.yaml:7:18");
    expect(rows.get("connections.sf.timeout")).toBe("9s environment $INTEG_SET__CONNECTIONS__SF__TIMEOUT");
    expect(rows.get("syncs.cases.realtime")).toBe("false flag --override syncs.cases.realtime");
    expect(rows.get("syncs.cases.prefer")).toBe("left default ");
    expect(rows.get("syncs.cases.fields[1].values.High")).toBe("high file integ.yaml:18:25");
  });

  it("CFG-2 tells a problem where the wrong value was set", async () => {
    const lines = await linesOf({
      overlay: "connections:\n  zd: { subdomian: x, concurrency: 0 }\nsyncs:\n  cases: { schedule: never }\n",
      env: {
        INTEG_SET__CONNECTIONS__SF__TIMEOUT: "soon",
        INTEG_SET__SYNCS__CASES__PREFER: "middle",
      },
      flags: [{ path: "server.listen", value: "nowhere" }],
    });
    expect(lines).toEqual([
      '$INTEG_SET__CONNECTIONS__SF__TIMEOUT: "timeout": a duration is a number above zero and a unit, like 30s or 5m',
      'integ.staging.yaml:2:9: unknown key "subdomian" — did you mean "subdomain"?',
      'integ.staging.yaml:2:36: "concurrency" must be at least 1',
      expect.stringMatching(/^integ.staging.yaml:4:22: .*cron expression has 5 fields/),
      '$INTEG_SET__SYNCS__CASES__PREFER: "prefer" must be left or right, not "middle"',
      expect.stringMatching(/^--override server.listen: .*an address is HOST:PORT/),
    ]);
  });

  it("CFG-2 names the overlay where it took away what is needed, and the variable that names nothing", async () => {
    expect(await linesOf({ overlay: "connections:\n  zd: { subdomain: null }\n" })).toEqual([
      'integ.staging.yaml:2:9: the key "subdomain" is missing in "zd"',
    ]);
    expect(
      await linesOf({
        env: { INTEG_SET__CONNECTIONS__SF__TIMEUOT: "9s", INTEG_SET__CONNECTIONS__SG__TIMEOUT: "9s" },
      }),
    ).toEqual([
      '$INTEG_SET__CONNECTIONS__SF__TIMEUOT: connections.sf has no key TIMEUOT — did you mean "timeout"?',
      '$INTEG_SET__CONNECTIONS__SG__TIMEOUT: connections has no key SG — did you mean "sf"?',
    ]);
  });

  it("CFG-2 a variable that could mean two names is refused, a flag names them exactly", async () => {
    const text = validText.replace(
      "connections:",
      `connections:
  sf-prod: { connector: zendesk, subdomain: a }
  sfprod: { connector: zendesk, subdomain: b }`,
    );
    const variable = "INTEG_SET__CONNECTIONS__SF_PROD__SUBDOMAIN";
    expect(await linesOf({ text, env: { [variable]: "c" } })).toEqual([
      `$${variable}: SF_PROD can be sf-prod or sfprod of connections; rename one, or use a flag`,
    ]);
    const { config } = await load({ text, flags: [{ path: "connections.sf-prod.subdomain", value: "c" }] });
    expect(config.connections.get("sf-prod")?.config.subdomain).toBe("c");
  });

  it("CFG-2 a variable is text where text is wanted, and else what it would be in the file", async () => {
    const { config } = await load({
      env: {
        INTEG_SET__CONNECTIONS__ZD__SUBDOMAIN: "123",
        INTEG_SET__CONNECTIONS__ZD__CONCURRENCY: "7",
        INTEG_SET__SYNCS__CASES__MATCH: "[{ left: CaseNumber, right: id }]",
        INTEG_SET__SERVER__LISTEN: "",
      },
    });
    expect(config.connections.get("zd")).toMatchObject({ config: { subdomain: "123" }, concurrency: 7 });
    expect(config.syncs.get("cases")?.match).toEqual([{ left: "CaseNumber", right: "id" }]);
    expect(config.server?.port).toBe(8787);
  });

  it("CFG-1 a setting that is broken YAML is refused by its name, and nothing of it is taken", async () => {
    const match = "INTEG_SET__SYNCS__CASES__MATCH";
    const refused = async (value: string): Promise<readonly string[]> => [
      ...(await linesOf({ env: { [match]: value } })),
      ...(await linesOf({ flags: [{ path: "syncs.cases.match", value }] })),
    ];
    for (const value of [
      "[}",
      "[{left: Subject, right: subject",
      "[!x a]",
      "[*a]",
      "[{ left: a, left: b }]",
    ]) {
      const [variable = "", flag = "", ...more] = await refused(value);
      expect([value, more]).toEqual([value, []]);
      expect([value, variable.startsWith(`$${match}: `)]).toEqual([value, true]);
      expect([value, flag.startsWith("--override syncs.cases.match: ")]).toEqual([value, true]);
    }
    const guards = { INTEG_SET__SYNCS__CASES__GUARDS: "{maxDeletes: 5, maxDeleteShare" };
    const error = await load({ env: guards }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      problems: [{ rule: "not-yaml", path: "syncs.cases.guards", source: "environment" }],
    });
  });

  it("CFG-2 a setting that may be text is text where it is no YAML", async () => {
    const { config } = await load({ env: { INTEG_SET__SYNCS__CASES__SCHEDULE: "*/5 * * * *" } });
    expect(config.syncs.get("cases")?.schedule).toBe("*/5 * * * *");
  });

  it("CFG-2 a map that replaces something else is wholly the layer's own, whatever was there before it", async () => {
    const text = validText.replace(
      "    match:",
      "    deletes: { policy: archive, set: { right: { status: closed } } }\n    match:",
    );
    const path = ["syncs", "cases", "deletes"];
    const { origins } = await load({
      text,
      overlay: "syncs: { cases: { deletes: { policy: propagate, set: null } } }",
      env: { INTEG_SET__SYNCS__CASES__DELETES: "keep" },
      flags: [{ path: path.join("."), value: "{ policy: propagate }" }],
    });
    expect(origins.of([...path, "policy"]).layer).toBe("flag");
  });

  it("CFG-2 masks keys that are named like secrets, and those the connector declares as such", async () => {
    const connector = stubConnector("chat", ["thread"], z.looseObject({ connector: z.literal("chat") }));
    const method = { id: "pin", title: "PIN", steps: [] };
    const field = { name: "pin", label: "PIN", secret: true, env: "X_PIN", required: true };
    const manifest = { ...connector.manifest, auth: [{ ...method, fields: [field] }] };
    const registry = createRegistry({ entries: { chat: async () => ({ ...connector, manifest }) } });
    const text = `connections:
  c: { connector: chat, pin: 1234, apiToken: hunter2, deep: { password: hunter3 }, externalIdField: Key__c }
`;
    const { origins } = await loadLayers({
      file: "f",
      text,
      environment: null,
      env: {},
      flags: [],
      registry,
    });
    const shown = new Map(origins.entries().map(({ path, value }) => [path, value]));
    expect(
      ["pin", "apiToken", "deep.password", "externalIdField"].map((key) => shown.get(`connections.c.${key}`)),
    ).toEqual(["••••••", "••••••", "••••••", "Key__c"]);
  });

  it("CFG-2 masks what may be a secret", async () => {
    const text = validText.replace("subdomain: acme", "subdomain: https://joe:hunter2@acme");
    const { origins } = await load({ text });
    expect(JSON.stringify(origins.entries())).not.toContain("hunter2");
    expect(origins.entries().find(({ path }) => path === "connections.zd.subdomain")?.value).toBe(
      "https://••••••@acme",
    );
  });

  it("CFG-2 reads files with the line ends of Windows alike", async () => {
    const dos = (text: string): string => text.replaceAll("\n", "\r\n");
    const overlay = "connections:\n  zd:\n    concurrency: 0\n";
    expect(await linesOf({ text: dos(validText), overlay: dos(overlay) })).toEqual([
      'integ.staging.yaml:3:18: "concurrency" must be at least 1',
    ]);
  });

  it("CFG-2 says which overlay is missing, and which name can be none", async () => {
    const options = { file: "integ.yaml", env: {}, flags: [], registry: stubRegistry(), text: validText };
    await expect(loadLayers({ ...options, environment: "nowhere" })).rejects.toMatchObject({
      code: "E_CONFIG_MISSING",
      message: expect.stringContaining("integ.nowhere.yaml, the overlay of the environment nowhere"),
    });
    await expect(loadLayers({ ...options, environment: "../etc" })).rejects.toMatchObject({
      code: "E_USAGE",
    });
  });

  it("CFG-2 the overlay that the operator's guide shows goes over its example", async () => {
    const page = await readFile("docs/operator/configuration.md", "utf8");
    const block = (start: string): string => {
      const text = page.split("```yaml\n").find((one) => one.startsWith(start));
      if (text === undefined) throw new Error(`no block that begins with ${start}`);
      return text.split("```")[0] ?? "";
    };
    const registry = createRegistry({ entries: builtinConnectors });
    const files: Readonly<Record<string, string>> = {
      "integ.yaml": `${block("connections:")}${block("security:")}`,
      "integ.staging.yaml": block("# integ.staging.yaml"),
    };
    const { config } = await loadLayers({
      file: "integ.yaml",
      environment: "staging",
      env: { INTEG_SET__CONNECTIONS__SF_PROD__TIMEOUT: "90s" },
      flags: [{ path: "syncs.cases.match", value: "[]" }],
      registry,
      readFile: async (file) => Buffer.from(files[file] ?? ""),
    });
    expect(config.connections.get("sf-prod")?.timeoutMs).toBe(90_000);
    expect(config.connections.get("support")).toMatchObject({
      config: { subdomain: "acme-test" },
      http: { tls: { minVersion: "TLSv1.3" } },
    });
    expect(config.syncs.get("cases")).toMatchObject({
      schedule: null,
      match: [],
      guards: { maxFirstCreates: 20 },
    });
    expect(config.server?.port).toBe(8788);
  });
});
