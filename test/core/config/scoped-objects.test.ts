// Objects whose names carry a scope, and objects that no list holds.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../../src/core/config/load.ts";
import { ConfigInvalidError } from "../../../src/core/config/problems.ts";
import type { SyncConfig } from "../../../src/core/config/types.ts";
import { createRegistry } from "../../../src/core/connectors/registry.ts";
import type { Connector } from "../../../src/core/contract/connector.ts";
import type { ObjectChildren } from "../../../src/core/contract/objects.ts";
import { stubConnector } from "./stub-connectors.ts";

const childrenOf = (parent: string): ObjectChildren => ({
  comments: { object: `${parent}_comment`, parent: "parent", body: "text", isPublic: "public" },
});

const tracker: Connector = {
  ...stubConnector("tracker", ["issue"], z.strictObject({ connector: z.literal("tracker") }), {
    issue: childrenOf("issue"),
  }),
  scopeOf: (object) => {
    const [, project] = object.split(":");
    return project === undefined ? null : `record.project == "${project}"`;
  },
};
const tables: Connector = {
  ...stubConnector("tables", ["incident"], z.strictObject({ connector: z.literal("tables") })),
  childrenOf: (object) => (object === "u_note" ? null : childrenOf(object)),
};

const registry = createRegistry({
  entries: {
    tracker: async () => ({
      ...tracker,
      manifest: {
        ...tracker.manifest,
        furtherObjects: { pattern: "issue:[A-Z]+(:.+)?", hint: "issue:PROJECT, issue:PROJECT:TYPE" },
      },
    }),
    tables: async () => ({
      ...tables,
      manifest: {
        ...tables.manifest,
        furtherObjects: { pattern: "[a-z][a-z0-9_]*", hint: "any table's name" },
      },
    }),
  },
});

const fields = "fields: [{ left: a, right: b }]";
const connections = "connections: { t: { connector: tracker }, s: { connector: tables } }";

const textOf = (...syncs: string[]): string =>
  [connections, "syncs:", ...syncs.map((sync, at) => `  s${at}: { ${sync}, ${fields} }`)].join("\n");

const pair = (left: string, right: string, more = ""): string =>
  `left: { connection: t, object: "${left}" }, right: { connection: s, object: ${right} }${more}`;

async function syncsOf(...syncs: string[]): Promise<ReadonlyMap<string, SyncConfig>> {
  return (await loadConfig({ file: "integ.yaml", text: textOf(...syncs), registry })).syncs;
}

async function problemsOf(...syncs: string[]): Promise<string[]> {
  const error = await syncsOf(...syncs).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigInvalidError)) throw new Error(`no ConfigInvalidError but ${String(error)}`);
  return error.problems.map(({ message }) => message);
}

describe("names of objects", () => {
  it("SNW-1 are taken where they fit what the connector says of further ones", async () => {
    const syncs = await syncsOf(pair("issue:SUP", "incident"), pair("issue:OPS:Bug", "u_request"));
    expect([...syncs.values()].map(({ left, right }) => [left.object, right.object])).toEqual([
      ["issue:SUP", "incident"],
      ["issue:OPS:Bug", "u_request"],
    ]);
  });

  it("SNW-1 are refused where they only hold such a name, with how one is written", async () => {
    expect(await problemsOf(pair("an issue:SUP:Bug", "incident"))).toEqual([
      '"t" has no object "an issue:SUP:Bug"; it has issue, or issue:PROJECT, issue:PROJECT:TYPE',
    ]);
    expect(await problemsOf(pair("issue:sup", "incident"))).toHaveLength(1);
  });

  it.each([
    ["issue:SUP", "issue:SUP"],
    ["issue", "issue:SUP"],
    ["issue:SUP:Bug", "issue:SUP"],
  ])("SYN-14 pair the records of %s and of %s once with those of another object", async (one, other) => {
    expect(await problemsOf(pair(one, "incident"), pair(other, "incident"))).toEqual([
      'the sync "s0" already pairs these two objects; one sync per pair',
    ]);
  });

  it("SYN-14 that begin alike are two objects", async () => {
    const syncs = await syncsOf(pair("issue:SUP", "incident"), pair("issue:SUPER", "incident"));
    expect(syncs.size).toBe(2);
  });

  it("SYN-14 pair no record with itself", async () => {
    const both = (left: string, right: string) =>
      `left: { connection: t, object: "${left}" }, right: { connection: t, object: "${right}" }`;
    expect(await problemsOf(both("issue", "issue:SUP"))).toEqual([
      'the sync "s0" pairs an object with itself',
    ]);
    expect((await syncsOf(both("issue:OPS", "issue:SUP"))).size).toBe(1);
  });
});

describe("a scope in an object's name", () => {
  it("SYN-14 is part of the side's filter", async () => {
    const open = 'where: "record.state == 1 || record.late"';
    const syncs = await syncsOf(
      pair("issue:SUP", "incident"),
      `left: { connection: t, object: "issue:OPS", ${open} }, right: { connection: s, object: incident, ${open} }`,
      pair("issue:DEV", "u_request"),
    );
    expect(syncs.get("s0")?.left.where).toBe('record.project == "SUP"');
    expect(syncs.get("s0")?.right.where).toBeNull();
    expect(syncs.get("s1")?.left.where).toBe(
      '(record.project == "OPS") && (record.state == 1 || record.late)',
    );
    expect(syncs.get("s1")?.right.where).toBe("record.state == 1 || record.late");
  });
});

describe("comments of objects that no list holds", () => {
  it("SNW-1 are those of the base name, else what the connector says", async () => {
    const syncs = await syncsOf(pair("issue:SUP", "u_request", ", comments: true"));
    const comments = syncs.get("s0.comments");
    expect([comments?.left.object, comments?.right.object]).toEqual(["issue_comment", "u_request_comment"]);
  });

  it("SNW-1 are refused where the connector has none", async () => {
    expect(await problemsOf(pair("issue", "u_note", ", comments: true"))).toEqual([
      "s (tables) has no comments of u_note that integ can keep in step",
    ]);
  });
});
