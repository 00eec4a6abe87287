// The connector that docs/adding-a-connector.md walks through is one: its code compiles, is kept like ours, is
// registered by a line, and passes the suite.
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/core/config/load.ts";
import { builtinConnectors, connectorFault, createRegistry } from "../../src/core/connectors/registry.ts";
import { checkOutExample } from "./example-checkout.ts";

/** What a tool has against the arguments; blank for nothing. */
async function complaintsOf(tool: string, ...args: readonly string[]): Promise<string> {
  return promisify(execFile)(resolve("node_modules/.bin", tool), args).then(
    () => "",
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

const checkout = await checkOutExample();
afterAll(() => checkout.remove());

describe("the page on adding a connector", () => {
  it("BAS-1 has the files of one connector and of its proof", () => {
    const folders = new Set(checkout.files.map((path) => path.replace(/[^/]+$/, "")));
    expect([...folders]).toEqual(["src/core/connectors/corkboard/", "test/conformance/"]);
  });

  it("BAS-1 has code that compiles", async () => {
    expect(await complaintsOf("tsc", "-p", checkout.dir)).toBe("");
  });

  it("BAS-1 has code as it is formatted and linted here", async () => {
    const files = checkout.files.map((path) => join(checkout.dir, path));
    const config = `--config-path=${resolve(".")}`;
    expect(await complaintsOf("biome", "check", "--vcs-enabled=false", config, ...files)).toBe("");
  });

  it("BAS-1 has a connector that a line registers and a configuration can name", async () => {
    const load = async () => (await import(join(checkout.dir, checkout.files.find(isEntry) ?? ""))).corkboard;
    const registry = createRegistry({ entries: { ...builtinConnectors, corkboard: load } });
    expect(connectorFault(await registry.load("corkboard"))).toBeNull();
    const text = 'connections:\n  board: { connector: corkboard, baseUrl: "https://board.example" }\n';
    const config = await loadConfig({ file: "integ.yaml", text, registry });
    expect(config.connections.get("board")?.config).toMatchObject({ pollEvery: "5s" });
  });
});

const isEntry = (path: string): boolean => path.endsWith("corkboard/index.ts");

// Declares the suite's tests here.
await import(join(checkout.dir, "test/conformance/corkboard.test.ts"));
