// What the connector declares about itself: versions, sign-in methods, objects, capabilities, limits.
import type { ConnectorManifest } from "../../contract/connector.ts";
import type { AuthMethod } from "../../contract/sign-in.ts";
import { usualRedirectUrl } from "../../oauth/redirect-url.ts";
import { dayMs, smallestDailyCalls } from "./usage.ts";

const appSteps = [
  "In Setup open External Client App Manager and create an External Client App for integ.",
  "Enable OAuth and add the scopes `api` (Manage user data via APIs) and `openid`; the callback URL is not used.",
];
const fieldSteps = [
  "In Object Manager add to each object a Text(64) field with API name Integ_Key__c, marked External ID and Unique.",
  "Give the integration user read and edit access to that field and to all mapped fields (field-level security).",
];

const clientId: AuthMethod["fields"][number] = {
  name: "clientId",
  label: "Consumer key",
  secret: false,
  env: "INTEG_SALESFORCE_CLIENT_ID",
  required: true,
};

const clientSecret: AuthMethod["fields"][number] = {
  name: "clientSecret",
  label: "Consumer secret",
  secret: true,
  env: "INTEG_SALESFORCE_CLIENT_SECRET",
  required: true,
};

const clientCredentials: AuthMethod = {
  id: "client-credentials",
  title: "Client credentials: the app acts as one integration user",
  fields: [clientId, clientSecret],
  steps: [
    ...appSteps,
    "Enable the Client Credentials Flow, and in the app's policies name the integration user it runs as.",
    "Use the org's My Domain host as loginUrl (https://<domain>.my.salesforce.com).",
    ...fieldSteps,
  ],
};

const jwtBearer: AuthMethod = {
  id: "jwt-bearer",
  title: "JWT bearer: a certificate instead of a secret",
  fields: [
    clientId,
    {
      name: "privateKey",
      label: "Private key (PEM, PKCS#8)",
      secret: true,
      env: "INTEG_SALESFORCE_PRIVATE_KEY",
      required: true,
    },
  ],
  steps: [
    ...appSteps,
    "Enable the JWT Bearer Flow and upload the certificate that belongs to the private key.",
    "Set the app's policy to admin-approved users and pre-authorise the integration user (profile or permission set).",
    "Put that user's name into the configuration as `username`.",
    ...fieldSteps,
  ],
};

const browser: AuthMethod = {
  id: "browser",
  title: "Browser: somebody signs in once, and integ acts as that user",
  fields: [
    clientId,
    { ...clientSecret, label: "Consumer secret (empty for a public client)", required: false },
  ],
  steps: [
    "In Setup open External Client App Manager and create an External Client App for integ.",
    `Enable OAuth with the callback URL ${usualRedirectUrl}, exactly so (another one: set redirectUrl).`,
    "Add the scopes `api`, `refresh_token` (Perform requests at any time) and `openid`.",
    "Require PKCE. Refresh token rotation may be on: integ stores each new one before it is used.",
    "Have the integration user at hand: who signs in is who integ acts as.",
    ...fieldSteps,
  ],
};

export const manifest: ConnectorManifest = {
  id: "salesforce",
  title: "Salesforce Service Cloud",
  version: "1.0.0",
  apiVersions: ["68.0", "67.0", "66.0", "65.0", "64.0", "63.0", "62.0", "61.0", "60.0", "59.0", "58.0"],
  auth: [clientCredentials, jwtBearer, browser],
  objects: ["Case", "Contact", "Account", "CaseComment", "ContentVersion"],
  furtherObjects: { pattern: "[A-Za-z]\\w*__c", hint: "a custom object's API name (…__c)" },
  children: {
    Case: {
      comments: {
        object: "CaseComment",
        parent: "ParentId",
        body: "CommentBody",
        isPublic: "IsPublished",
      },
      attachments: {
        object: "ContentVersion",
        parent: "FirstPublishLocationId",
        body: "PathOnClient",
        isPublic: null,
      },
    },
  },
  capabilities: {
    // Rows take If-Unmodified-Since, collections do not: a batch of one is guarded, a larger one is not.
    compareAndSet: "not-in-batches",
    correlationField: "Integ_Key__c",
    // Queries read the database itself; only search (SOSL) lags.
    lookupLagMs: 0,
    timePrecisionMs: 1000,
    maxReadBatch: 200,
    maxWriteBatch: 200,
    deleteFeed: true,
    pushes: false,
  },
  limits: {
    // Widened or narrowed to the org's own allowance by the first answer.
    daily: { capacity: smallestDailyCalls, perMs: dayMs },
    // Ours, not the vendor's: a refused credential must not hammer the login host until it locks the user.
    "sign-in": { capacity: 600, perMs: 3_600_000 },
  },
};
