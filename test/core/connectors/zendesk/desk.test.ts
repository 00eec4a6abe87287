// What depends on how an account is set up: the lists fields choose from, who may be assigned, tags that others give.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ScriptedVendor, scriptVendor, ticketOf } from "./scripted-vendor.ts";

let vendor: ScriptedVendor;
beforeEach(() => {
  vendor = scriptVendor();
});
afterEach(() => vendor.verify());

const seen = "2026-05-06T07:30:00Z~0123456789ab";
const port = (...fields: readonly string[]) => vendor.connection.object("ticket", fields);
const fieldsOf = async (...names: readonly string[]) => {
  const { fields } = await port(...names).describe();
  return names.map((name) => fields.find((field) => field.name === name));
};
const noFields = { call: "GET ticket_fields", answer: { ticket_fields: [] } };
const more = (after: string | null) => ({ has_more: after !== null, after_cursor: after });

describe("what a ticket's fields can be given", () => {
  it("ZDK-3 ZDK-4 ZDK-9 is read from the account's lists to their ends, without what is switched off", async () => {
    vendor.expectCalls(
      noFields,
      {
        call: "GET custom_statuses",
        answer: {
          custom_statuses: [
            { id: 11, agent_label: "Waiting on engineering", status_category: "hold", active: true },
            { id: 12, agent_label: "Old", status_category: "hold", active: false },
          ],
        },
      },
      {
        call: "GET ticket_forms",
        answer: { ticket_forms: [{ id: 21, name: "Hardware" }], meta: more("c1") },
      },
      {
        call: "GET ticket_forms",
        query: { "page[size]": 100, "page[after]": "c1" },
        answer: { ticket_forms: [{ id: 22, name: "Travel" }], meta: more(null) },
      },
      { call: "GET brands", answer: { brands: [{ id: 31, name: "Acme", active: true }] } },
      { call: "GET groups/assignable", answer: { groups: [{ id: 41, name: "Support" }] } },
    );
    expect(await fieldsOf("custom_status_id", "ticket_form_id", "brand_id", "group_id")).toMatchObject([
      { values: ["11"], labels: { 11: "Waiting on engineering" } },
      { values: ["21", "22"], labels: { 21: "Hardware", 22: "Travel" } },
      { values: ["31"], labels: { 31: "Acme" } },
      { values: ["41"], labels: { 41: "Support" } },
    ]);
  });

  it("ZDK-4 is asked for where it is mapped, and for no other field", async () => {
    vendor.expectCalls(noFields);
    expect(await fieldsOf("subject", "priority")).toHaveLength(2);
  });

  it.each([
    [403, { error: { title: "Forbidden", message: "You do not have access to this page." } }],
    [404, { error: "RecordNotFound", description: "Not found" }],
  ])("ZDK-4 is not known where the plan or the user has no such list (%i)", async (status, answer) => {
    vendor.expectCalls(noFields, { call: "GET ticket_forms", status, answer });
    expect(await fieldsOf("ticket_form_id")).toMatchObject([{ values: null }]);
  });

  it("ZDK-4 is not taken for unknown because the vendor is down", async () => {
    vendor.expectCalls(noFields, { call: "GET ticket_forms", status: 503, text: "down" });
    await expect(port("ticket_form_id").describe()).rejects.toMatchObject({ code: "E_VENDOR_DOWN" });
  });
});

const refusal = {
  status: 422,
  answer: {
    error: "RecordInvalid",
    description: "Record validation errors",
    details: { base: [{ description: "Assignee: xyz" }] },
  },
};
const groupsOf = (...ids: readonly number[]) => ({
  call: "GET users/7/groups",
  answer: { groups: ids.map((id) => ({ id, name: `Group ${id}` })) },
});
const change = (id: string, fields: Readonly<Record<string, string | null | readonly string[]>>) => ({
  id,
  fields,
  expectedVersion: seen,
});
const look = (...tickets: readonly object[]) => ({ call: "GET tickets/show_many", answer: { tickets } });

describe("a refused assignee", () => {
  it("ZDK-3 is told with the groups they are in, from what was sent or what the ticket has", async () => {
    vendor.expectCalls({ call: "PUT tickets/1", ...refusal }, look(ticketOf(1)), groupsOf(40, 41));
    expect(await port().update([change("1", { assignee_id: "7", group_id: "42" })])).toMatchObject([
      {
        error: {
          name: "ValidationError",
          code: "E_RECORD_INVALID",
          message: "The agent 7 is not in the group 42, but in 40 (Group 40), 41 (Group 41)",
          vendorCode: "RecordInvalid",
        },
      },
    ]);
    vendor.expectCalls(
      { call: "PUT tickets/1", ...refusal },
      look(ticketOf(1, { group_id: 42 })),
      groupsOf(),
    );
    expect(await port().update([change("1", { assignee_id: "7" })])).toMatchObject([
      { error: { message: "The agent 7 is not in the group 42, but in none" } },
    ]);
  });

  it("ZDK-3 is told of a create, and of a row of a job", async () => {
    const create = (n: number) => ({
      correlationKey: `k${n}`,
      fields: { subject: "A", assignee_id: "7", group_id: "42" },
    });
    vendor.expectCalls({ call: "POST tickets", ...refusal }, groupsOf(40));
    const told = { error: { message: "The agent 7 is not in the group 42, but in 40 (Group 40)" } };
    expect(await port().create([create(1)])).toMatchObject([told]);
    const rows = [
      { index: 0, error: "TicketCreateFailed", details: "Assignee: xyz" },
      { index: 1, id: 9 },
    ];
    vendor.expectCalls({ call: "POST tickets/create_many", answer: jobOf(rows) }, groupsOf(40));
    expect(await port().create([create(1), create(2)])).toMatchObject([told, { status: "done", id: "9" }]);
  });

  it("ZDK-3 is left as the vendor tells it where they are in the group, or nobody knows", async () => {
    const put = { call: "PUT tickets/1", ...refusal };
    vendor.expectCalls(put, look(ticketOf(1)), groupsOf(42));
    const both = change("1", { assignee_id: "7", group_id: "42" });
    const asTold = { error: { message: expect.stringContaining("Assignee: xyz") } };
    expect(await port().update([both])).toMatchObject([asTold]);
    vendor.expectCalls(put, look(ticketOf(1)), { call: "GET users/7/groups", status: 503, text: "down" });
    expect(await port().update([both])).toMatchObject([asTold]);
    vendor.expectCalls(put, look(ticketOf(1)));
    expect(await port().update([change("1", { subject: "x" })])).toMatchObject([asTold]);
  });
});

const jobOf = (results: readonly object[]) => ({
  job_status: { id: "job-1", status: "completed", results },
});

describe("tags", () => {
  const ids = ["1", "2", "3", "4", "5"];
  const done = ids.map((id) => ({ id: Number(id), action: "update", success: true }));

  it("ZDK-1 of a single update are all of them, under its guard", async () => {
    vendor.expectCalls({
      call: "PUT tickets/1",
      json: { ticket: { tags: ["a", "b"], safe_update: true, updated_stamp: "2026-05-06T07:30:00Z" } },
      answer: { ticket: ticketOf(1) },
    });
    expect(await port().update([change("1", { tags: ["a", "b"] })])).toMatchObject([{ status: "done" }]);
  });

  it("ZDK-1 of a job, which has no guard, are added and removed, so that those given meanwhile stay", async () => {
    vendor.expectCalls(
      { ...look(ticketOf(1, { tags: ["a", "old"] }), ticketOf(2, { tags: ["x"] })), query: { ids: "1,2" } },
      {
        call: "PUT tickets/update_many",
        json: {
          tickets: [
            { id: 1, additional_tags: ["b"], remove_tags: ["old"] },
            { id: 2, subject: "n" },
            ...["3", "4", "5"].map((id) => ({ id: Number(id), subject: "n" })),
          ],
        },
        answer: jobOf(done),
      },
    );
    const changes = [
      change("1", { tags: ["a", "b"] }),
      change("2", { tags: ["x"], subject: "n" }),
      ...["3", "4", "5"].map((id) => change(id, { subject: "n" })),
    ];
    expect((await port().update(changes)).map(({ status }) => status)).toEqual(ids.map(() => "done"));
  });

  it("ZDK-1 of a ticket that moved are not sent at all: what to remove is no longer known", async () => {
    vendor.expectCalls(look(ticketOf(1, { tags: ["new"], updated_at: "2026-05-06T07:59:59Z" })), {
      call: "PUT tickets/update_many",
      json: { tickets: ids.slice(1).map((id) => ({ id: Number(id), subject: "n" })) },
      answer: jobOf(done.slice(1)),
    });
    const changes = [change("1", { tags: ["a"] }), ...ids.slice(1).map((id) => change(id, { subject: "n" }))];
    const results = await port().update(changes);
    expect(results[0]).toMatchObject({ error: { code: "E_RECORD_MOVED", retryable: true } });
    expect(results.slice(1).map(({ status }) => status)).toEqual(["done", "done", "done", "done"]);
  });
});
