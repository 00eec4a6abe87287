// Webhooks: set-up, signature, hints. Signatures are made here with node:crypto, not with the connector's code.
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuthError } from "../../../../src/core/contract/errors.ts";
import type { WebhookPort } from "../../../../src/core/contract/webhook.ts";
import { type ScriptedVendor, scriptVendor, startTime } from "./scripted-vendor.ts";

const secret = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";
const timestamp = new Date(startTime).toISOString();
const url = "https://integ.example/hooks/zd";
let vendor: ScriptedVendor;
let webhooks: WebhookPort;

beforeEach(() => {
  vendor = scriptVendor();
  vendor.secrets.set("webhookSecret", secret);
  const { webhooks: given } = vendor.connection;
  if (!given) throw new Error("no webhooks");
  webhooks = given;
});
afterEach(() => vendor.verify());

const event = (facts: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    id: "01HZX0",
    type: "zen:event-type:ticket.status_changed",
    account_id: 12514403,
    time: timestamp,
    zendesk_event_version: "2022-11-06",
    subject: "zen:ticket:35436",
    event: { current: "OPEN", previous: "NEW" },
    detail: { id: "35436", status: "OPEN", subject: "Ünïcode 😀" },
    ...facts,
  });

const sign = (body: string, stamp = timestamp, key = secret) =>
  createHmac("sha256", key).update(`${stamp}${body}`, "utf8").digest("base64");

const call = (body: string, headers: Readonly<Record<string, string>> = {}) => ({
  rawBody: new TextEncoder().encode(body),
  headers: {
    "x-zendesk-webhook-signature": sign(body),
    "x-zendesk-webhook-signature-timestamp": timestamp,
    "x-zendesk-webhook-id": "wh",
    ...headers,
  },
});

describe("a webhook call", () => {
  it("ZDK-7 with a signature that holds becomes a hint with the event's id as its key", async () => {
    expect(await webhooks.receive(call(event()))).toEqual([
      { object: "ticket", recordId: "35436", kind: "changed", eventKey: "01HZX0" },
    ]);
  });

  it("ZDK-7 about a comment becomes two hints, one of the ticket and one of the comment", async () => {
    const body = event({ type: "zen:event-type:ticket.comment_added", event: { comment: { id: "77" } } });
    expect(await webhooks.receive(call(body))).toEqual([
      { object: "ticket", recordId: "35436", kind: "changed", eventKey: "01HZX0" },
      { object: "ticket_comment", recordId: "35436-77", kind: "changed", eventKey: "01HZX0/comment" },
    ]);
  });

  it("ZDK-7 is verified as another implementation of the scheme computes it", async () => {
    const body = '{"a":1}';
    // base64(HMAC-SHA256("key", "2026-05-06T08:00:00Z{\"a\":1}")), computed with openssl.
    const signature = "w7rymeSAOU8UK9KJfIUpsQ8sTwazS0WXWrj8EdTBXUY=";
    vendor.secrets.set("webhookSecret", "key");
    const headers = {
      "X-Zendesk-Webhook-Signature": signature,
      "X-Zendesk-Webhook-Signature-Timestamp": "2026-05-06T08:00:00Z",
    };
    expect(await webhooks.receive({ rawBody: new TextEncoder().encode(body), headers })).toEqual([]);
  });

  it.each([
    ["soft_deleted", "deleted"],
    ["permanently_deleted", "deleted"],
    ["undeleted", "changed"],
    ["merged", "changed"],
    ["created", "changed"],
  ])("SYN-13 of type %s is told as %s", async (type, kind) => {
    expect(await webhooks.receive(call(event({ type: `zen:event-type:ticket.${type}` })))).toMatchObject([
      { kind },
    ]);
  });

  it("ZDK-7 without details has the ticket's id from its subject; ids may be numbers", async () => {
    expect(await webhooks.receive(call(event({ detail: undefined })))).toMatchObject([{ recordId: "35436" }]);
    expect(await webhooks.receive(call(event({ detail: { id: 77 } })))).toMatchObject([{ recordId: "77" }]);
  });

  it.each([
    ["about a user", event({ type: "zen:event-type:user.created", subject: "zen:user:1" })],
    ["of a trigger with an admin's own body", '{"ticket":"35436"}'],
    ["that is no JSON", "ticket=35436"],
  ])("ZDK-7 %s is accepted and tells nothing", async (_name, body) => {
    expect(await webhooks.receive(call(body))).toEqual([]);
  });

  it.each([
    ["with a changed body", { ...call(event()), rawBody: new TextEncoder().encode(event({ id: "other" })) }],
    ["with another time", call(event(), { "x-zendesk-webhook-signature-timestamp": "2026-05-06T08:00:01Z" })],
    [
      "signed with another secret",
      call(event(), { "x-zendesk-webhook-signature": sign(event(), timestamp, "other") }),
    ],
    [
      "with a shortened signature",
      call(event(), { "x-zendesk-webhook-signature": sign(event()).slice(0, 20) }),
    ],
    [
      "with rubbish behind the signature",
      call(event(), { "x-zendesk-webhook-signature": `${sign(event())}!` }),
    ],
    ["without signature", { rawBody: new TextEncoder().encode(event()), headers: {} }],
  ])("ZDK-7 %s is refused", async (_name, request) => {
    await expect(webhooks.receive(request)).rejects.toThrow(AuthError);
    await expect(webhooks.receive(request)).rejects.toMatchObject({ code: "E_WEBHOOK_SIGNATURE" });
  });

  it.each([
    ["2026-05-06T07:00:00Z", true],
    ["2026-05-06T06:59:59Z", false],
    ["2026-05-06T09:00:01Z", false],
    ["not a time", false],
  ])("WHK-2 signed at %s is inside the replay window: %s", async (stamp, expected) => {
    const body = event();
    const request = call(body, {
      "x-zendesk-webhook-signature": sign(body, stamp),
      "x-zendesk-webhook-signature-timestamp": stamp,
    });
    const outcome = await webhooks.receive(request).then(
      () => true,
      () => false,
    );
    expect(outcome).toBe(expected);
  });

  it("ZDK-7 before a secret is stored is refused, with what to do", async () => {
    vendor.secrets.delete("webhookSecret");
    await expect(webhooks.receive(call(event()))).rejects.toMatchObject({ code: "E_SECRET_MISSING" });
  });
});

describe("setting a webhook up", () => {
  const subscriptions = ["zen:event-type:ticket.created"];
  const signing = { signing_secret: { algorithm: "SHA256", secret: "fresh" } };

  it("ZDK-7 finds the one that calls us, on whatever page, and stores its present secret", async () => {
    vendor.expectCalls(
      {
        call: "GET webhooks",
        answer: {
          webhooks: [
            { id: "w1", endpoint: "https://other.example", status: "active", subscriptions },
            { id: "w2", endpoint: url, status: "active", subscriptions: ["conditional_ticket_events"] },
            { id: "w3", endpoint: url, status: "inactive", subscriptions },
          ],
          meta: { has_more: true, after_cursor: "c1" },
        },
      },
      {
        call: "GET webhooks",
        query: { "page[size]": 100, "page[after]": "c1" },
        answer: {
          webhooks: [{ id: "w4", endpoint: url, status: "active", subscriptions }],
          meta: { has_more: false },
        },
      },
      { call: "GET webhooks/w4/signing_secret", answer: signing },
    );
    await webhooks.ensure(url);
    expect(vendor.secrets.get("webhookSecret")).toBe("fresh");
  });

  it("ZDK-7 deletes all that call us, and none of others", async () => {
    const listed = (...ids: string[]) => ({
      call: "GET webhooks",
      answer: {
        webhooks: [
          { id: "w1", endpoint: "https://other.example", status: "active", subscriptions },
          ...ids.map((id) => ({ id, endpoint: url, status: "active", subscriptions })),
        ],
        meta: { has_more: false },
      },
    });
    vendor.expectCalls(
      listed("w2", "w3"),
      { call: "DELETE webhooks/w2", status: 204 },
      listed("w3"),
      { call: "DELETE webhooks/w3", status: 204 },
      listed(),
    );
    await webhooks.remove?.(url);
    expect(vendor.requests).toHaveLength(5);
  });

  it("ZDK-7 creates one with ticket events when there is none", async () => {
    vendor.expectCalls(
      { call: "GET webhooks", answer: { webhooks: [], meta: { has_more: false } } },
      { call: "POST webhooks", status: 201, answer: { webhook: { id: "w9" } } },
      { call: "GET webhooks/w9/signing_secret", answer: signing },
    );
    await webhooks.ensure(url);
    const sent = vendor.requests[1]?.json;
    expect(sent).toMatchObject({
      webhook: {
        name: "integ zd install-1",
        endpoint: url,
        http_method: "POST",
        request_format: "json",
        status: "active",
      },
    });
    expect(JSON.stringify(sent)).toContain("zen:event-type:ticket.custom_field_changed");
    expect(JSON.stringify(sent)).not.toContain("conditional_ticket_events");
  });
});
