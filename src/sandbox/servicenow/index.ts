// The emulated ServiceNow instance as the sandbox's shell takes it. ServiceNow publishes no description to compare with.
import { CLIENT_ID } from "../clients.ts";
import type { SandboxVendor, SharedParts } from "../vendor.ts";
import { Access } from "./access.ts";
import { BusinessRules } from "./business-rules.ts";
import { addServiceNowControl } from "./control.ts";
import { startFlow } from "./flows.ts";
import { Instance } from "./instance.ts";
import { RateRules } from "./rate.ts";
import { INTEGRATION_USER, seed } from "./seed.ts";
import { createServiceNowEdge } from "./server.ts";
import { serviceNowDefaults } from "./settings.ts";

export async function createServiceNow(shared: SharedParts): Promise<SandboxVendor> {
  const settings = serviceNowDefaults(shared.webhooks, shared.credentials);
  const instance = new Instance(settings, shared.clock, shared.random);
  seed(instance);
  const rules = new BusinessRules({ instance, timers: shared.timers, signal: shared.signal });
  instance.listener = (row, operation) => {
    rules.announce(row, operation);
    if (operation === "insert") startFlow(instance, shared.timers, row);
  };
  const site = { instance, access: new Access(instance) };
  const rates = new RateRules(settings, shared.clock);
  const edge = createServiceNowEdge({ ...shared, site, rates });
  return {
    edge,
    settings,
    controlPaths: ["incidents", "tables", "journal", "files", "users", "acl"],
    expireTokens: () => site.access.tokens.expireAll(),
    clients: () => ({
      baseUrl: edge.url,
      clientId: CLIENT_ID,
      clientSecret: settings.credentials.clientSecret,
      username: INTEGRATION_USER.user_name,
      password: settings.credentials.password,
      apiKey: settings.credentials.apiToken,
    }),
    addControl: (control) => addServiceNowControl(control, instance),
  };
}
