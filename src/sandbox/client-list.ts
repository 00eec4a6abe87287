// What a person needs to sign in to the emulated systems.
import {
  CLIENT_ID,
  CLIENT_SECRET,
  SALESFORCE_REFRESH_TOKEN,
  SALESFORCE_USERNAME,
  ZENDESK_API_TOKEN,
  ZENDESK_EMAIL,
} from "./clients.ts";
import type { Vendor } from "./journal.ts";
import type { JsonObject } from "./json.ts";

export function clientList(vendorUrl: (vendor: Vendor) => string): JsonObject {
  return {
    salesforce: {
      loginUrl: vendorUrl("salesforce"),
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      username: SALESFORCE_USERNAME,
      refreshToken: SALESFORCE_REFRESH_TOKEN,
    },
    zendesk: {
      baseUrl: vendorUrl("zendesk"),
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      email: ZENDESK_EMAIL,
      apiToken: ZENDESK_API_TOKEN,
    },
  };
}
