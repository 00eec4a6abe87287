// The emulated Zendesk account as the sandbox's shell takes it.
import { CLIENT_ID, ZENDESK_EMAIL } from "../clients.ts";
import { loadSpecs } from "../spec-check.ts";
import type { SandboxVendor, SharedParts } from "../vendor.ts";
import { Access } from "./access.ts";
import type { Account } from "./account.ts";
import { addZendeskControl } from "./control.ts";
import { Desk } from "./desk.ts";
import { JobQueue } from "./jobs.ts";
import { Messaging } from "./messaging.ts";
import { RateLimits } from "./rate.ts";
import { createZendeskEdge } from "./server.ts";
import { type ZendeskSettings, zendeskDefaults } from "./settings.ts";
import { zendeskSpec } from "./spec-gaps.ts";
import { Webhooks } from "./webhooks.ts";

export async function createZendesk(shared: SharedParts): Promise<SandboxVendor> {
  const settings = zendeskDefaults(shared.webhooks, shared.credentials);
  const account = createAccount(shared, settings);
  const spec = await loadSpecs(shared.specFiles, zendeskSpec);
  const edge = createZendeskEdge({ ...shared, account, spec });
  const messaging = new Messaging(account);
  messaging.addRoutes(edge);
  return {
    edge,
    settings,
    controlPaths: ["tickets", "users", "organizations", "comments", "files"],
    expireTokens: () => account.access.expireAll(),
    clients: () => ({
      baseUrl: edge.url,
      clientId: CLIENT_ID,
      clientSecret: settings.credentials.clientSecret,
      email: ZENDESK_EMAIL,
      apiToken: settings.credentials.apiToken,
    }),
    addControl: (control) => {
      addZendeskControl(control, { account, url: () => edge.url });
      messaging.addControl(control);
    },
  };
}

function createAccount(shared: SharedParts, settings: ZendeskSettings): Account {
  const { clock, timers, random, faults, signal } = shared;
  const searchLagMs = () => Math.max(settings.searchLagMs, faults.searchLagMs("zendesk"));
  const desk = new Desk({ settings, clock, timers, random, searchLagMs });
  const webhooks = new Webhooks({ settings, clock, timers, random, signal });
  desk.listener = (ticket, events) => webhooks.announce(ticket, events);
  return {
    desk,
    webhooks,
    access: new Access(settings, clock, random),
    limits: new RateLimits(clock),
    jobs: new JobQueue(settings, clock, timers, random),
  };
}
