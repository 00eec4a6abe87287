// Everything the emulated Zendesk answers is compared with the vendor's published API description.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { loadSpecs, type SpecCheck } from "../../src/sandbox/spec-check.ts";
import {
  BRAND_ID,
  DESK_USER,
  ENGINEERING_GROUP_ID,
  FORM_ID,
  GROUP_ID,
  INTEGRATION_USER,
  PRODUCT_FIELD_ID,
} from "../../src/sandbox/zendesk/setup.ts";
import { zendeskSpec } from "../../src/sandbox/zendesk/spec-gaps.ts";
import { copySpecs, quickZendeskSpecs, zendeskSpecs } from "../published-specs.ts";
import { member, objects, type Running, start } from "../sandbox/running.ts";
import { skipUnless } from "../skips.ts";

const suite = skipUnless(
  zendeskSpecs !== null,
  "zendesk/*.yaml",
  "the emulated Zendesk is not compared with the vendor's API descriptions; set INTEG_SPECS_DIR to their folder",
);

suite("the emulated Zendesk and the vendor's description", () => {
  let sandbox: Running;
  let spec: SpecCheck | null;
  beforeAll(async () => {
    copySpecs();
    sandbox = await start({ specs: { zendesk: quickZendeskSpecs() } });
    spec = await loadSpecs(zendeskSpecs ?? [], zendeskSpec);
  });
  afterAll(() => sandbox.stop());

  const violations = async () => objects((await sandbox.control("GET", "/violations")).json, "violations");
  const send = (method: string, path: string, body?: JsonObject) =>
    sandbox.zendesk(method, `/api/v2/${path}`, body === undefined ? {} : { body });

  it("OPS-4 agree on every described path the sandbox serves", async () => {
    const ticket = {
      subject: "Ink",
      external_id: "e-1",
      priority: "high",
      comment: { body: "It is out." },
      requester: { name: "Ann", email: "ann@x.example" },
      custom_fields: [{ id: PRODUCT_FIELD_ID, value: "billing_area" }],
    };
    const made = await send("POST", "tickets", { ticket });
    const id = String(member(made.json, "ticket").id);
    const stamp = String(member(made.json, "ticket").updated_at);
    const writes: [string, string, JsonObject?][] = [
      ["PUT", `tickets/${id}`, { ticket: { subject: "Toner", safe_update: true, updated_stamp: stamp } }],
      ["POST", "tickets/create_many", { tickets: [ticket] }],
      ["PUT", "tickets/update_many", { tickets: [{ id: Number(id), status: "open" }] }],
      ["PUT", `tickets/update_many?ids=${id}`, { ticket: { additional_tags: ["x"] } }],
      ["DELETE", `tickets/destroy_many?ids=7`],
      ["PUT", `tickets/${id}/tags`, { tags: ["y"] }],
    ];
    for (const [method, path, body] of writes) expect((await send(method, path, body)).status).toBe(200);
    sandbox.clock.advance(61_000);
    const startS = Math.floor(sandbox.clock.now() / 1000) - 120;
    const reads = [
      "tickets",
      "tickets?page[size]=1&sort=-updated_at",
      "tickets?external_id=e-1",
      "tickets/count",
      `tickets/${id}`,
      `tickets/show_many?ids=${id}`,
      `tickets/${id}/comments`,
      `tickets/${id}/audits`,
      `tickets/${id}/tags`,
      `incremental/tickets/cursor?start_time=${startS}`,
      `incremental/tickets?start_time=${startS}`,
      "job_statuses",
      "ticket_fields",
      "custom_statuses",
      "users/me",
      "search?query=type:ticket",
      "search/count?query=type:ticket",
      "search/export?query=ink&filter[type]=ticket&page[size]=10",
      "oauth/tokens/current",
      "groups",
      "groups/assignable",
      `groups/${GROUP_ID}`,
      `groups/${GROUP_ID}/users`,
      `groups/${GROUP_ID}/memberships`,
      `groups/${GROUP_ID}/memberships/assignable`,
      "group_memberships",
      "group_memberships/assignable",
      `users/${DESK_USER}/groups`,
      `users/${DESK_USER}/group_memberships`,
      "brands",
      `brands/${BRAND_ID}`,
      "ticket_forms",
      `ticket_forms/${FORM_ID}`,
    ];
    for (const path of reads) expect([path, (await send("GET", path)).status]).toEqual([path, 200]);
    expect((await send("DELETE", `tickets/${id}`)).status).toBe(204);
    expect((await send("GET", "deleted_tickets")).status).toBe(200);
    expect((await send("GET", `incremental/tickets/cursor?start_time=${startS}`)).status).toBe(200);
    expect((await send("PUT", `deleted_tickets/${id}/restore`)).status).toBe(200);
    expect(await violations()).toEqual([]);
  });

  it("OPS-4 agree on people, comments, files, their exports and merges", async () => {
    const ok = async (method: string, path: string, body?: JsonObject) => {
      const reply = await send(method, path, body);
      expect([method, path, reply.status, reply.text]).toEqual([
        method,
        path,
        expect.toBeOneOf(fine),
        reply.text,
      ]);
      return reply;
    };
    const fine = [200, 201, 204];
    const company = { name: "Acme", external_id: "o-1", details: null, domain_names: ["acme.example"] };
    const organization = member(
      (await ok("POST", "organizations", { organization: company })).json,
      "organization",
    );
    const person = {
      name: "Bo",
      email: "bo@x.example",
      external_id: "u-1",
      organization_id: organization.id ?? 0,
    };
    const user = member(
      (await ok("POST", "users", { user: { ...person, skip_verify_email: true } })).json,
      "user",
    );
    const start = {
      subject: "With a file",
      comment: { body: "First" },
      organization_id: organization.id ?? 0,
    };
    const ids = [];
    for (const subject of ["target", "source"])
      ids.push(member((await ok("POST", "tickets", { ticket: { ...start, subject } })).json, "ticket").id);
    const [target = 0, source = 0] = ids;
    const upload = member((await ok("POST", "uploads?filename=a.txt", { any: "bytes" })).json, "upload");
    const comment = { html_body: "<p>Second</p>", public: false, uploads: [upload.token ?? ""] };
    const written = await ok("PUT", `tickets/${source}`, {
      ticket: { comment, metadata: { integ: { key: "k" } } },
    });
    const events = objects(member(written.json, "audit"), "events");
    const commentId = events.find((event) => event.type === "Comment")?.id;
    await ok("PUT", `tickets/${source}/comments/${commentId}/make_private`);
    await ok("PUT", `users/${user.id}`, { user: { phone: "+1", notes: null } });
    await ok("PUT", `organizations/${organization.id}`, { organization: { notes: "x", tags: ["y"] } });
    const [file] = objects(
      objects((await ok("GET", `tickets/${source}/comments`)).json, "comments")[1] ?? {},
      "attachments",
    );
    const membership = { user_id: INTEGRATION_USER, group_id: ENGINEERING_GROUP_ID };
    const joined = await ok("POST", "group_memberships", { group_membership: membership });
    await ok("DELETE", `group_memberships/${member(joined.json, "group_membership").id}`);
    await ok("POST", `tickets/${target}/merge`, { ids: [source] });
    sandbox.clock.advance(61_000);
    const startS = Math.floor(sandbox.clock.now() / 1000) - 120;
    const reads = [
      `users/${user.id}`,
      "users?page[size]=2",
      "users/count",
      `users/show_many?ids=${user.id}`,
      "users/show_many?external_ids=u-1",
      "users/search?query=email:bo@x.example",
      `organizations/${organization.id}`,
      "organizations",
      "organizations/count",
      `organizations/show_many?ids=${organization.id}`,
      "organizations/search?name=acme",
      `attachments/${file?.id}`,
      `tickets/${source}/comments?sort=-created_at&page[size]=100`,
      `tickets/${source}/audits?sort=-created_at&page[size]=100`,
      `incremental/users/cursor?start_time=${startS}`,
      `incremental/users?start_time=${startS}`,
      `incremental/organizations?start_time=${startS}`,
      `incremental/ticket_events?start_time=${startS}`,
      `incremental/ticket_events?start_time=${startS}&include=comment_events`,
    ];
    for (const path of reads) await ok("GET", path);
    await ok("DELETE", `users/${user.id}`);
    await ok("DELETE", `organizations/${organization.id}`);
    await ok("DELETE", `attachments/${file?.id}`);
    expect(await violations()).toEqual([]);
  });

  it("OPS-4 disagree where a request or an answer is wrong, and the log says how", async () => {
    await send("POST", "tickets", {
      ticket: { comment: { body: "b" }, tags: 5, due_at: "soon", colour: "red" },
    });
    const texts = (await violations()).map((each) => String(each.text));
    expect(texts).toContainEqual(
      expect.stringMatching(/^request POST \/api\/v2\/tickets: \/ticket\/due_at /),
    );
    expect(texts).toContainEqual(expect.stringMatching(/^request POST \/api\/v2\/tickets: \/ticket\/tags /));
    expect(texts).toContain("request POST /api/v2/tickets: /ticket/colour is not described");
    const call = callOf("GET", "/api/v2/tickets/5");
    expect(spec?.check(call, { status: 200, body: { ticket: { id: "5", priority: "p1" } } })).toEqual([
      expect.stringContaining("/ticket/id must be integer"),
      expect.stringContaining("/ticket/priority"),
      expect.stringContaining("/ticket/priority"),
      expect.stringContaining("/ticket/priority"),
    ]);
    expect(spec?.check(call, { status: 200, body: { ticket: { id: 5, priority: null } } })).toEqual([]);
    expect(spec?.check(call, { status: 201, body: {} })).toEqual([
      expect.stringContaining("201 is not described"),
    ]);
  });

  it("OPS-4 speak of the help center and of conversations too, each in a description of its own", () => {
    const search = callOf("GET", "/api/v2/help_center/articles/search");
    const article = {
      id: 35467,
      locale: "en-us",
      title: "Ink",
      permission_group_id: 1,
      user_segment_id: null,
    };
    expect(spec?.check(search, { status: 200, body: { results: [article] } })).toEqual([]);
    expect(spec?.check(search, { status: 200, body: { results: [{ ...article, title: 5 }] } })).toEqual([
      "response GET /api/v2/help_center/articles/search: /results/0/title must be string",
    ]);
    const where = "/sc/v2/apps/5e/conversations/c1/messages";
    const message = { author: { type: "business" }, content: { type: "text", text: "Hi" } };
    expect(spec?.check(callOf("POST", where, message), { status: 201 })).toEqual([]);
    const unsigned = callOf("POST", where, { content: message.content });
    expect(spec?.check(unsigned, { status: 201 })).toEqual([
      expect.stringContaining("/ must have required property 'author'"),
    ]);
  });
});

const callOf = (method: string, path: string, body?: JsonObject) => ({
  method,
  path,
  query: new URLSearchParams(),
  params: {},
  headers: {},
  rawBody: body === undefined ? "" : JSON.stringify(body),
  rawBytes: new Uint8Array(),
  baseUrl: "",
  entry: null,
});
