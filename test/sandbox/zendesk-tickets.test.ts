import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { PRODUCT_FIELD_ID, VIP_FIELD_ID } from "../../src/sandbox/zendesk/setup.ts";
import { member, objects, type Reply, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const create = (ticket: JsonObject, headers: Record<string, string> = {}) =>
  sandbox.zendesk("POST", "/api/v2/tickets.json", {
    body: { ticket: { comment: { body: "It broke." }, ...ticket } },
    headers,
  });
const made = async (ticket: JsonObject = {}) => member((await create(ticket)).json, "ticket");
const update = (id: unknown, ticket: JsonObject) =>
  sandbox.zendesk("PUT", `/api/v2/tickets/${String(id)}`, { body: { ticket } });
const read = async (id: unknown) =>
  member((await sandbox.zendesk("GET", `/api/v2/tickets/${String(id)}`)).json, "ticket");
const fieldsInTrouble = (reply: Reply) => Object.keys(member(reply.json, "details"));

describe("Zendesk tickets", () => {
  it("OPS-4 creates with 201, Location, the first comment as description, and an audit", async () => {
    const reply = await create({ subject: "Printer", requester: { name: "Ann", email: "ann@x.example" } });
    const ticket = member(reply.json, "ticket");
    expect(reply.status).toBe(201);
    expect(reply.headers.get("location")).toBe(ticket.url);
    expect(Number(ticket.id)).toBeGreaterThan(2 ** 45);
    expect(ticket).toMatchObject({
      status: "new",
      description: "It broke.",
      created_at: "2026-05-06T08:00:00Z",
      updated_at: "2026-05-06T08:00:00Z",
      generated_timestamp: Date.parse("2026-05-06T08:00:00Z") / 1000,
    });
    const events = objects(member(reply.json, "audit"), "events").map((event) => event.type);
    expect(new Set(events)).toEqual(new Set(["Create", "Comment"]));
    const requester = await sandbox.zendesk("GET", `/api/v2/users/${String(ticket.requester_id)}.json`);
    expect(member(requester.json, "user")).toMatchObject({ email: "ann@x.example", role: "end-user" });
  });

  it.each([
    ["no comment", { comment: { body: " " } }, ["base"]],
    ["a wrong status", { status: "bogus" }, ["status"]],
    ["a wrong priority and type", { priority: "p1", type: "bug" }, ["priority", "type"]],
    ["an unknown requester", { requester_id: 5 }, ["requester"]],
    ["an end user as assignee", { assignee_id: 5 }, ["assignee"]],
    [
      "a drop-down value that is no option",
      { custom_fields: [{ id: PRODUCT_FIELD_ID, value: "nope" }] },
      ["base"],
    ],
  ])("OPS-4 refuses %s with 422 RecordInvalid by field", async (_what, ticket, fields) => {
    const reply = await create(ticket);
    expect(reply.status).toBe(422);
    expect(reply.json).toMatchObject({ error: "RecordInvalid", description: "Record validation errors" });
    expect(fieldsInTrouble(reply)).toEqual(fields);
  });

  it("OPS-4 changes fields, adds a comment, and tells both in the audit", async () => {
    const { id } = await made({ subject: "Printer" });
    sandbox.clock.advance(3000);
    const reply = await update(id, { subject: "Plotter", comment: { body: "Looking", public: false } });
    expect(reply.status).toBe(200);
    expect(member(reply.json, "ticket")).toMatchObject({
      subject: "Plotter",
      updated_at: "2026-05-06T08:00:03Z",
    });
    expect(objects(member(reply.json, "audit"), "events")).toMatchObject([
      { type: "Change", field_name: "subject", value: "Plotter", previous_value: "Printer" },
      { type: "Comment", body: "Looking", public: false },
    ]);
    const comments = await sandbox.zendesk(
      "GET",
      `/api/v2/tickets/${String(id)}/comments?sort=-created_at&page[size]=1`,
    );
    expect(objects(comments.json, "comments")).toMatchObject([
      { body: "Looking", public: false, type: "Comment" },
    ]);
    expect(member(comments.json, "meta")).toMatchObject({ has_more: true });
  });

  it("OPS-4 does not move updated_at when a write changes nothing", async () => {
    const { id } = await made({ subject: "Printer" });
    sandbox.clock.advance(3000);
    await update(id, { subject: "Printer" });
    expect((await read(id)).updated_at).toBe("2026-05-06T08:00:00Z");
  });

  it("OPS-4 refuses a safe update on an older stamp with 409, blind within the same second", async () => {
    const { id, updated_at } = await made({ subject: "a" });
    const safe = (subject: string) =>
      update(id, { subject, safe_update: true, updated_stamp: updated_at ?? null });
    expect((await safe("b")).status).toBe(200);
    expect((await safe("c")).status).toBe(200);
    sandbox.clock.advance(1000);
    await sandbox.control("PATCH", `/zendesk/tickets/${String(id)}`, { subject: "d" });
    const conflict = await safe("e");
    expect(conflict.status).toBe(409);
    expect(conflict.json).toMatchObject({ error: "UpdateConflict" });
    expect((await read(id)).subject).toBe("d");
  });

  it("OPS-4 refuses every write to a closed ticket with 422", async () => {
    const { id } = await made({ status: "closed" });
    const reply = await update(id, { subject: "x" });
    expect(reply.status).toBe(422);
    expect(member(reply.json, "details").status).toMatchObject([
      { description: "Status: closed prevents ticket update" },
    ]);
  });

  it("OPS-4 replaces all tags in an update and adds or removes by the tag endpoints", async () => {
    const { id } = await made({ tags: ["One", "two"] });
    expect((await read(id)).tags).toEqual(["one", "two"]);
    await update(id, { tags: ["three"] });
    expect((await read(id)).tags).toEqual(["three"]);
    const path = `/api/v2/tickets/${String(id)}/tags`;
    expect((await sandbox.zendesk("PUT", path, { body: { tags: ["four"] } })).json).toEqual({
      tags: ["four", "three"],
    });
    expect((await sandbox.zendesk("DELETE", path, { body: { tags: ["three"] } })).json).toEqual({
      tags: ["four"],
    });
    expect((await sandbox.zendesk("POST", path, { body: { tags: ["five"] } })).status).toBe(201);
    expect((await read(id)).tags).toEqual(["five"]);
  });

  it("OPS-4 keeps drop-downs and checkboxes and their tags in step, both ways", async () => {
    const fieldValue = async (id: unknown, field: number) =>
      objects(await read(id), "custom_fields").find((each) => each.id === field)?.value;
    const { id } = await made({
      tags: ["x"],
      custom_fields: [
        { id: PRODUCT_FIELD_ID, value: "billing_area" },
        { id: VIP_FIELD_ID, value: true },
      ],
    });
    expect((await read(id)).tags).toEqual(["billing_area", "vip_customer", "x"]);
    await update(id, { tags: ["hardware_area"] });
    expect(await fieldValue(id, PRODUCT_FIELD_ID)).toBe("hardware_area");
    expect(await fieldValue(id, VIP_FIELD_ID)).toBe(false);
  });

  it("OPS-4 lets custom_status_id win over status", async () => {
    const statuses = await sandbox.zendesk("GET", "/api/v2/custom_statuses?default=false");
    const [waiting] = objects(statuses.json, "custom_statuses");
    const { id } = await made();
    await update(id, { status: "solved", custom_status_id: waiting?.id ?? null });
    expect(await read(id)).toMatchObject({ status: "hold", custom_status_id: waiting?.id });
    await update(id, { status: "solved" });
    expect((await read(id)).custom_status_id).not.toBe(waiting?.id);
  });

  it("OPS-4 deletes softly: 404 afterwards, listed among the deleted, and restored", async () => {
    const { id } = await made({ subject: "gone" });
    expect((await sandbox.zendesk("DELETE", `/api/v2/tickets/${String(id)}`)).status).toBe(204);
    const missing = await sandbox.zendesk("GET", `/api/v2/tickets/${String(id)}`);
    expect([missing.status, missing.json]).toEqual([
      404,
      { error: "RecordNotFound", description: "Not found" },
    ]);
    const deleted = await sandbox.zendesk("GET", "/api/v2/deleted_tickets.json");
    expect(objects(deleted.json, "deleted_tickets")).toMatchObject([
      { id, subject: "gone", previous_state: "new" },
    ]);
    expect((await sandbox.zendesk("PUT", `/api/v2/deleted_tickets/${String(id)}/restore.json`)).status).toBe(
      200,
    );
    expect((await read(id)).id).toBe(id);
  });

  it("OPS-4 refuses what validation rules and required fields set at run time forbid", async () => {
    const rule = { field: "subject", value: "spam", message: "Subject: no spam" };
    await sandbox.control("POST", "/settings", {
      zendesk: { validationRules: [rule], requiredFields: ["priority"] },
    });
    expect(fieldsInTrouble(await create({ subject: "spam" }))).toEqual(["subject", "priority"]);
    expect((await create({ subject: "ham", priority: "low" })).status).toBe(201);
  });

  it("OPS-4 shows an echo by routing after creation when asked to", async () => {
    await sandbox.control("POST", "/settings", { zendesk: { routingEchoMs: 1 } });
    const { id } = await made();
    await expect.poll(async () => (await read(id)).assignee_id).not.toBeNull();
    expect((await read(id)).status).toBe("open");
  });

  it("OPS-4 answers a broken body with a titled 400 and an unknown path with 404", async () => {
    const reply = await sandbox.zendesk("POST", "/api/v2/tickets", { body: { wrong: 1 } });
    expect(reply.status).toBe(400);
    expect(member(reply.json, "error").title).toBe("Invalid attribute");
    expect((await sandbox.zendesk("GET", "/api/v2/nothing")).status).toBe(404);
  });
});

describe("Idempotency-Key", () => {
  it("OPS-4 gives the first answer again for two hours, refuses another body, then forgets", async () => {
    const headers = { "idempotency-key": "key-1" };
    const first = await create({ subject: "a" }, headers);
    const again = await create({ subject: "a" }, headers);
    expect([first, again].map((reply) => reply.headers.get("x-idempotency-lookup"))).toEqual(["miss", "hit"]);
    expect(member(again.json, "ticket").id).toBe(member(first.json, "ticket").id);
    const other = await create({ subject: "b" }, headers);
    expect([other.status, member(other.json).error]).toEqual([400, "IdempotentRequestError"]);
    await sandbox.control("POST", "/settings", { zendesk: { apiTokens: true } });
    sandbox.clock.advance(2 * 3_600_000);
    const token = { authorization: `Basic ${btoa("integration@sandbox.example/token:sandbox-api-token")}` };
    const late = await create({ subject: "a" }, { ...headers, ...token });
    expect(late.headers.get("x-idempotency-lookup")).toBe("miss");
    expect(member(late.json, "ticket").id).not.toBe(member(first.json, "ticket").id);
  });
});
