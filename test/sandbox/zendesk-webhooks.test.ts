import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject } from "../../src/sandbox/json.ts";
import { member, objects, type Running, start, until } from "./running.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: JsonObject;
}

let sandbox: Running;
let server: Server;
let received: Received[];
let answers: { status: number; headers?: Record<string, string> }[];
let hangs: boolean;
let url: string;

beforeEach(async () => {
  received = [];
  answers = [];
  hangs = false;
  sandbox = await start();
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const body: unknown = JSON.parse(text);
      received.push({ headers: request.headers, text, body: isJsonObject(body) ? body : {} });
      if (hangs) return;
      const answer = answers.shift() ?? { status: 200 };
      response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook`;
});
afterEach(async () => {
  await sandbox.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const events = [
  "ticket.created",
  "ticket.status_changed",
  "ticket.comment_added",
  "ticket.soft_deleted",
  "ticket.tags_changed",
];

async function subscribe(names = events): Promise<JsonObject> {
  const webhook = {
    name: "mine",
    endpoint: url,
    http_method: "POST",
    request_format: "json",
    status: "active",
    subscriptions: names.map((name) => `zen:event-type:${name}`),
  };
  const reply = await sandbox.zendesk("POST", "/api/v2/webhooks", { body: { webhook } });
  expect(reply.status).toBe(201);
  return member(reply.json, "webhook");
}

async function make(more: JsonObject = {}): Promise<string> {
  const made = await sandbox.control("POST", "/zendesk/tickets", {
    subject: "s",
    comment: { body: "b" },
    ...more,
  });
  return String(member(made.json, "ticket").id);
}
const arrivals = (count: number) =>
  until(
    () => received,
    (all) => all.length >= count,
  );
const types = () => received.map(({ body }) => String(body.type).replace("zen:event-type:", ""));
const invocations = async (id: unknown) =>
  objects((await sandbox.zendesk("GET", `/api/v2/webhooks/${String(id)}/invocations`)).json, "invocations");

describe("Zendesk webhooks", () => {
  it("OPS-4 signs timestamp and raw body with the webhook's secret", async () => {
    const webhook = await subscribe();
    const shown = await sandbox.zendesk("GET", `/api/v2/webhooks/${String(webhook.id)}/signing_secret`);
    const { algorithm, secret } = member(shown.json, "signing_secret");
    const id = await make({ priority: "high" });
    const [call] = await arrivals(1);
    const timestamp = String(call?.headers["x-zendesk-webhook-signature-timestamp"]);
    const expected = createHmac("sha256", String(secret))
      .update(timestamp + (call?.text ?? ""))
      .digest("base64");
    expect([algorithm, call?.headers["x-zendesk-webhook-signature"]]).toEqual(["SHA256", expected]);
    expect(call?.headers["x-zendesk-webhook-id"]).toBe(webhook.id);
    expect(call?.body).toMatchObject({
      type: "zen:event-type:ticket.created",
      subject: `zen:ticket:${id}`,
      zendesk_event_version: "2022-11-06",
      event: {},
      detail: { id, status: "NEW", priority: "HIGH", subject: "s", via: { channel: "web_form" } },
    });
  });

  it("OPS-4 tells edits by API and by UI alike, one event per kind of change, only those subscribed", async () => {
    await subscribe();
    const id = await make();
    await arrivals(1);
    const body = { ticket: { status: "open", priority: "low", comment: { body: "hello" } } };
    await sandbox.zendesk("PUT", `/api/v2/tickets/${id}`, { body });
    await arrivals(3);
    await sandbox.control("PATCH", `/zendesk/tickets/${id}`, { tags: ["x"] });
    await arrivals(4);
    await sandbox.control("DELETE", `/zendesk/tickets/${id}`);
    await arrivals(5);
    expect(types().sort()).toEqual([...events].sort());
    const event = (type: string) =>
      received.find(({ body: each }) => String(each.type).endsWith(type))?.body.event;
    expect(event("status_changed")).toEqual({ current: "OPEN", previous: "NEW" });
    expect(event("tags_changed")).toEqual({ tags_added: ["x"], tags_removed: [] });
    expect(event("comment_added")).toMatchObject({ comment: { body: "hello", is_public: true } });
  });

  it("OPS-4 sends again after 409, and after 429 with a short Retry-After, but not after 500", async () => {
    const webhook = await subscribe(["ticket.created"]);
    answers = [{ status: 409 }, { status: 429, headers: { "retry-after": "0" } }];
    await make();
    const [first, second, third] = await arrivals(3);
    expect(
      new Set([first, second, third].map((call) => call?.headers["x-zendesk-webhook-invocation-id"])).size,
    ).toBe(1);
    answers = [{ status: 500 }];
    await make();
    await until(
      () => invocations(webhook.id),
      (rows) => rows.some((row) => row.status === "failed"),
    );
    expect((await invocations(webhook.id)).map((row) => [row.status, row.attempts])).toEqual([
      ["failed", 1],
      ["success", 3],
    ]);
  });

  it("OPS-4 logs a call that got no answer in time as 504", async () => {
    await sandbox.control("POST", "/settings", { zendesk: { webhooks: { timeoutMs: 50 } } });
    const webhook = await subscribe(["ticket.created"]);
    hangs = true;
    await make();
    const rows = await until(
      () => invocations(webhook.id),
      (found) => found[0]?.status_code === 504,
    );
    expect(rows[0]?.attempts).toBeGreaterThanOrEqual(1);
  });

  it("OPS-4 opens its circuit after too many errors, losing events, and closes it after the pause", async () => {
    const breaker = { breakerSample: 2, breakerPauseMs: 5000 };
    await sandbox.control("POST", "/settings", { zendesk: { webhooks: breaker } });
    const webhook = await subscribe(["ticket.created"]);
    answers = [{ status: 500 }, { status: 500 }];
    await make();
    await make();
    await until(
      () => invocations(webhook.id),
      (rows) => rows.filter((row) => row.status === "failed").length === 2,
    );
    await make();
    await until(
      () => invocations(webhook.id),
      (rows) => rows[0]?.status === "circuit_broken",
    );
    expect(received).toHaveLength(2);
    sandbox.clock.advance(5000);
    await make();
    await arrivals(3);
  });

  it("OPS-4 can be turned off, doubled and reordered at run time", async () => {
    await subscribe(["ticket.created"]);
    const set = (webhooks: JsonObject) => sandbox.control("POST", "/settings", { zendesk: { webhooks } });
    await set({ enabled: false });
    await make();
    await set({ enabled: true, duplicate: true });
    const id = await make();
    const [one, two] = await arrivals(2);
    expect([one, two].map((call) => call?.body.subject)).toEqual([`zen:ticket:${id}`, `zen:ticket:${id}`]);
    expect(one?.body.id).toBe(two?.body.id);
    await set({ duplicate: false, reorder: true });
    const ids = [await make(), await make()];
    const all = await arrivals(4);
    expect(new Set(all.slice(2).map((call) => call.body.subject))).toEqual(
      new Set(ids.map((each) => `zen:ticket:${each}`)),
    );
  });

  it("OPS-4 lists, changes and deletes webhooks, and refuses wrong ones", async () => {
    const webhook = await subscribe();
    const path = `/api/v2/webhooks/${String(webhook.id)}`;
    const patched = await sandbox.zendesk("PATCH", path, { body: { webhook: { status: "inactive" } } });
    expect(patched.status).toBe(204);
    const list = await sandbox.zendesk("GET", "/api/v2/webhooks?filter[name_contains]=MIN");
    expect(objects(list.json, "webhooks")).toMatchObject([{ id: webhook.id, status: "inactive" }]);
    const other = await sandbox.zendesk("PATCH", path, {
      body: { webhook: { subscriptions: ["conditional_ticket_events"] } },
    });
    expect(other.status).toBe(400);
    expect((await sandbox.zendesk("DELETE", path)).status).toBe(204);
    expect((await sandbox.zendesk("GET", path)).status).toBe(404);
    const wrong = {
      name: "x",
      endpoint: "ftp://x",
      http_method: "POST",
      request_format: "json",
      subscriptions: [],
    };
    expect((await sandbox.zendesk("POST", "/api/v2/webhooks", { body: { webhook: wrong } })).status).toBe(
      400,
    );
  });
});
