import { afterEach, beforeEach, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { DATA, objects, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const attributes = { type: "Case" };
const path = `${DATA}/composite/sobjects`;
const results = async (method: string, where: string, body?: JsonObject) => {
  const reply = await sandbox.salesforce(method, where, body === undefined ? {} : { body });
  expect(reply.status).toBe(200);
  return objects({ rows: reply.json }, "rows");
};
const count = async () => (await sandbox.query("SELECT Id FROM Case")).length;

it("OPS-4 answers 200 with a result per row, in order, when some or all rows fail", async () => {
  const rows = await results("POST", path, {
    records: [
      { attributes, Subject: "ok" },
      { attributes, Nope: 1 },
      { attributes: { type: "Nope" }, Subject: "x" },
      { attributes, Subject: "x".repeat(300) },
    ],
  });
  expect(rows.map((row) => [row.success, objects(row, "errors")[0]?.statusCode])).toEqual([
    [true, undefined],
    [false, "INVALID_FIELD"],
    [false, "INVALID_TYPE"],
    [false, "STRING_TOO_LONG"],
  ]);
  expect(await count()).toBe(1);
});

it("OPS-4 rolls all rows back under allOrNone and says which one failed by itself", async () => {
  const rows = await results("POST", path, {
    allOrNone: true,
    records: [
      { attributes, Subject: "ok" },
      { attributes, Nope: 1 },
    ],
  });
  expect(rows.map((row) => objects(row, "errors")[0]?.statusCode)).toEqual([
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "INVALID_FIELD",
  ]);
  expect(await count()).toBe(0);
});

it("OPS-4 upserts by external id, tells created from updated, and refuses a key given twice", async () => {
  const upsert = (records: JsonObject[]) => results("PATCH", `${path}/Case/Integ_Key__c`, { records });
  const first = await upsert([
    { attributes, Integ_Key__c: "a", Subject: "1" },
    { attributes, Integ_Key__c: "b", Subject: "2" },
  ]);
  const second = await upsert([
    { attributes, Integ_Key__c: "a", Subject: "3" },
    { attributes, Integ_Key__c: "c", Subject: "4" },
    { attributes, Integ_Key__c: "c", Subject: "5" },
    { attributes, Subject: "6" },
  ]);
  expect(first.map((row) => row.created)).toEqual([true, true]);
  expect(second.map((row) => [row.success, row.created, objects(row, "errors")[0]?.statusCode])).toEqual([
    [true, false, undefined],
    [false, undefined, "DUPLICATE_VALUE"],
    [false, undefined, "DUPLICATE_VALUE"],
    [false, undefined, "MISSING_ARGUMENT"],
  ]);
  expect(second[0]?.id).toBe(first[0]?.id);
  expect(await count()).toBe(2);
});

it("OPS-4 updates and deletes in bulk, telling deleted rows from unknown ones", async () => {
  const [made, other] = await results("POST", path, {
    records: [
      { attributes, Subject: "a" },
      { attributes, Subject: "b" },
    ],
  });
  const id = String(made?.id);
  const updated = await results("PATCH", path, {
    records: [
      { attributes, id, Subject: "A" },
      { attributes, id: "500Hs00000000zzIAA", Subject: "B" },
    ],
  });
  expect(updated.map((row) => objects(row, "errors")[0]?.statusCode)).toEqual([
    undefined,
    "INVALID_CROSS_REFERENCE_KEY",
  ]);
  const deleted = await results("DELETE", `${path}?ids=${id},${id},nonsense&allOrNone=false`);
  expect(deleted.map((row) => row.success)).toEqual([true, true, false]);
  const again = await results("DELETE", `${path}?ids=${id},${String(other?.id)}`);
  expect(again.map((row) => objects(row, "errors")[0]?.statusCode)).toEqual(["ENTITY_IS_DELETED", undefined]);
});

it("OPS-4 reads rows by id in the order given, null for those not there", async () => {
  const [made] = await results("POST", path, { records: [{ attributes, Subject: "a" }] });
  const id = String(made?.id);
  const reply = await sandbox.salesforce("POST", `${path}/Case`, {
    body: { ids: ["500Hs00000000zzIAA", id], fields: ["Subject"] },
  });
  expect(reply.json).toEqual([
    null,
    { attributes: { type: "Case", url: `${DATA}/sobjects/Case/${id}` }, Subject: "a" },
  ]);
  const log = objects((await sandbox.control("GET", "/requests?vendor=salesforce")).json, "requests");
  expect(log.at(-1)).toMatchObject({ method: "POST", isWrite: false });
});

it("OPS-4 takes 200 rows at most", async () => {
  const records = Array.from({ length: 201 }, () => ({ attributes, Subject: "a" }));
  const reply = await sandbox.salesforce("POST", path, { body: { records } });
  expect(reply.status).toBe(400);
  expect(reply.json).toMatchObject([{ errorCode: "EXCEEDED_ID_LIMIT" }]);
});
