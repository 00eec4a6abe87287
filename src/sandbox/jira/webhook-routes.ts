// /webhook: the app's own webhooks. Each item of a request may fail alone; what is made expires unless it is refreshed.
import type { Answer, Call } from "../edge.ts";
import { Refusal } from "../edge.ts";
import { arrayAt, type Json, type JsonObject, textAt } from "../json.ts";
import type { Access } from "./access.ts";
import { errorAnswer, refuse } from "./errors.ts";
import { type Condition, parseJql } from "./jql-parse.ts";
import { compile } from "./jql-test.ts";
import type { Api } from "./routes.ts";
import type { Site } from "./site.ts";
import { readBody, valuesPage } from "./view.ts";
import type { Webhook, Webhooks } from "./webhooks.ts";

const MOST_PER_USER = 5;

const EVENTS = new Set([
  ...["jira:issue_created", "jira:issue_updated", "jira:issue_deleted"],
  ...["comment_created", "comment_updated", "comment_deleted"],
  ...["issue_property_set", "issue_property_deleted"],
]);

/** Filters know these fields only, and no order. */
const FILTER_FIELDS =
  /^(issuekey|key|project|issuetype|status|assignee|reporter|issue\.property.*|cf\[\d+\])$/i;
const FILTER_OPERATORS = new Set(["=", "!=", "in", "not in"]);

export function addWebhookRoutes({ site, route }: Api, webhooks: Webhooks, access: Access): void {
  const forApps =
    (handler: (call: Call) => Answer) =>
    (call: Call): Answer => {
      if (access.grantOf(call) !== null) return handler(call);
      return errorAnswer(403, ["Only Connect and OAuth 2.0 apps can use this operation."]);
    };
  route(
    "POST",
    "/webhook",
    forApps((call) => register(site, webhooks, readBody(call))),
  );
  route(
    "GET",
    "/webhook",
    forApps((call) => ({ status: 200, body: valuesPage(call, own(webhooks).map(show)) })),
  );
  route(
    "PUT",
    "/webhook/refresh",
    forApps((call) => refresh(webhooks, call)),
  );
  route(
    "DELETE",
    "/webhook",
    forApps((call) => {
      for (const id of idsIn(call)) if (webhooks.find(id, "app") !== null) webhooks.remove(id);
      return { status: 202, wrote: true };
    }),
  );
}

const own = (webhooks: Webhooks): readonly Webhook[] => webhooks.live.filter(({ kind }) => kind === "app");

function register(site: Site, webhooks: Webhooks, body: JsonObject): Answer {
  const url = textAt(body, "url") ?? "";
  if (!/^https?:\/\/\S+$/.test(url)) throw refuse(400, "The url is not valid.");
  if (own(webhooks).some((webhook) => webhook.url !== url))
    throw refuse(400, "Only a single URL per app is allowed to be registered via REST API");
  const items = arrayAt(body, "webhooks") ?? [];
  if (items.length === 0) throw refuse(400, "The list of webhooks is empty.");
  const results = items.map((item): Json => {
    const errors = faultsOf(site, webhooks, item);
    if (errors.length > 0) return { errors: [...errors] };
    const events = (arrayAt(item, "events") ?? []).map(String);
    const facts = { name: "", url, events, jql: textAt(item, "jqlFilter") ?? "", secret: null };
    return { createdWebhookId: Number(webhooks.add({ ...facts, kind: "app", excludesBody: false }).id) };
  });
  return { status: 200, body: { webhookRegistrationResult: results }, wrote: true };
}

function faultsOf(site: Site, webhooks: Webhooks, item: Json): readonly string[] {
  const events = (arrayAt(item, "events") ?? []).map(String);
  const unknown = events.filter((name) => !EVENTS.has(name));
  const jql = textAt(item, "jqlFilter");
  const filter = jql === null ? "The jqlFilter is missing" : faultOfFilter(site, jql);
  return [
    ...(own(webhooks).length >= MOST_PER_USER
      ? ["The limit of webhooks for this user and app is reached"]
      : []),
    ...(events.length === 0 ? ["No events are specified"] : []),
    ...unknown.map((name) => `The event ${name} is not supported`),
    ...(filter === null ? [] : [filter]),
  ];
}

function faultOfFilter(site: Site, jql: string): string | null {
  try {
    const { where, order } = parseJql(jql);
    if (order.length > 0) return "The clause ORDER BY is unsupported";
    if (where === null) return null;
    const clauses = [...clausesOf(where)];
    const odd = clauses.find(
      ({ field, operator }) => !FILTER_FIELDS.test(field) || !FILTER_OPERATORS.has(operator),
    );
    if (odd !== undefined) return `The clause ${odd.field} ${odd.operator} is unsupported`;
    compile(site, where);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return "The jqlFilter is not valid";
    throw error;
  }
}

function* clausesOf(condition: Condition): Generator<Extract<Condition, { kind: "clause" }>> {
  if (condition.kind === "clause") yield condition;
  else if (condition.kind === "not") yield* clausesOf(condition.part);
  else for (const part of condition.parts) yield* clausesOf(part);
}

/** Ids that are nobody's, or not the app's, are passed over. */
function refresh(webhooks: Webhooks, call: Call): Answer {
  const expirationDate = webhooks.nextExpiry();
  for (const id of idsIn(call)) {
    const webhook = webhooks.find(id, "app");
    if (webhook !== null) webhook.expiresMs = expirationDate;
  }
  return { status: 200, body: { expirationDate }, wrote: true };
}

function idsIn(call: Call): readonly string[] {
  const ids = arrayAt(readBody(call), "webhookIds");
  if (ids === null || ids.length === 0) throw refuse(400, "The list of webhook ids is missing.");
  return ids.map(String);
}

const show = ({ id, url, jql, events, expiresMs }: Webhook): JsonObject => ({
  id: Number(id),
  url,
  jqlFilter: jql,
  events: [...events],
  ...(expiresMs === null ? {} : { expirationDate: expiresMs }),
});
