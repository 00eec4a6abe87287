// The emulated Jira site as the sandbox's shell takes it.
import { CLIENT_ID, JIRA_EMAIL } from "../clients.ts";
import { loadSpecs } from "../spec-check.ts";
import type { SandboxVendor, SharedParts } from "../vendor.ts";
import { Access } from "./access.ts";
import { addJiraControl } from "./control.ts";
import { addWebhookControl } from "./control-webhooks.ts";
import { Limits } from "./rate.ts";
import { createJiraEdge } from "./server.ts";
import { jiraDefaults } from "./settings.ts";
import { CLOUD_ID, INTEGRATION_NAME } from "./setup.ts";
import { Site } from "./site.ts";
import { jiraSpec } from "./spec-gaps.ts";
import { type Delivered, Webhooks } from "./webhooks.ts";

export async function createJira(shared: SharedParts): Promise<SandboxVendor> {
  const { clock, timers, random, faults, webhooks, credentials, signal } = shared;
  const settings = jiraDefaults(webhooks, credentials);
  const indexLagMs = () => Math.max(settings.indexLagMs, faults.searchLagMs("jira"));
  const site = new Site({ settings, clock, random, indexLagMs });
  const access = new Access(settings, clock, random);
  const limits = new Limits(settings, clock);
  const log: Delivered[] = [];
  const hooks = new Webhooks(site, { site, timers, signal, log }, () => edge.url);
  const spec = await loadSpecs(shared.specFiles, jiraSpec);
  const edge = createJiraEdge({ ...shared, site, access, limits, hooks, spec });
  return {
    edge,
    settings,
    controlPaths: ["issues", "comments", "files", "users", "webhooks"],
    expireTokens: () => access.expireAll(),
    clients: () => ({
      baseUrl: edge.url,
      cloudId: CLOUD_ID,
      clientId: CLIENT_ID,
      clientSecret: settings.credentials.clientSecret,
      email: JIRA_EMAIL,
      apiToken: settings.credentials.apiToken,
      personalToken: settings.credentials.personalToken,
      username: INTEGRATION_NAME,
      password: settings.credentials.password,
    }),
    addControl: (control) => {
      addJiraControl(control, site, () => edge.url);
      addWebhookControl(control, site, hooks, log);
    },
  };
}
