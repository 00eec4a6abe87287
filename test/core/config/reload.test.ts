import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/core/config/load.ts";
import { planReload } from "../../../src/core/config/reload.ts";
import { fullRegistry, fullText } from "./stub-connectors.ts";

const load = (text: string) => loadConfig({ file: "integ.yaml", text, registry: fullRegistry() });
const nothing = { connections: [], syncs: [], server: "same", restart: [], webhooks: [] };
const everySync = ["contacts", "cases", "cases.comments", "cases.attachments"];
const ofCases = ["cases", "cases.comments", "cases.attachments"];
const changed = (...names: readonly string[]) => names.map((name) => ({ name, kind: "changed" }));

/** What changes in the text of the full configuration, and what the plan has beyond nothing. */
const table: readonly (readonly [string, (text: string) => string, object])[] = [
  ["nothing", (text) => text, {}],
  [
    "comments, quotes and order",
    (text) =>
      text.replace("unit: state, conflicts: manual,", "conflicts: 'manual', unit: state, # x\n       "),
    {},
  ],
  [
    "a setting of a connection",
    (text) => text.replace("subdomain: acme", "subdomain: other"),
    { connections: changed("zd"), restart: everySync },
  ],
  [
    "a common key of a connection",
    (text) => text.replace("subdomain: acme", "concurrency: 3, subdomain: acme"),
    { connections: changed("zd"), restart: everySync },
  ],
  [
    "what holds for every connection",
    (text) => `${text.replace(/^security:.*\n/m, "")}security: { tls: { minVersion: TLSv1.3 } }\n`,
    { connections: changed("sf", "zd"), restart: everySync },
  ],
  [
    "a connection that nothing uses",
    (text) => text.replace("syncs:", "  spare: { connector: chat }\nsyncs:"),
    { connections: [{ name: "spare", kind: "added" }] },
  ],
  [
    "a value map, which its comments and files do not have",
    (text) => text.replace("New: new", "New: fresh"),
    { syncs: changed("cases"), restart: ["cases"] },
  ],
  [
    "a guard, which they have too",
    (text) => text.replace("maxFirstCreates: 50", "maxFirstCreates: 51"),
    { syncs: changed(...ofCases), restart: ofCases },
  ],
  [
    "comments no more",
    (text) => text.replace("    comments: { visibility: public }\n", ""),
    { syncs: [{ name: "cases.comments", kind: "removed" }] },
  ],
  [
    "a feature that takes them away",
    (text) => text.replace("subdomain: acme", "features: { comments: false }, subdomain: acme"),
    {
      connections: changed("zd"),
      syncs: [{ name: "cases.comments", kind: "removed" }],
      restart: ["contacts", "cases", "cases.attachments"],
    },
  ],
  [
    "a sync under another name",
    (text) => text.replace("  contacts:", "  people:").replace("reference: contacts", "reference: people"),
    {
      syncs: [
        { name: "contacts", kind: "removed" },
        { name: "people", kind: "added" },
        { name: "cases", kind: "changed" },
      ],
      restart: ["cases"],
    },
  ],
  ["the port", (text) => text.replace("127.0.0.1:8787", "127.0.0.1:8788"), { server: "moved" }],
  ["no port", (text) => text.replace(/^server:.*\n/m, ""), { server: "moved" }],
  [
    "an address for webhooks",
    (text) => text.replace('listen: "', 'publicUrl: "https://integ.example.com", listen: "'),
    { webhooks: ["zd", "sf"] },
  ],
  ["a threshold", (text) => `${text.replace(/^monitoring:.*\n/m, "")}monitoring: { deadLetters: 77 }\n`, {}],
];

describe("planReload", () => {
  it.each(table)("CFG-11 plans for %s", async (_, change, plan) => {
    const old = await load(fullText);
    expect(planReload(old, await load(change(fullText)))).toEqual({ ...nothing, ...plan });
  });

  it("CFG-11 looks again at the webhook of a connection that changed, where vendors can reach us", async () => {
    const reachable = fullText.replace('listen: "', 'publicUrl: "https://integ.example.com", listen: "');
    const next = reachable.replace("subdomain: acme", "subdomain: other");
    expect(planReload(await load(reachable), await load(next)).webhooks).toEqual(["zd"]);
    expect(planReload(await load(reachable), await load(reachable)).webhooks).toEqual([]);
  });

  it("CFG-11 BAS-9 takes a connection whose certificate was renewed for one that has changed", async () => {
    const [old, next] = [await load(fullText), await load(fullText)];
    expect(planReload(old, next, new Set(["zd", "gone"]))).toEqual({
      ...nothing,
      connections: changed("zd"),
      restart: everySync,
    });
  });

  it("CFG-11 everything of a first configuration is new", async () => {
    const empty = await load("connections:\nsyncs:\n");
    const plan = planReload(empty, await load(fullText));
    expect(plan.connections.map(({ name, kind }) => `${kind} ${name}`)).toEqual(["added sf", "added zd"]);
    expect(plan.syncs.every(({ kind }) => kind === "added")).toBe(true);
    expect([plan.server, plan.restart]).toEqual(["moved", []]);
  });
});
