import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../../src/core/config/load.ts";
import {
  builtinConnectors,
  connectorFault,
  createPackageImporter,
  createRegistry,
} from "../../../src/core/connectors/registry.ts";
import { stubConnector, stubRegistry } from "../config/stub-connectors.ts";

const stub = stubConnector("alpha", ["thing"], z.strictObject({ connector: z.literal("alpha") }));

describe("the registry", () => {
  it("BAS-1 loads a connector when it is asked for, once", async () => {
    let loads = 0;
    const registry = createRegistry({
      entries: {
        alpha: async () => {
          loads += 1;
          return stub;
        },
      },
    });
    expect(registry.ids()).toEqual(["alpha"]);
    expect(loads).toBe(0);
    const [one, two] = await Promise.all([registry.load("alpha"), registry.load("alpha")]);
    expect([one, two]).toEqual([stub, stub]);
    expect(loads).toBe(1);
  });

  it("BAS-1 registers, refuses a second of the same id and deregisters", async () => {
    const registry = createRegistry({ entries: {} });
    registry.register("alpha", async () => stub);
    expect(() => registry.register("alpha", async () => stub)).toThrow(
      expect.objectContaining({ code: "E_INPUT" }),
    );
    expect(() => registry.register("../x", async () => stub)).toThrow(
      expect.objectContaining({ code: "E_INPUT" }),
    );
    expect(await registry.load("alpha")).toBe(stub);
    expect(registry.deregister("alpha")).toBe(true);
    expect(registry.deregister("alpha")).toBe(false);
    await expect(registry.load("alpha")).rejects.toMatchObject({ code: "E_CONFIG_INVALID", exitCode: 78 });
  });

  it("BAS-1 tries again after a load that failed", async () => {
    let attempts = 0;
    const load = async (): Promise<typeof stub> => {
      attempts += 1;
      if (attempts === 1) throw new Error("disk");
      return stub;
    };
    const registry = createRegistry({ entries: { alpha: load } });
    await expect(registry.load("alpha")).rejects.toThrow("disk");
    expect(await registry.load("alpha")).toBe(stub);
  });

  it("BAS-1 comes with Jira, Salesforce, ServiceNow and Zendesk, which have a connector's shape", async () => {
    const registry = createRegistry({ entries: builtinConnectors });
    expect(registry.ids()).toEqual(["jira", "salesforce", "servicenow", "zendesk"]);
    for (const id of registry.ids()) {
      const connector = await registry.load(id);
      expect(connector.manifest.id).toBe(id);
      expect(connectorFault(connector)).toBeNull();
    }
  });
});

describe("connectors from packages", () => {
  const directories: string[] = [];
  afterEach(async () => {
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
  });

  /** A directory with one installed package in it. */
  async function install(name: string, source: string, manifest: object): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), "integ-packages-"));
    directories.push(directory);
    const folder = join(directory, "node_modules", ...name.split("/"));
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ name, version: "1.0.0", type: "module", ...manifest }),
    );
    await writeFile(join(folder, "main.js"), source);
    return directory;
  }

  const source = `const connector = {
    manifest: { id: "beta", title: "Beta", version: "1", apiVersions: ["1"], auth: [], objects: ["thing"], capabilities: {}, limits: {} },
    configSchema: { safeParse: (value) => ({ success: true, data: value }) },
    connect() { throw new Error("no"); },
  };
  export default connector;`;

  it.each([
    ["main", { main: "./main.js" }],
    ["exports", { exports: "./main.js" }],
    ["import-only exports", { exports: { ".": { import: "./main.js" } } }],
  ])(
    "BAS-1 finds one installed beside the configuration by its %s, and a configuration can use it",
    async (_, manifest) => {
      const directory = await install("@acme/integ-beta", source, manifest);
      const registry = createRegistry({ entries: {}, importPackage: createPackageImporter([directory]) });
      const text = "connections:\n  b: { connector: 'package:@acme/integ-beta', anything: 1, timeout: 5s }\n";
      const config = await loadConfig({ file: "integ.yaml", text, registry });
      expect(config.connections.get("b")).toMatchObject({
        connectorId: "package:@acme/integ-beta",
        config: { connector: "beta", anything: 1 },
        timeoutMs: 5000,
      });
    },
  );

  it.each([
    ["export const x = 1;", "it exports neither `connector` nor a default object"],
    ["export const connector = {};", "it has no manifest"],
    ["export default { manifest: { id: 'x', title: 'x' } };", "its manifest has no version"],
    [source.replace("connect()", "disconnect()"), "it has no connect function"],
    [source.replace("configSchema:", "schema:"), "its configSchema is no zod schema"],
  ])("BAS-1 says what a package lacks to be a connector (%#)", async (broken, fault) => {
    const directory = await install("integ-beta", broken, { main: "./main.js" });
    const registry = createRegistry({ entries: {}, importPackage: createPackageImporter([directory]) });
    await expect(registry.load("package:integ-beta")).rejects.toMatchObject({
      code: "E_CONFIG_INVALID",
      message: `the package integ-beta is not a connector: ${fault}`,
    });
  });

  it("BAS-1 says how to install a package that is not there, at its place in the configuration", async () => {
    const registry = createRegistry({ entries: {}, importPackage: createPackageImporter(["/nowhere"]) });
    const loading = loadConfig({
      file: "integ.yaml",
      text: "connections:\n  b: { connector: 'package:integ-absent' }\n",
      registry,
    });
    await expect(loading).rejects.toMatchObject({
      problems: [{ line: 2, column: 19, message: expect.stringContaining("npm install integ-absent") }],
    });
  });

  it.each(["package:../x", "package:/etc/x", "package:node:fs", "package:"])(
    "BAS-1 imports nothing that is no package name: %s",
    async (id) => {
      const registry = createRegistry({
        entries: {},
        importPackage: () => {
          throw new Error("must not be asked");
        },
      });
      await expect(registry.load(id)).rejects.toMatchObject({
        message: expect.stringContaining("is no package name"),
      });
    },
  );

  it("BAS-1 has none where no importer is given", async () => {
    await expect(stubRegistry().load("package:integ-beta")).rejects.toMatchObject({
      code: "E_CONFIG_INVALID",
    });
  });
});
