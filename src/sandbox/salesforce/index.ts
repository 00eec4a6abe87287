// The emulated Salesforce org as the sandbox's shell takes it.
import { CLIENT_ID, SALESFORCE_USERNAME } from "../clients.ts";
import type { JsonObject } from "../json.ts";
import type { CreateVendor } from "../vendor.ts";
import { addSalesforceControl } from "./control.ts";
import { INTEGRATION_USER_ID } from "./objects.ts";
import { Org } from "./org.ts";
import { seedCases } from "./seed.ts";
import { createSalesforceEdge } from "./server.ts";
import { salesforceDefaults } from "./settings.ts";

/** An org that starts with these cases. It has no published description to compare with. */
export function createSalesforceWith(cases: readonly JsonObject[]): CreateVendor {
  return async (shared) => {
    const settings = salesforceDefaults(shared.credentials);
    const org = new Org(settings, shared.clock, shared.random);
    seedCases(org, cases, INTEGRATION_USER_ID);
    const edge = createSalesforceEdge({ ...shared, org });
    return {
      edge,
      settings,
      controlPaths: ["cases", "contacts", "accounts", "comments", "files", "links", "users"],
      expireTokens: () => org.sessions.expireAll(),
      clients: () => ({
        loginUrl: edge.url,
        clientId: CLIENT_ID,
        clientSecret: settings.credentials.clientSecret,
        username: SALESFORCE_USERNAME,
        refreshToken: settings.credentials.refreshToken,
      }),
      addControl: (control) => addSalesforceControl(control, org),
    };
  };
}
