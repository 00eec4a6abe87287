// Comments of cases against the emulated org: limits in bytes, what may not be changed, creates without a key.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../../../src/core/connectors/salesforce/client.ts";
import { kindOf } from "../../../../src/core/connectors/salesforce/kinds.ts";
import { createDataPort } from "../../../../src/core/connectors/salesforce/objects.ts";
import { Described } from "../../../../src/core/connectors/salesforce/schema.ts";
import type { ObjectPort } from "../../../../src/core/contract/connector.ts";
import { idOf, type OrgBench, openOrg, readOne } from "./org-bench.ts";
import {
  describeAnswer,
  fixedClock,
  type ScriptedExchange,
  serverDate,
  strictHttp,
  versionsExchange,
} from "./strict-http.ts";

let org: OrgBench;
let port: ObjectPort;
let parentId: string;

beforeEach(async () => {
  org = await openOrg();
  port = org.connection.object("CaseComment", ["ParentId", "CommentBody", "IsPublished"]);
  parentId = (await org.make("cases", { Subject: "parent" })).Id;
});
afterEach(() => org.stop());

const comment = (text: string) => ({
  correlationKey: text,
  fields: { ParentId: parentId, CommentBody: text, IsPublished: false },
});
const posts = async () => {
  const seen = await org.sandbox.requests("salesforce");
  return seen.filter((request) => request.isWrite && request.method === "POST");
};

describe("comments of cases", () => {
  it("SVC-2 are described with their limit in bytes, and only their visibility as updatable", async () => {
    const { fields } = await port.describe();
    const byName = new Map(fields.map((field) => [field.name, field]));
    expect(byName.get("CommentBody")).toMatchObject({ maxLength: 4000, maxBytes: 4000, updatable: false });
    expect(byName.get("IsPublished")).toMatchObject({ updatable: true, creatable: true });
    expect(byName.get("ParentId")).toMatchObject({ type: "reference", refersTo: ["Case"], required: true });
    expect(port.capabilities).toEqual({ correlationField: null });
    expect((await port.findByCorrelationKey(["key"])).get("key")).toEqual([]);
  });

  it("SVC-2 longer than 4,000 bytes are refused by themselves, and the others of their batch are made", async () => {
    const fits = "é".repeat(2000);
    const results = await port.create([comment(fits), comment(`${fits}!`), comment("short")]);
    expect(results.map((result) => result.status)).toEqual(["done", "failed", "done"]);
    expect(results[1]).toMatchObject({
      error: { code: "E_RECORD_INVALID", message: expect.stringContaining("4001 bytes"), effect: "none" },
    });
    expect((await readOne(port, idOf(results[0])))?.fields.CommentBody).toBe(fits);
    expect((await readOne(port, idOf(results[2])))?.fields.CommentBody).toBe("short");
    expect(await port.create([comment(`${fits}!`)])).toMatchObject([{ status: "failed" }]);
    expect(await posts()).toHaveLength(1);
  });

  it("SVC-2 are published by an update, while a change of text and a delete are refused as forbidden", async () => {
    const id = idOf((await port.create([comment("text")]))[0]);
    const version = async () => (await readOne(port, id))?.version ?? "";
    const update = async (fields: object) =>
      (await port.update([{ id, fields: { ...fields }, expectedVersion: await version() }]))[0];
    expect(idOf(await update({ IsPublished: true }))).toBe(id);
    expect((await readOne(port, id))?.fields.IsPublished).toBe(true);
    const forbidden = { status: "failed", error: { code: "E_RECORD_FORBIDDEN" } };
    expect(await update({ CommentBody: "other" })).toMatchObject(forbidden);
    expect(await port.delete([id])).toMatchObject([forbidden]);
    await org.set({ modifyAllData: true });
    expect(await port.delete([id])).toEqual([{ status: "done", id }]);
    expect((await readOne(port, id))?.deleted).toBe(true);
  });

  it("SYN-15 of a case that is deleted are refused as such, and never taken for gone themselves", async () => {
    await org.sandbox.control("DELETE", `/salesforce/cases/${parentId}`);
    expect(await port.create([comment("late")])).toMatchObject([
      {
        status: "failed",
        error: { code: "E_RECORD_INVALID", vendorCode: "ENTITY_IS_DELETED", retryable: false },
      },
    ]);
  });

  it("SYN-3 are sent once: a lost answer is an error in doubt, not a second comment", async () => {
    await port.describe();
    await org.play({ kind: "cut-after", match: { method: "POST" } });
    const since = new Date(Date.now() - 60_000).toISOString();
    await expect(port.create([comment("one\r\ntwo ")])).rejects.toMatchObject({ effect: "unknown" });
    expect(await posts()).toHaveLength(1);
    const sent = { ...comment("one\ntwo").fields, ParentId: parentId.slice(0, 15) };
    const [found] = (await port.findLike?.([sent], since)) ?? [];
    expect(found).toHaveLength(1);
  });

  it("SYN-3 are found among ours only: not a person's, not an older one, not one whose visibility differs", async () => {
    const sinceMs = Date.now();
    await org.make("comments", { ParentId: parentId, CommentBody: "same", IsPublished: false });
    const id = idOf((await port.create([comment("same")]))[0]);
    const find = async (fields: object, ms: number) => {
      const found = await port.findLike?.(
        [{ ...comment("same").fields, ...fields }],
        new Date(ms).toISOString(),
      );
      return found?.[0]?.map((record) => record.id);
    };
    expect(await find({}, sinceMs)).toEqual([id]);
    expect(await find({ IsPublished: true }, sinceMs)).toEqual([]);
    expect(await find({}, sinceMs + 3_600_000)).toEqual([]);
    expect(await find({ ParentId: null }, sinceMs)).toEqual([]);
  });
});

describe("the search for a comment that may have been made", () => {
  it("SYN-3 begins by the earlier of the two clocks, so that a clock ahead of the vendor's misses nothing", async () => {
    const aheadMs = 90_000;
    const nowMs = Date.parse(serverDate) + aheadMs;
    const soql: string[] = [];
    const query: ScriptedExchange = {
      method: "GET",
      path: "/services/data/v67.0/query",
      answer: { done: true, records: [] },
    };
    const http = strictHttp([versionsExchange, query]);
    const client = createClient({
      http: {
        request: (request) => {
          soql.push(String(request.query?.q ?? ""));
          return http.request(request);
        },
      },
      clock: fixedClock(nowMs),
      installId: "here",
      pinnedVersion: null,
    });
    const described = Described.parse(
      describeAnswer([{ name: "ParentId", type: "reference" }, { name: "CommentBody" }]),
    );
    const scripted = createDataPort({
      client,
      object: "CaseComment",
      fields: ["ParentId", "CommentBody"],
      externalIdField: "Integ_Key__c",
      describe: async () => described,
      kind: kindOf("CaseComment"),
      context: { clock: fixedClock(nowMs), ids: { next: () => "id" } },
      userId: async () => "005000000000001AAA",
    });
    const fields = { ParentId: "500000000000001AAA", CommentBody: "x" };
    expect(await scripted.findLike?.([fields], new Date(nowMs - 500).toISOString())).toEqual([[]]);
    expect(soql.at(-1)).toContain(
      "ParentId IN ('500000000000001AAA') AND CreatedById = '005000000000001AAA'",
    );
    expect(soql.at(-1)).toContain(`CreatedDate >= ${new Date(Date.parse(serverDate) - 2000).toISOString()}`);
    http.finish();
  });
});
