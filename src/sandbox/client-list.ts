// What a person needs to sign in to the emulated systems.
import { CLIENT_ID, type Credentials, SALESFORCE_USERNAME, ZENDESK_EMAIL } from "./clients.ts";
import type { Vendor } from "./journal.ts";
import type { JsonObject } from "./json.ts";

export function clientList(vendorUrl: (vendor: Vendor) => string, credentials: Credentials): JsonObject {
  const { clientSecret, refreshToken, apiToken } = credentials;
  return {
    salesforce: {
      loginUrl: vendorUrl("salesforce"),
      clientId: CLIENT_ID,
      clientSecret,
      username: SALESFORCE_USERNAME,
      refreshToken,
    },
    zendesk: {
      baseUrl: vendorUrl("zendesk"),
      clientId: CLIENT_ID,
      clientSecret,
      email: ZENDESK_EMAIL,
      apiToken,
    },
  };
}
