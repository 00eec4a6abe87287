// Creates, updates, deletes and look-ups against a scripted vendor.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ObjectPort } from "../../../../src/core/contract/connector.ts";
import { TransientError } from "../../../../src/core/contract/errors.ts";
import { type ScriptedVendor, scriptVendor, ticketOf } from "./scripted-vendor.ts";

let vendor: ScriptedVendor;
let port: ObjectPort;
const seen = "2026-05-06T07:30:00Z~0123456789ab";

beforeEach(() => {
  vendor = scriptVendor();
  port = vendor.connection.object("ticket", ["subject", "status"]);
});
afterEach(() => vendor.verify());

const job = (status: string, results: unknown = null) => ({
  job_status: { id: "job-1", status, total: 2, progress: 0, message: null, results },
});
const conflict = {
  error: "UpdateConflict",
  description: "Safe Update prevented the update due to outdated ticket data",
};
const creates = (...subjects: readonly string[]) =>
  subjects.map((subject, at) => ({ correlationKey: `key-${at}`, fields: { subject } }));
const updates = (...ids: readonly string[]) =>
  ids.map((id) => ({ id, fields: { subject: `new ${id}` }, expectedVersion: seen }));
const outcomes = (results: Awaited<ReturnType<ObjectPort["create"]>>) =>
  results.map((result) => (result.status === "done" ? result.id : result.error.code));

describe("a single create", () => {
  it("SYN-10 carries its key as Idempotency-Key and external_id, and may be repeated", async () => {
    vendor.expectCalls({
      call: "POST tickets",
      headers: { "Idempotency-Key": "key-0" },
      json: { ticket: { subject: "A", comment: { body: "A" }, external_id: "key-0" } },
      status: 201,
      answer: { ticket: ticketOf(35436), audit: {} },
    });
    expect(await port.create(creates("A"))).toEqual([{ status: "done", id: "35436" }]);
    expect(vendor.requests[0]).toMatchObject({ effect: "repeatable" });
  });

  it("SYN-10 whose key the vendor knows with other values is the ticket made then", async () => {
    vendor.expectCalls(
      { call: "POST tickets", status: 400, answer: { error: "IdempotentRequestError", description: "x" } },
      {
        call: "GET tickets",
        query: { "page[size]": 100, external_id: "key-0" },
        answer: {
          tickets: [ticketOf(1, { external_id: "KEY-0" }), ticketOf(35436, { external_id: "key-0" })],
        },
      },
    );
    expect(outcomes(await port.create(creates("A")))).toEqual(["35436"]);
  });

  it("SYN-10 whose key is known but whose ticket is not found stays in doubt", async () => {
    vendor.expectCalls(
      { call: "POST tickets", status: 400, answer: { error: "IdempotentRequestError", description: "x" } },
      { call: "GET tickets", answer: { tickets: [] } },
    );
    const [result] = await port.create(creates("A"));
    expect(result).toMatchObject({
      status: "failed",
      error: { code: "E_OUTCOME_UNKNOWN", effect: "unknown" },
    });
  });

  it("BAS-2 lets a fault of the connection through instead of blaming the record", async () => {
    vendor.expectCalls({ call: "POST tickets", status: 503, text: "down" });
    await expect(port.create(creates("A"))).rejects.toThrow(TransientError);
  });
});

describe("several creates", () => {
  it("SYN-8 go out as one job that is watched to its end, with results by index", async () => {
    vendor.expectCalls(
      { call: "POST tickets/create_many", answer: job("queued") },
      { call: "GET job_statuses/job-1", answer: job("working") },
      {
        call: "GET job_statuses/job-1",
        answer: job("completed", [
          { index: 2, id: 103 },
          { index: 0, id: 101 },
          { index: 1, error: "TicketCreateFailed", details: "Description: cannot be blank" },
        ]),
      },
    );
    const results = await port.create(creates("A", "B", "C"));
    expect(outcomes(results)).toEqual(["101", "E_RECORD_INVALID", "103"]);
    expect(results[1]).toMatchObject({ error: { vendorCode: "TicketCreateFailed", retryable: false } });
    expect(vendor.requests[0]).toMatchObject({ effect: "once" });
  });

  it("SYN-8 keep their order around an item that can't be sent, and send the rest singly when one is left", async () => {
    vendor.expectCalls({ call: "POST tickets", status: 201, answer: { ticket: ticketOf(7) } });
    const items = [...creates("A"), { correlationKey: "key-9", fields: { subject: null } }];
    expect(outcomes(await port.create(items.reverse()))).toEqual(["E_RECORD_INVALID", "7"]);
  });

  it("SYN-9 take a failed job's rows for what they say and a missing row for doubt", async () => {
    vendor.expectCalls({
      call: "POST tickets/create_many",
      answer: job("failed", [{ index: 0, error: "TicketCreateFailed", details: "x" }]),
    });
    const results = await port.create(creates("A", "B"));
    expect(outcomes(results)).toEqual(["E_RECORD_INVALID", "E_OUTCOME_UNKNOWN"]);
    expect(results[1]).toMatchObject({ error: { effect: "unknown" } });
  });

  it("SYN-9 are in doubt when the job can't be watched any more", async () => {
    vendor.expectCalls(
      { call: "POST tickets/create_many", answer: job("queued") },
      { call: "GET job_statuses/job-1", breaks: true },
    );
    await expect(port.create(creates("A", "B"))).rejects.toMatchObject({
      effect: "unknown",
      retryable: true,
    });
  });
});

describe("a single update", () => {
  it("ZDK-1 is a safe update against the version it was decided on", async () => {
    vendor.expectCalls({
      call: "PUT tickets/35436",
      json: { ticket: { subject: "new 35436", safe_update: true, updated_stamp: "2026-05-06T07:30:00Z" } },
      answer: { ticket: ticketOf(35436) },
    });
    expect(outcomes(await port.update(updates("35436")))).toEqual(["35436"]);
    expect(vendor.requests[0]).toMatchObject({ endpointClass: "tickets-update" });
  });

  it("ZDK-1 of a ticket that moved says so", async () => {
    vendor.expectCalls({ call: "PUT tickets/1", status: 409, answer: conflict });
    expect(await port.update(updates("1"))).toMatchObject([
      { error: { code: "E_RECORD_MOVED", retryable: true } },
    ]);
  });

  it("ZDK-1 of a closed ticket is told by the ticket's status, not by the refusal's words", async () => {
    const refused = {
      error: "RecordInvalid",
      description: "Record validation errors",
      details: { status: [{ description: "xyz" }] },
    };
    vendor.expectCalls(
      { call: "PUT tickets/1", status: 422, answer: refused },
      {
        call: "GET tickets/show_many",
        query: { ids: "1" },
        answer: { tickets: [ticketOf(1, { status: "closed" })] },
      },
      { call: "PUT tickets/2", status: 422, answer: refused },
      { call: "GET tickets/show_many", answer: { tickets: [ticketOf(2)] } },
    );
    expect(outcomes(await port.update(updates("1")))).toEqual(["E_RECORD_CLOSED"]);
    expect(outcomes(await port.update(updates("2")))).toEqual(["E_RECORD_INVALID"]);
  });

  it("ZDK-8 goes by job once our share of the account's single updates is spent, comparing versions before", async () => {
    for (let count = 0; count < 80; count += 1) {
      // One ticket takes no more than thirty.
      const id = 1 + (count % 4);
      vendor.expectCalls({ call: `PUT tickets/${id}`, answer: { ticket: ticketOf(id) } });
      await port.update(updates(String(id)));
    }
    vendor.expectCalls(
      { call: "GET tickets/show_many", answer: { tickets: [ticketOf(1)] } },
      {
        call: "PUT tickets/update_many",
        answer: job("completed", [{ id: 1, action: "update", status: "Updated", success: true }]),
      },
    );
    expect(outcomes(await port.update(updates("1")))).toEqual(["1"]);
    vendor.expectCalls({
      call: "GET tickets/show_many",
      answer: { tickets: [ticketOf(1, { updated_at: "2026-05-06T07:59:59Z" })] },
    });
    expect(outcomes(await port.update(updates("1")))).toEqual(["E_RECORD_MOVED"]);
    vendor.advance(60_000);
    vendor.expectCalls({ call: "PUT tickets/1", answer: { ticket: ticketOf(1) } });
    expect(outcomes(await port.update(updates("1")))).toEqual(["1"]);
  });
});

describe("several updates", () => {
  it("SYN-8 go out as one job, whose failures are explained by what the tickets are", async () => {
    const row = (id: number, error?: string) =>
      error === undefined
        ? { id, action: "update", status: "Updated", success: true }
        : { id, action: "update", success: false, error, details: "x" };
    vendor.expectCalls(
      {
        call: "PUT tickets/update_many",
        json: { tickets: ["1", "2", "3", "4", "5"].map((id) => ({ id: Number(id), subject: `new ${id}` })) },
        answer: job("queued"),
      },
      {
        call: "GET job_statuses/job-1",
        answer: job("completed", [
          row(5, "TicketUpdateFailed"),
          row(1),
          row(2, "TicketUpdateFailed"),
          row(3, "RecordNotFound"),
          row(4, "UpdateConflict"),
        ]),
      },
      {
        call: "GET tickets/show_many",
        query: { ids: "2,3,4,5" },
        answer: { tickets: [ticketOf(2, { status: "closed" }), ticketOf(4), ticketOf(5)] },
      },
    );
    expect(outcomes(await port.update(updates("1", "2", "3", "4", "5")))).toEqual([
      "1",
      "E_RECORD_CLOSED",
      "E_RECORD_GONE",
      "E_RECORD_MOVED",
      "E_RECORD_INVALID",
    ]);
  });

  it("SYN-8 leave out an id no ticket can have", async () => {
    vendor.expectCalls({ call: "PUT tickets/1", answer: { ticket: ticketOf(1) } });
    expect(outcomes(await port.update(updates("1/../2", "1")))).toEqual(["E_RECORD_GONE", "1"]);
  });
});

describe("deletes", () => {
  it("SYN-13 of one ticket take a ticket that is gone already for done", async () => {
    vendor.expectCalls(
      { call: "DELETE tickets/1", status: 204 },
      {
        call: "DELETE tickets/1",
        status: 404,
        answer: { error: "RecordNotFound", description: "Not found" },
      },
    );
    expect(outcomes([...(await port.delete(["1"])), ...(await port.delete(["1"]))])).toEqual(["1", "1"]);
  });

  it("SYN-13 of several go out as one job; what it does not tell is looked up", async () => {
    vendor.expectCalls(
      {
        call: "DELETE tickets/destroy_many",
        query: { ids: "1,2,3" },
        answer: job("completed", [{ action: "delete", id: 1, status: "Deleted", success: true }]),
      },
      { call: "GET tickets/show_many", query: { ids: "2,3" }, answer: { tickets: [ticketOf(3)] } },
    );
    expect(outcomes(await port.delete(["1", "2", "3"]))).toEqual(["1", "2", "E_OUTCOME_UNKNOWN"]);
  });
});

describe("a look-up by correlation key", () => {
  const noJobs = { job_statuses: [{ id: "old", status: "completed" }], meta: { has_more: false } };

  it("SYN-9 believes that a ticket is absent only after the jobs under way have ended", async () => {
    vendor.expectCalls(
      // Asked first: a job that ends during the look-up would be missed by it and by a later question.
      {
        call: "GET job_statuses",
        answer: { job_statuses: [{ id: "job-1", status: "queued" }], meta: { has_more: false } },
      },
      {
        call: "GET tickets",
        query: { "page[size]": 100, external_id: "key-0", support_type_scope: "all" },
        answer: { tickets: [] },
      },
      { call: "GET job_statuses/job-1", answer: job("working") },
      { call: "GET job_statuses/job-1", answer: job("completed") },
      { call: "GET tickets", answer: { tickets: [ticketOf(9, { external_id: "key-0" })] } },
    );
    const found = await port.findByCorrelationKey(["key-0"]);
    expect(found.get("key-0")?.map((record) => record.id)).toEqual(["9"]);
  });

  it("SYN-9 waits for no job when everything was found, and keeps keys of another case apart", async () => {
    const openJob = { job_statuses: [{ id: "job-1", status: "queued" }], meta: { has_more: false } };
    vendor.expectCalls(
      { call: "GET job_statuses", answer: openJob },
      { call: "GET tickets", answer: { tickets: [ticketOf(9, { external_id: "key-0" })] } },
      { call: "GET job_statuses", answer: noJobs },
      { call: "GET tickets", answer: { tickets: [ticketOf(9, { external_id: "KEY-1" })] } },
    );
    expect((await port.findByCorrelationKey(["key-0"])).size).toBe(1);
    expect((await port.findByCorrelationKey(["key-1"])).size).toBe(0);
  });

  it("SYN-9 takes a job the vendor has forgotten for ended", async () => {
    vendor.expectCalls(
      {
        call: "GET job_statuses",
        answer: { job_statuses: [{ id: "job-1", status: "working" }], meta: { has_more: false } },
      },
      { call: "GET tickets", answer: { tickets: [] } },
      {
        call: "GET job_statuses/job-1",
        status: 404,
        answer: { error: "RecordNotFound", description: "Not found" },
      },
      { call: "GET tickets", answer: { tickets: [] } },
    );
    expect((await port.findByCorrelationKey(["key-0"])).size).toBe(0);
  });

  it("SYN-14 finds by external_id, and refuses other fields as a matter of configuration", async () => {
    vendor.expectCalls({ call: "GET tickets", answer: { tickets: [ticketOf(9, { external_id: "C-1" })] } });
    expect((await port.findByField("external_id", ["C-1"])).get("C-1")).toHaveLength(1);
    await expect(port.findByField("subject", ["x"])).rejects.toMatchObject({ code: "E_CONFIG_INVALID" });
  });
});

describe("reads", () => {
  it("SYN-8 ask for at most 100 ids at once and for none of another form", async () => {
    const ids = Array.from({ length: 101 }, (_, at) => String(at + 1));
    vendor.expectCalls(
      {
        call: "GET tickets/show_many",
        query: { ids: ids.slice(0, 100).join(",") },
        answer: { tickets: [ticketOf(1)] },
      },
      { call: "GET tickets/show_many", query: { ids: "101" }, answer: { tickets: [] } },
    );
    expect([...(await port.read([...ids, "x,1"])).keys()]).toEqual(["1"]);
  });

  it("SYN-14 scan the list by cursor to its end", async () => {
    vendor.expectCalls(
      {
        call: "GET tickets",
        query: { "page[size]": 100, support_type_scope: "all" },
        answer: { tickets: [ticketOf(1)], meta: { has_more: true, after_cursor: "c1" } },
      },
      {
        call: "GET tickets",
        query: { "page[size]": 100, "page[after]": "c1", support_type_scope: "all" },
        answer: { tickets: [ticketOf(2)], meta: { has_more: false, after_cursor: "c2" } },
      },
    );
    const ids: string[] = [];
    for await (const page of port.scan()) ids.push(...page.map((record) => record.id));
    expect(ids).toEqual(["1", "2"]);
  });

  it("SFM-10 tell a mapped custom field the account does not have", async () => {
    vendor.expectCalls({
      call: "GET ticket_fields",
      answer: { ticket_fields: [{ id: 7, type: "text", title: "T", active: true }] },
    });
    await expect(vendor.connection.object("ticket", ["custom_field_8"]).describe()).rejects.toMatchObject({
      code: "E_FIELD_UNKNOWN",
    });
    expect(() => vendor.connection.object("ticket", ["no_such_field"])).toThrow(/no field "no_such_field"/);
    expect(() => vendor.connection.object("queue", [])).toThrow(/no object "queue"/);
  });

  it("BAS-3 take an answer that is not as documented for a fault of the vendor", async () => {
    vendor.expectCalls({ call: "GET tickets/show_many", answer: { tickets: [{ subject: "no id" }] } });
    await expect(port.read(["1"])).rejects.toMatchObject({ code: "E_VENDOR_ANSWER", effect: "none" });
  });
});
