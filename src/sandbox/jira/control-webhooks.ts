// Webhooks as an administrator sees them: what was sent, and what can be set by hand only.
import { problem, readJson } from "../control-call.ts";
import type { Edge } from "../edge.ts";
import { numberAt, textAt } from "../json.ts";
import type { Site } from "./site.ts";
import type { Delivered, Webhooks } from "./webhooks.ts";

/** `webhooks`: GET with what was delivered; PATCH `{secret}`, or `{expiresInMs}` to age one of the app's. */
export function addWebhookControl(
  edge: Edge,
  site: Site,
  webhooks: Webhooks,
  log: readonly Delivered[],
): void {
  edge.route("GET", "/jira/webhooks", () => {
    const shown = webhooks.live.map(({ secret, ...webhook }) => ({
      ...webhook,
      events: [...webhook.events],
      signed: secret !== null,
    }));
    return { status: 200, body: { webhooks: shown, deliveries: log.map((each) => ({ ...each })) } };
  });
  edge.route("PATCH", "/jira/webhooks/:id", (call) => {
    const id = call.params.id ?? "";
    const webhook = webhooks.find(id, "app") ?? webhooks.find(id, "admin");
    if (webhook === null) return problem(404, "there is no such webhook");
    const input = readJson(call);
    webhook.secret = textAt(input, "secret") ?? webhook.secret;
    const expiresInMs = numberAt(input, "expiresInMs");
    if (expiresInMs !== null) webhook.expiresMs = site.clock.now() + expiresInMs;
    return { status: 200, body: { id, expiresMs: webhook.expiresMs } };
  });
}
