import { describe, expect, it } from "vitest";
import { addConnection, addSync } from "../../../src/core/config/edit.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { ConfigInvalidError } from "../../../src/core/config/problems.ts";
import { starterConfig } from "../../../src/core/config/starter.ts";
import type { Config } from "../../../src/core/config/types.ts";
import { examplePair } from "./starter-pairs.ts";
import { stubRegistry, validText } from "./stub-connectors.ts";

const load = (text: string): Promise<Config> =>
  loadConfig({ file: "integ.yaml", text, registry: stubRegistry() });
const commentsOf = (text: string): string[] => [...text.matchAll(/#.*/g)].map(([comment]) => comment.trim());
const sync = {
  left: { connection: "salesforce", object: "Case" },
  right: { connection: "zendesk", object: "ticket" },
  fields: [{ left: "Subject", right: "subject" }],
};

const starter = starterConfig([], await examplePair());

function grown(): string {
  const one = addConnection(starter, "salesforce", {
    connector: "salesforce",
    loginUrl: "https://a.example",
  });
  const two = addConnection(one, "zendesk", { connector: "zendesk", subdomain: "acme" });
  return addSync(two, "cases", sync);
}

describe("the starter configuration", () => {
  it("CFG-1 is valid as it is, and grows by commands with every comment kept", async () => {
    expect((await load(starter)).connections.size).toBe(0);
    const text = grown();
    const config = await load(text);
    expect([...config.connections.keys()]).toEqual(["salesforce", "zendesk"]);
    expect(config.syncs.get("cases")?.fields).toHaveLength(1);
    expect(commentsOf(text)).toEqual(commentsOf(starter));
    expect(text).toContain("    left: { connection: salesforce, object: Case }\n");
  });

  it("CFG-1 has an example that is valid once its # are taken away", async () => {
    const base = addConnection(starter, "salesforce", {
      connector: "salesforce",
      loginUrl: "https://a.example",
    });
    const text = addConnection(base, "zendesk", { connector: "zendesk", subdomain: "acme" }).replaceAll(
      /^#( {2}.*)$/gm,
      "$1",
    );
    expect((await load(text)).syncs.get("cases")?.fields).toHaveLength(5);
  });
});

describe("addConnection", () => {
  it("CFG-1 replaces the connector's own keys and keeps comments, order, timeout and concurrency", async () => {
    const text = addConnection(validText, "zd", { connector: "zendesk", subdomain: "other" });
    expect(text).toContain("    subdomain: other # ours\n    concurrency: 4\n");
    expect(commentsOf(text)).toEqual(commentsOf(validText));
    const switched = addConnection(validText, "sf", { connector: "zendesk", subdomain: "x" });
    expect(
      (await load(switched.replace("object: Case", "object: ticket"))).connections.get("sf")?.timeoutMs,
    ).toBe(30_000);
  });

  it("CFG-1 keeps Windows line ends and starts from an empty file", async () => {
    const windows = addConnection(validText.replaceAll("\n", "\r\n"), "zd2", {
      connector: "zendesk",
      subdomain: "x",
    });
    expect(windows.replaceAll("\r\n", "")).not.toContain("\n");
    expect(
      (await load(addConnection("", "zd", { connector: "zendesk", subdomain: "x" }))).connections.size,
    ).toBe(1);
  });

  it("CFG-8 refuses to touch a file that is not YAML", () => {
    expect(() => addConnection("a: [", "zd", {})).toThrow(ConfigInvalidError);
    expect(() => addSync("a: 1\na: 2\n", "cases", sync)).toThrow(ConfigInvalidError);
  });
});
