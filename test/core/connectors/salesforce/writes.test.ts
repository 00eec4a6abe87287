import { describe, expect, it } from "vitest";
import { SyncError, TransientError, ValidationError } from "../../../../src/core/contract/errors.ts";
import { data, ids, open, refused, saved, version } from "./case-script.ts";
import type { ScriptedExchange } from "./strict-http.ts";

describe("writes of records", () => {
  it("SFC-9 creates by external id, tagged, without assignment rules, results in order", async () => {
    const { http, port } = open([
      {
        method: "PATCH",
        path: `${data}/composite/sobjects/Case/Integ_Key__c`,
        request: {
          effect: "repeatable",
          headers: { "sforce-auto-assign": "FALSE", "sforce-call-options": "client=integ/here" },
          json: {
            allOrNone: false,
            records: [
              { attributes: { type: "Case" }, Subject: "one", Topics__c: "a;b", Integ_Key__c: "k1" },
              { attributes: { type: "Case" }, Subject: "two", Integ_Key__c: "k2" },
            ],
          },
        },
        answer: [saved(ids[0]), refused("STRING_TOO_LONG", ["Subject"])],
      },
    ]);
    const results = await port.create([
      { correlationKey: "k1", fields: { Subject: "one", Topics__c: ["a", "b"] } },
      { correlationKey: "k2", fields: { Subject: "two" } },
    ]);
    expect(results).toMatchObject([
      { status: "done", id: ids[0] },
      { status: "failed", error: { code: "E_RECORD_INVALID", vendorCode: "STRING_TOO_LONG" } },
    ]);
    http.finish();
  });

  it("SYN-3 upserts once more what lost a race for its key", async () => {
    const path = `${data}/composite/sobjects/Case/Integ_Key__c`;
    const { http, port } = open([
      { method: "PATCH", path, answer: [saved(ids[0]), refused("DUPLICATE_VALUE")] },
      {
        method: "PATCH",
        path,
        request: {
          json: {
            allOrNone: false,
            records: [{ attributes: { type: "Case" }, Subject: "b", Integ_Key__c: "k2" }],
          },
        },
        answer: [saved(ids[1])],
      },
    ]);
    const results = await port.create([
      { correlationKey: "k1", fields: { Subject: "a" } },
      { correlationKey: "k2", fields: { Subject: "b" } },
    ]);
    expect(results).toEqual([
      { status: "done", id: ids[0] },
      { status: "done", id: ids[1] },
    ]);
    http.finish();
  });

  const batch = Array.from({ length: 5 }, (_, at) => `50000000000000${at + 1}AAA`);
  const updates = (of: readonly string[]) =>
    of.map((id) => ({ id, fields: { Subject: "x" }, expectedVersion: version }));
  const collection = (answer: unknown): ScriptedExchange => ({
    method: "PATCH",
    path: `${data}/composite/sobjects`,
    answer,
  });

  it("BAS-2 halves a batch that one value makes unreadable until that row stands alone", async () => {
    const unreadable = new ValidationError({
      code: "E_RECORD_INVALID",
      message: "bad",
      vendorCode: "JSON_PARSER_ERROR",
    });
    const [one = "", two = "", three = "", , five = ""] = batch;
    const { http, port } = open([
      collection(unreadable),
      collection([saved(one), saved(two), saved(three)]),
      collection(unreadable),
      collection(unreadable),
      collection([saved(five)]),
    ]);
    const results = await port.update(updates(batch));
    expect(results.map((result) => result.status)).toEqual(["done", "done", "done", "failed", "done"]);
    http.finish();
  });

  it("SYN-3 keeps what became of one half of a batch when the other half fails", async () => {
    const unreadable = new ValidationError({
      code: "E_RECORD_INVALID",
      message: "bad",
      vendorCode: "JSON_PARSER_ERROR",
    });
    const down = new TransientError({ code: "E_VENDOR_DOWN", message: "down", effect: "unknown" });
    const { http, port } = open([
      collection(unreadable),
      collection(batch.slice(0, 3).map(saved)),
      collection(down),
    ]);
    const done = (id: string) => ({ status: "done", id });
    const failed = { status: "failed", error: down };
    expect(await port.update(updates(batch))).toEqual([...batch.slice(0, 3).map(done), failed, failed]);
    http.finish();
  });

  it("SYN-3 takes an answer that leaves rows out for an unknown outcome, not for a refusal", async () => {
    const { http, port } = open([collection(batch.slice(1).map(saved))]);
    await expect(port.update(updates(batch))).rejects.toMatchObject({
      code: "E_VENDOR_ANSWER",
      effect: "unknown",
    });
    http.finish();
  });

  const guarded = (id: string, answer: unknown): ScriptedExchange => ({
    method: "PATCH",
    path: `${data}/sobjects/Case/${id}`,
    request: { headers: { "if-unmodified-since": "Sun, 22 Nov 2026 10:00:00 GMT" } },
    answer,
  });

  it("SYN-2 guards each of up to four updates, and one that moved fails alone", async () => {
    const moved = new SyncError({ code: "E_RECORD_MOVED", message: "moved", status: 412 });
    const four = batch.slice(0, 4);
    const { http, port } = open(four.map((id, at) => guarded(id, at === 1 ? moved : undefined)));
    expect(await port.update(updates(four))).toEqual(
      four.map((id, at) => (at === 1 ? { status: "failed", error: moved } : { status: "done", id })),
    );
    http.finish();
  });

  it("SYN-3 keeps what became of the others when the answer to one of a few never came", async () => {
    const lost = new TransientError({ code: "E_TIMEOUT", message: "lost", effect: "unknown" });
    const { http, port } = open(ids.map((id, at) => guarded(id, at === 0 ? lost : undefined)));
    expect(await port.update(updates(ids))).toEqual([
      { status: "failed", error: lost },
      { status: "done", id: ids[1] },
      { status: "done", id: ids[2] },
    ]);
    http.finish();
  });

  it("SYN-2 guards a single update by the time of the version it was decided on", async () => {
    const moved = new SyncError({ code: "E_RECORD_MOVED", message: "moved", status: 412 });
    const { http, port } = open([
      {
        method: "PATCH",
        path: `${data}/sobjects/Case/${ids[0]}`,
        request: {
          headers: { "if-unmodified-since": "Sun, 22 Nov 2026 10:00:00 GMT", "sforce-auto-assign": "FALSE" },
        },
        answer: moved,
      },
    ]);
    const results = await port.update([{ id: ids[0], fields: { Subject: "x" }, expectedVersion: version }]);
    expect(results).toEqual([{ status: "failed", error: moved }]);
    http.finish();
  });

  it("SYN-3 lets a write of unknown outcome fail as a whole, so that it is probed", async () => {
    const lost = new TransientError({ code: "E_TIMEOUT", message: "lost", effect: "unknown" });
    const { http, port } = open([{ method: "PATCH", path: `${data}/sobjects/Case/${ids[0]}`, answer: lost }]);
    await expect(
      port.update([{ id: ids[0], fields: { Subject: "x" }, expectedVersion: version }]),
    ).rejects.toBe(lost);
    http.finish();
  });

  it("BAS-2 takes a record deleted before for deleted, and one never there for gone", async () => {
    const { http, port } = open([
      {
        method: "DELETE",
        path: `${data}/composite/sobjects`,
        request: { query: { ids: ids.join(","), allOrNone: false } },
        answer: [saved(ids[0]), refused("ENTITY_IS_DELETED"), refused("INVALID_CROSS_REFERENCE_KEY")],
      },
    ]);
    expect(await port.delete(ids)).toMatchObject([
      { status: "done", id: ids[0] },
      { status: "done", id: ids[1] },
      { status: "failed", error: { code: "E_RECORD_GONE" } },
    ]);
    http.finish();
  });
});
