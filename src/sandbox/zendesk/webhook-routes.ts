// /webhooks: create, list, show, change, delete, signing secret, invocations.
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import { arrayAt, type JsonObject, objectAt, textAt } from "../json.ts";
import { type Account, API, readBody, readMember } from "./account.ts";
import { listed, notFound } from "./errors.ts";
import { isoSecond } from "./model.ts";
import { pageOf } from "./paging.ts";
import { INTEGRATION_USER } from "./setup.ts";
import type { Webhook } from "./webhooks.ts";

export function addWebhookRoutes(edge: Edge, account: Account): void {
  edge.route("POST", `${API}/webhooks`, (call) => create(account, call));
  edge.route("GET", `${API}/webhooks`, (call) => list(account, call));
  edge.route("GET", `${API}/webhooks/:id`, (call) => ({
    status: 200,
    body: { webhook: render(webhookOf(account, call)) },
  }));
  edge.route("PUT", `${API}/webhooks/:id`, (call) => change(account, call));
  edge.route("PATCH", `${API}/webhooks/:id`, (call) => change(account, call));
  edge.route("DELETE", `${API}/webhooks/:id`, (call) => remove(account, call));
  edge.route("GET", `${API}/webhooks/:id/signing_secret`, (call) => signingSecret(account, call));
  edge.route("GET", `${API}/webhooks/:id/invocations`, (call) => invocations(account, call));
}

function create(account: Account, call: Call): Answer {
  const input = readMember(readBody(call), "webhook");
  const endpoint = textAt(input, "endpoint") ?? "";
  const subscriptions = (arrayAt(input, "subscriptions") ?? []).map(String);
  checkEndpoint(endpoint);
  if (textAt(input, "name") === null) throw invalid("name", "name is required");
  if (input.http_method !== "POST" || input.request_format !== "json") {
    throw invalid("http_method", "Event subscriptions need http_method POST and request_format json");
  }
  const isMixed = subscriptions.includes("conditional_ticket_events") && subscriptions.length > 1;
  const isUnknown = subscriptions.some(
    (name) => !/^(zen:event-type:[\w.]+|conditional_ticket_events)$/.test(name),
  );
  if (isMixed || isUnknown) throw invalid("subscriptions", "subscriptions are not valid");
  const webhook = account.webhooks.add({
    name: textAt(input, "name") ?? "",
    endpoint,
    status: input.status === "inactive" ? "inactive" : "active",
    subscriptions,
    customHeaders: readHeaders(input),
    authentication: objectAt(input, "authentication"),
  });
  return { status: 201, body: { webhook: render(webhook) }, wrote: true };
}

function list(account: Account, call: Call): Answer {
  const wanted = call.query.get("filter[name_contains]")?.toLowerCase();
  const all = [...account.webhooks.all.values()];
  const chosen =
    wanted === undefined ? all : all.filter((webhook) => webhook.name.toLowerCase().includes(wanted));
  const cursorCall = call.query.has("page[size]") ? call : { ...call, query: withSize(call.query) };
  return pageOf(cursorCall, "webhooks", chosen.map(render));
}

/** This list knows cursor pagination only. */
function withSize(query: URLSearchParams): URLSearchParams {
  const sized = new URLSearchParams(query);
  sized.set("page[size]", "100");
  return sized;
}

function change(account: Account, call: Call): Answer {
  const webhook = webhookOf(account, call);
  const input = readMember(readBody(call), "webhook");
  const given = arrayAt(input, "subscriptions");
  if (given !== null && JSON.stringify(given) !== JSON.stringify(webhook.subscriptions)) {
    throw invalid("subscriptions", "subscriptions cannot be changed");
  }
  const endpoint = textAt(input, "endpoint");
  if (endpoint !== null) {
    checkEndpoint(endpoint);
    webhook.endpoint = endpoint;
  }
  webhook.name = textAt(input, "name") ?? webhook.name;
  if (input.status === "active" || input.status === "inactive") webhook.status = input.status;
  return { status: 204, wrote: true };
}

function remove(account: Account, call: Call): Answer {
  account.webhooks.all.delete(webhookOf(account, call).id);
  return { status: 204, wrote: true };
}

function signingSecret(account: Account, call: Call): Answer {
  const { secret } = webhookOf(account, call);
  return { status: 200, body: { signing_secret: { algorithm: "SHA256", secret } } };
}

function invocations(account: Account, call: Call): Answer {
  const rows = account.webhooks.invocations(webhookOf(account, call).id).map((each) => ({
    id: each.id,
    event_id: each.eventId,
    event_type: each.type,
    latest_completed_at: isoSecond(each.atMs),
    status: each.outcome,
    status_code: each.status,
    attempts: each.attempts,
  }));
  const cursorCall = call.query.has("page[size]") ? call : { ...call, query: withSize(call.query) };
  return pageOf(cursorCall, "invocations", rows.reverse());
}

function webhookOf(account: Account, call: Call): Webhook {
  const webhook = account.webhooks.all.get(call.params.id ?? "");
  if (webhook === undefined) throw new Refusal(notFound());
  return webhook;
}

/** The vendor wants https; this one also takes http, because it only calls machines like this. */
function checkEndpoint(endpoint: string): void {
  if (!/^https?:\/\/\S+$/.test(endpoint)) throw invalid("endpoint", "endpoint must be an http or https URL");
}

function invalid(field: string, detail: string): Refusal {
  return new Refusal(listed(400, "InvalidWebhook", `Invalid ${field}`, detail));
}

function readHeaders(input: JsonObject): Readonly<Record<string, string>> {
  const headers = objectAt(input, "custom_headers") ?? {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function render(webhook: Webhook): JsonObject {
  const at = isoSecond(webhook.createdMs);
  return {
    id: webhook.id,
    name: webhook.name,
    description: "",
    status: webhook.status,
    subscriptions: [...webhook.subscriptions],
    endpoint: webhook.endpoint,
    http_method: "POST",
    request_format: "json",
    custom_headers: { ...webhook.customHeaders },
    created_at: at,
    created_by: String(INTEGRATION_USER),
    updated_at: at,
    updated_by: String(INTEGRATION_USER),
  };
}
