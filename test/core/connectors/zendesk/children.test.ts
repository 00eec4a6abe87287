// Comments, files and people against a script: what is sent, and what becomes of answers that say too little.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ScriptedVendor, scriptVendor, startTime, ticketOf } from "./scripted-vendor.ts";

let vendor: ScriptedVendor;
beforeEach(() => {
  vendor = scriptVendor();
});
afterEach(() => vendor.verify());

const startS = startTime / 1000;
const comments = () => vendor.connection.object("ticket_comment", ["ticket_id", "body", "public"]);
const item = (ticketId: string, body: string, key = "key-1", isPublic = true) => ({
  correlationKey: key,
  fields: { ticket_id: ticketId, body, public: isPublic },
});
const note = (ticketId: string, body: string, key: string) => item(ticketId, body, key, false);
const look = (id: number, isMessaging = false) => ({
  call: "GET tickets/show_many",
  query: { ids: String(id) },
  answer: { tickets: [ticketOf(id, { from_messaging_channel: isMessaging })] },
});
const commentOf = (id: number, facts: Readonly<Record<string, unknown>> = {}) => ({
  id,
  type: "Comment",
  author_id: 7,
  body: "Hi",
  html_body: '<div class="zd-comment" dir="auto"><p dir="auto">Hi</p></div>',
  plain_body: "Hi",
  public: true,
  attachments: [],
  created_at: "2026-05-06T07:30:00Z",
  ...facts,
});
const auditOf = (events: readonly unknown[], custom: unknown = {}) => ({
  id: 900,
  author_id: 7,
  created_at: "2026-05-06T08:00:00Z",
  metadata: { system: {}, custom },
  events,
});

describe("comments", () => {
  it("SYN-15 are sent as HTML with a mark in the update's metadata, once, and take their id from the audit", async () => {
    vendor.expectCalls(look(5), {
      call: "PUT tickets/5",
      json: {
        ticket: {
          comment: { html_body: "<p>Hi</p>", public: true },
          metadata: {
            integ: {
              object: "ticket_comment",
              digest: expect.stringMatching(/^[0-9a-f]{32}$/),
              key: "key-1",
            },
          },
        },
      },
      answer: {
        ticket: ticketOf(5),
        audit: auditOf([
          { id: 1, type: "Change" },
          { id: 77, type: "Comment" },
        ]),
      },
    });
    expect(await comments().create([item("5", "<p>Hi</p>")])).toEqual([{ status: "done", id: "5-77" }]);
    expect(vendor.requests[1]).toMatchObject({ effect: "once", endpointClass: "tickets-update" });
  });

  it("SYN-3 are in doubt when the answer names no comment", async () => {
    vendor.expectCalls({ call: "PUT tickets/5", answer: { ticket: ticketOf(5), audit: auditOf([]) } });
    expect(await comments().create([note("5", "<p>Hi</p>", "a")])).toMatchObject([
      { status: "failed", error: { code: "E_OUTCOME_UNKNOWN", effect: "unknown" } },
    ]);
  });

  it("SYN-15 wait behind one of their ticket that could not be sent, and those of other tickets do not", async () => {
    const done = { ticket: ticketOf(6), audit: auditOf([{ id: 78, type: "Comment" }]) };
    vendor.expectCalls({ call: "PUT tickets/5", breaks: true }, { call: "PUT tickets/6", answer: done });
    const items = [note("5", "<p>1</p>", "a"), note("6", "<p>2</p>", "b"), note("5", "<p>3</p>", "c")];
    expect(await comments().create(items)).toMatchObject([
      { status: "failed", error: { code: "E_UNREACHABLE" } },
      { status: "done", id: "6-78" },
      { status: "failed", error: { code: "E_UNREACHABLE", effect: "none", retryable: true } },
    ]);
  });

  it("SYN-15 wait behind one whose ticket the vendor was busy with", async () => {
    vendor.expectCalls({ call: "PUT tickets/5", status: 409, text: "Please try again" });
    expect(await comments().create([note("5", "<p>1</p>", "a"), note("5", "<p>2</p>", "b")])).toMatchObject([
      { status: "failed", error: { code: "E_RECORD_LOCKED", retryable: true } },
      { status: "failed", error: { code: "E_RECORD_LOCKED", effect: "none", retryable: true } },
    ]);
  });

  it("SYN-15 are read page by page, newest first, no further than they are asked for", async () => {
    const query = { sort: "-created_at", "page[size]": 100 };
    vendor.expectCalls({
      call: "GET tickets/5/comments",
      query,
      answer: { comments: [commentOf(9), commentOf(8)], meta: { has_more: true, after_cursor: "c1" } },
    });
    const found = await comments().read(["5-8", "5", "nonsense", "5-8-1"]);
    expect([...found.keys()]).toEqual(["5-8"]);
    expect(found.get("5-8")?.fields).toEqual({ ticket_id: "5", body: "<p>Hi</p>", public: true });
  });

  it("SYN-15 of one second are told from their ticket's description by their ids", async () => {
    vendor.expectCalls({
      call: "GET tickets/5/comments",
      answer: { comments: [commentOf(8), commentOf(9)], meta: { has_more: false } },
    });
    expect([...(await comments().read(["5-8", "5-9"])).keys()]).toEqual(["5-9"]);
  });

  it("SYN-3 without a mark are ours by author and words", async () => {
    const own = auditOf([{ id: 9, type: "Comment", author_id: 7 }]);
    const answers = [
      { call: "GET users/me", answer: { user: { id: 7, role: "admin" } } },
      { call: "GET tickets/5/audits", answer: { audits: [own], meta: { has_more: false } } },
      {
        call: "GET tickets/5/comments",
        answer: { comments: [commentOf(9), commentOf(8)], meta: { has_more: false } },
      },
    ];
    vendor.expectCalls(...answers);
    const wanted = [item("5", "<p>Hi</p>").fields, item("5", "<p>Ho</p>").fields];
    const found = await comments().findLike?.(wanted, "2026-05-06T08:00:00.900Z");
    expect(found?.map((records) => records.map(({ id }) => id))).toEqual([["5-9"], []]);
    vendor.expectCalls({
      call: "GET tickets/5/audits",
      answer: { audits: [{ ...own, author_id: 8 }], meta: { has_more: false } },
    });
    vendor.expectCalls(...answers.slice(2));
    expect(await comments().findLike?.(wanted.slice(0, 1), "2026-05-06T08:00:00Z")).toEqual([[]]);
  });
});

describe("comments on tickets that came through messaging", () => {
  const made = (ticketId: number, id: number) => ({
    call: `PUT tickets/${ticketId}`,
    answer: { ticket: ticketOf(ticketId), audit: auditOf([{ id, type: "Comment" }]) },
  });

  it("ZDK-6 are added as notes only: a public one is refused, and holds up nothing", async () => {
    vendor.expectCalls(
      {
        call: "GET tickets/show_many",
        query: { ids: "5,6" },
        answer: { tickets: [ticketOf(5, { from_messaging_channel: true }), ticketOf(6)] },
      },
      made(5, 77),
      made(6, 78),
    );
    const items = [item("5", "<p>1</p>", "a"), note("5", "<p>2</p>", "b"), item("6", "<p>3</p>", "c")];
    expect(await comments().create(items)).toMatchObject([
      { status: "failed", error: { code: "E_RECORD_FORBIDDEN", retryable: false } },
      { status: "done", id: "5-77" },
      { status: "done", id: "6-78" },
    ]);
    const [refused] = await comments().create([item("5", "<p>4</p>", "d")]);
    expect(refused).toMatchObject({ error: { message: expect.stringContaining("messaging") } });
  });

  it("ZDK-6 bring no public files either", async () => {
    vendor.expectCalls(look(5, true));
    const files = vendor.connection.object("ticket_attachment", ["ticket_id", "file_name", "public"]);
    const fields = { ticket_id: "5", file_name: "a.txt", public: true };
    expect(await files.create([{ correlationKey: "a", fields }])).toMatchObject([
      { status: "failed", error: { code: "E_RECORD_FORBIDDEN" } },
    ]);
  });

  it("ZDK-6 are added as they are where the operator says so, without a look", async () => {
    vendor = scriptVendor({ publicCommentsOnMessaging: true });
    vendor.expectCalls(made(5, 77));
    expect(await comments().create([item("5", "<p>1</p>")])).toMatchObject([{ status: "done" }]);
  });

  it("ZDK-6 are known by the ticket's own field, which filters can ask", async () => {
    vendor.expectCalls(look(5, true), look(6));
    const port = vendor.connection.object("ticket", ["from_messaging_channel"]);
    const seen = [...(await port.read(["5"])).values(), ...(await port.read(["6"])).values()];
    expect(seen.map(({ fields }) => fields.from_messaging_channel)).toEqual([true, false]);
  });
});

describe("what is no comment", () => {
  it("ZDK-6 is left alone in exports, whatever else is told of a ticket", async () => {
    const told = (type: string, id: number) => ({
      id,
      event_type: type,
      type,
      body: "Not for us",
      public: false,
    });
    vendor.expectCalls({
      call: "GET incremental/ticket_events.json",
      answer: {
        ticket_events: [
          {
            id: 1,
            ticket_id: 5,
            created_at: "2026-05-06T07:59:00Z",
            child_events: [told("AnyOther", 2), told("Change", 3), told("Notification", 4)],
          },
        ],
        end_time: startS,
        count: 1,
        end_of_stream: true,
      },
    });
    expect((await comments().changes("events", null)).records).toEqual([]);
  });
});

describe("time-based exports", () => {
  const page = (end: number, isEnd: boolean) => ({
    call: "GET incremental/ticket_events.json",
    answer: { ticket_events: [], end_time: end, count: 0, end_of_stream: isEnd },
  });

  it("SYN-12 go on from the second of the last row, and begin some minutes ago", async () => {
    vendor.expectCalls({
      ...page(startS - 100, false),
      query: { start_time: startS - 300, include: "comment_events" },
    });
    const first = await comments().changes("events", null);
    expect(first).toMatchObject({ more: true, position: JSON.stringify({ since: startS - 100 }) });
    vendor.expectCalls({
      ...page(startS - 90, true),
      query: { start_time: startS - 100, include: "comment_events" },
    });
    expect(await comments().changes("events", first.position)).toMatchObject({ more: false });
  });

  it("SYN-12 leave a second that fills a whole page, so that they end", async () => {
    vendor.expectCalls(page(startS - 300, false));
    const stuck = await comments().changes("events", null);
    expect(stuck.position).toBe(JSON.stringify({ since: startS - 299 }));
  });
});

describe("people", () => {
  it("SFM-4 are made without mail to them, and with the key in external_id", async () => {
    vendor.expectCalls({
      call: "POST users",
      json: {
        user: { name: "Ann", organization_id: 12, tags: [], external_id: "key", skip_verify_email: true },
      },
      answer: { user: { id: 7 } },
    });
    const users = vendor.connection.object("user", ["name"]);
    const fields = { name: "Ann", organization_id: "12", tags: null };
    expect(await users.create([{ correlationKey: "key", fields }])).toEqual([{ status: "done", id: "7" }]);
  });

  it.each([
    ["a role", { name: "Ann", role: "admin" }],
    ["an external id", { name: "Ann", external_id: "x" }],
    ["no name", { name: null }],
    ["an organization that is no id", { name: "Ann", organization_id: "acme" }],
  ])("SFM-4 are not made with %s", async (_what, fields) => {
    const users = vendor.connection.object("user", ["name"]);
    expect(await users.create([{ correlationKey: "key", fields }])).toMatchObject([
      { status: "failed", error: { code: "E_RECORD_INVALID" } },
    ]);
  });

  it("SFM-4 keep their address: an update can't set it", async () => {
    const users = vendor.connection.object("user", ["name", "email"]);
    const change = { id: "7", fields: { email: "new@x.example" }, expectedVersion: "" };
    expect(await users.update([change])).toMatchObject([{ error: { code: "E_RECORD_INVALID" } }]);
  });

  it("SFM-4 say which objects a ticket's references name", async () => {
    vendor.expectCalls({ call: "GET ticket_fields", answer: { ticket_fields: [] } });
    const { fields } = await vendor.connection.object("ticket", ["organization_id"]).describe();
    const refersTo = new Map(fields.map((field) => [field.name, field.refersTo]));
    expect(["requester_id", "assignee_id", "organization_id"].map((name) => refersTo.get(name))).toEqual([
      ["user"],
      ["user"],
      ["organization"],
    ]);
  });
});
