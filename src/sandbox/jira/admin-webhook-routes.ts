// Webhooks an administrator makes: for the Cloud and Data Center 9 at one address, from Data Center 10 on at another.
import type { Answer, Call, Edge } from "../edge.ts";
import { arrayAt, type JsonObject, objectAt, textAt } from "../json.ts";
import { errorAnswer, noPath, refuse } from "./errors.ts";
import type { Deployment } from "./settings.ts";
import type { Site } from "./site.ts";
import { readBody } from "./view.ts";
import type { Webhook, Webhooks } from "./webhooks.ts";

const OLD = "/rest/webhooks/1.0/webhook";
const NEW = "/rest/jira-webhook/1.0/webhooks";
const SECTION = "issue-related-events-section";

const serves: Readonly<Record<Deployment, string>> = {
  cloud: OLD,
  "data-center-9": OLD,
  "data-center-10": NEW,
  "data-center-11": NEW,
};

export function addAdminWebhookRoutes(edge: Edge, site: Site, webhooks: Webhooks): void {
  for (const path of [OLD, NEW]) {
    const forAdmins =
      (handler: (call: Call) => Answer) =>
      (call: Call): Answer => {
        if (serves[site.settings.deployment] !== path) return noPath();
        if (site.settings.admin) return handler(call);
        return errorAnswer(403, ["You do not have permission to administer webhooks."]);
      };
    const show = path === OLD ? showOld : showNew;
    edge.route(
      "GET",
      path,
      forAdmins((call) => ({ status: 200, body: own(webhooks).map((each) => show(call, each)) })),
    );
    edge.route(
      "POST",
      path,
      forAdmins((call) => {
        const made = webhooks.add({ ...blank, ...read(site, readBody(call)), kind: "admin" });
        return { status: 201, body: show(call, made), wrote: true };
      }),
    );
    edge.route(
      "GET",
      `${path}/:id`,
      forAdmins((call) => ({ status: 200, body: show(call, webhookOf(webhooks, call)) })),
    );
    edge.route(
      "PUT",
      `${path}/:id`,
      forAdmins((call) => {
        const changed = Object.assign(webhookOf(webhooks, call), read(site, readBody(call)));
        return { status: 200, body: show(call, changed), wrote: true };
      }),
    );
    edge.route(
      "DELETE",
      `${path}/:id`,
      forAdmins((call) => {
        webhooks.remove(webhookOf(webhooks, call).id);
        return { status: 204, wrote: true };
      }),
    );
  }
}

const own = (webhooks: Webhooks): readonly Webhook[] => webhooks.live.filter(({ kind }) => kind === "admin");

const blank = { name: "", url: "", events: [], jql: "", secret: null, excludesBody: false };

/** What the body says; the rest stays. Only the Cloud takes a secret here. */
function read(site: Site, body: JsonObject): Partial<Omit<Webhook, "id">> {
  const url = textAt(body, "url");
  if (url !== null && !/^https?:\/\/\S+$/.test(url)) throw refuse(400, "The URL is not valid.");
  const name = textAt(body, "name");
  const events = arrayAt(body, "events");
  const jql = textAt(objectAt(body, "filters") ?? {}, SECTION);
  const secret = textAt(body, "secret");
  return {
    ...(url === null ? {} : { url }),
    ...(name === null ? {} : { name }),
    ...(events === null ? {} : { events: events.map(String) }),
    ...(jql === null ? {} : { jql }),
    ...(secret === null || !site.isCloud ? {} : { secret }),
    ...(typeof body.excludeBody === "boolean" ? { excludesBody: body.excludeBody } : {}),
    ...(typeof body.active === "boolean" ? { active: body.active } : {}),
  };
}

function webhookOf(webhooks: Webhooks, call: Call): Webhook {
  const webhook = webhooks.find(call.params.id ?? "", "admin");
  if (webhook === null) throw refuse(404, "The webhook does not exist.");
  return webhook;
}

/** A secret is never shown again. */
const showOld = (call: Call, { id, name, url, events, jql, excludesBody, active }: Webhook): JsonObject => ({
  name,
  url,
  events: [...events],
  filters: { [SECTION]: jql },
  excludeBody: excludesBody,
  enabled: active,
  self: `${call.baseUrl}${OLD}/${id}`,
});

const showNew = (_call: Call, { id, name, url, events, active }: Webhook): JsonObject => ({
  id: Number(id),
  name,
  url,
  active,
  events: [...events],
  configuration: {},
  scopeType: "global",
  statistics: { counts: { successes: 0, failures: 0, errors: 0 } },
});
