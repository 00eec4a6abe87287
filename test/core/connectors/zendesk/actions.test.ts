import { describe, expect, it } from "vitest";
import type { ActionSearch } from "../../../../src/core/contract/actions.ts";
import { type Expected, scriptVendor, ticketOf } from "./scripted-vendor.ts";

const ask: ActionSearch = { requestKey: "K", sentAt: null, signal: new AbortController().signal };

function acting(id: string, ...calls: readonly Expected[]) {
  const vendor = scriptVendor();
  vendor.expectCalls(...calls);
  const action = vendor.connection.actions?.find((one) => one.id === id);
  if (action === undefined) throw new Error(`no action ${id}`);
  return {
    vendor,
    run: async (input: object = {}) => action.run(action.inputSchema.parse(input), ask),
    find: async (input: object) => action.find?.(action.inputSchema.parse(input), ask),
  };
}

describe("lists of an account", () => {
  it("ZDK-9 brands come page by page, without the deleted ones", async () => {
    const { run, vendor } = acting(
      "brands",
      {
        call: "GET brands",
        answer: {
          brands: [
            { id: 1, name: "Acme", subdomain: "acme", active: true, default: true },
            { id: 2, name: "Gone", is_deleted: true },
          ],
          meta: { has_more: true, after_cursor: "b" },
        },
      },
      {
        call: "GET brands",
        query: { "page[size]": 100, "page[after]": "b" },
        answer: { brands: [{ id: 3, name: "Other", active: false }], meta: { has_more: false } },
      },
    );
    expect(await run()).toEqual({
      brands: [
        { id: "1", name: "Acme", subdomain: "acme", active: true, usual: true },
        { id: "3", name: "Other", subdomain: null, active: false, usual: false },
      ],
    });
    vendor.verify();
  });

  it("ZDK-4 forms tell their fields", async () => {
    const form = {
      id: 5,
      name: "Usual",
      active: true,
      default: true,
      end_user_visible: false,
      ticket_field_ids: [7],
    };
    const { run } = acting("ticket-forms", { call: "GET ticket_forms", answer: { ticket_forms: [form] } });
    expect(await run()).toEqual({
      forms: [{ id: "5", name: "Usual", active: true, usual: true, customersSeeIt: false, fields: ["7"] }],
    });
  });
});

describe("articles", () => {
  it("ZDK-5 are searched with the suffix the help center wants, in words without tags", async () => {
    const hit = { id: 5, title: "Ink", snippet: "Out of <em>ink</em>?", locale: "en-us" };
    const { run, vendor } = acting("search-articles", {
      call: "GET help_center/articles/search.json",
      query: { query: "ink", per_page: 5, page: 1, brand_id: "9", multibrand: true },
      answer: { results: [hit], count: 1, page_count: 1 },
    });
    expect(await run({ query: "ink", limit: 5, brand: "9", allBrands: true })).toEqual({
      count: 1,
      pages: 1,
      articles: [
        { article: "5", title: "Ink", locale: "en-us", snippet: "Out of ink?", url: null, changedAt: null },
      ],
    });
    vendor.verify();
  });
});

describe("a merge", () => {
  const merge = { target: "5", sources: ["6", "7"] };
  const merged = (id: number) => ticketOf(id, { status: "closed", tags: ["closed_by_merge"] });
  const noJobs = { call: "GET job_statuses", answer: { job_statuses: [] } };
  const note = (id: number, body: string): Expected => ({
    call: `GET tickets/${id}/comments`,
    answer: {
      comments: [
        {
          id: 1,
          author_id: 1,
          body,
          plain_body: body,
          public: false,
          attachments: [],
          created_at: "2026-05-06T07:30:00Z",
        },
      ],
    },
  });

  it("ZDK-1 leaves private notes that name the tickets, and waits for its job", async () => {
    const job = (status: string) => ({ job_status: { id: "j1", status, results: [] } });
    const { run, vendor } = acting(
      "merge-tickets",
      { call: "GET tickets/show_many", answer: { tickets: [ticketOf(5), ticketOf(6), ticketOf(7)] } },
      {
        call: "POST tickets/5/merge",
        json: {
          ids: [6, 7],
          target_comment: "Merged in here: #6, #7. The same ink",
          source_comment: "Merged into #5. The same ink",
          target_comment_is_public: false,
          source_comment_is_public: false,
        },
        answer: job("queued"),
      },
      { call: "GET job_statuses/j1", answer: job("completed") },
    );
    expect(await run({ ...merge, note: "The same ink" })).toEqual({ target: "5", merged: ["6", "7"] });
    vendor.verify();
  });

  it("ZDK-1 that refused a part is not known to be done", async () => {
    const results = [
      { id: 6, success: true },
      { id: 7, success: false, details: "Ticket is closed" },
    ];
    const { run } = acting(
      "merge-tickets",
      { call: "GET tickets/show_many", answer: { tickets: [ticketOf(5), ticketOf(6), ticketOf(7)] } },
      { call: "POST tickets/5/merge", answer: { job_status: { id: "j1", status: "completed", results } } },
    );
    await expect(run(merge)).rejects.toMatchObject({ code: "E_OUTCOME_UNKNOWN", effect: "unknown" });
  });

  it("ZDK-1 in doubt is done where each source was closed by a note that names the target", async () => {
    const shown = { call: "GET tickets/show_many", answer: { tickets: [merged(6), merged(7)] } };
    const { find } = acting(
      "merge-tickets",
      noJobs,
      shown,
      note(6, "Merged into #5."),
      note(7, "into request #5"),
    );
    expect(await find(merge)).toEqual({ target: "5", merged: ["6", "7"] });
  });

  it("ZDK-1 in doubt made nothing where no source went into the target", async () => {
    const tickets = [ticketOf(6), merged(7)];
    const shown = { call: "GET tickets/show_many", answer: { tickets } };
    const { find } = acting("merge-tickets", noJobs, shown, note(7, "Merged into #8."));
    expect(await find(merge)).toBeNull();
  });

  it("ZDK-1 in doubt names what was merged where that is a part", async () => {
    const shown = { call: "GET tickets/show_many", answer: { tickets: [merged(6), ticketOf(7)] } };
    const { find } = acting("merge-tickets", noJobs, shown, note(6, "Merged into #5."));
    await expect(find(merge)).rejects.toMatchObject({
      code: "E_OUTCOME_UNKNOWN",
      message: "Of 6, 7 only 6 went into 5",
    });
  });

  it.each([
    [{ target: "5", sources: ["5"] }, "itself"],
    [{ target: "5", sources: ["6", "6"] }, "once"],
    [{ target: "5", sources: [] }, ">=1"],
  ])("ZDK-1 refuses the input %j", async (input, words) => {
    await expect(acting("merge-tickets").run(input)).rejects.toThrow(words);
  });
});

describe("a conversation", () => {
  it("ZDK-6 is told event by event, whatever kind each is of", async () => {
    const events = [
      {
        id: "1",
        type: "Messaging::ConversationMessage",
        author: { type: "user" },
        content: { type: "text", text: "Hi" },
      },
      {
        id: "2",
        type: "Comment",
        author: { type: "agent" },
        content: { type: "html", body: "<p>A note</p>" },
        metadata: { public: false },
      },
      { id: "3", type: "Messaging::ConversationMessage", content: { type: "carousel", items: [] } },
    ];
    const { run } = acting("conversation-log", {
      call: "GET tickets/5/conversation_log",
      query: { "page[size]": 100, "page[after]": "a" },
      answer: { events, meta: { has_more: true, after_cursor: "z" } },
    });
    expect(await run({ ticket: "5", next: "a" })).toMatchObject({
      events: [
        { text: "Hi", who: "user", public: true },
        { text: "A note", who: "agent", public: false },
        { text: null, who: null, public: true },
      ],
      next: "z",
    });
  });
});
