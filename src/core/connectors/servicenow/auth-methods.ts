// The ways to sign in at ServiceNow, and what the operator must create for each.
import type { AuthMethod } from "../../contract/sign-in.ts";
import { usualRedirectUrl } from "../../oauth/redirect-url.ts";

type Field = AuthMethod["fields"][number];

const field = (name: string, label: string, env: string, secret = false): Field => ({
  name,
  label,
  secret,
  env: `INTEG_SERVICENOW_${env}`,
  required: true,
});

const username = field("username", "User ID of the integration's user", "USERNAME");
const password = field("password", "Password", "PASSWORD", true);
const clientId = field("clientId", "Client ID", "CLIENT_ID");
const clientSecret = field("clientSecret", "Client secret", "CLIENT_SECRET", true);

const userSteps = [
  "User Administration > Users > New: a user of the integration's own, `Web service access only`, time zone GMT.",
  "Give it the roles its tables need (itil for incidents), and read access to sys_dictionary, sys_db_object, sys_choice, sys_user and sys_journal_field.",
];
const clientStep =
  "System OAuth > Application Registry > New > Create an OAuth API endpoint for external clients. Note client ID and secret.";

export const authMethods: readonly AuthMethod[] = [
  {
    id: "client-credentials",
    title: "OAuth client credentials (no browser, tokens renew themselves)",
    fields: [username, clientId, clientSecret],
    steps: [
      ...userSteps,
      clientStep,
      "Set the client's `OAuth Application User` to that user; on older releases also the system property glide.oauth.inbound.client.credential.grant_type.enabled = true.",
    ],
  },
  {
    id: "browser",
    title: "OAuth in a browser: somebody signs in once, and integ acts as that user",
    fields: [username, clientId, clientSecret],
    steps: [
      ...userSteps,
      clientStep,
      `Redirect URL of the client: ${usualRedirectUrl}, exactly so (another one: set redirectUrl).`,
      "Sign in as the user the integration shall act as.",
    ],
  },
  {
    id: "jwt-bearer",
    title: "OAuth with a signed assertion (JWT) instead of a password",
    fields: [username, clientId, clientSecret, field("privateKey", "Private key (PEM)", "PRIVATE_KEY", true)],
    steps: [
      ...userSteps,
      "System OAuth > Application Registry > New > Create an OAuth JWT API endpoint for external clients; add a JWT verifier map with the certificate of the key.",
      "Set `subject` of the connection where the client's user field is not the user ID.",
    ],
  },
  {
    id: "password",
    title: "OAuth by the user's password (where the instance allows that grant)",
    fields: [username, password, clientId, clientSecret],
    steps: [...userSteps, clientStep],
  },
  {
    id: "basic",
    title: "User and password with each call (works everywhere but for users with MFA or SSO alone)",
    fields: [username, password],
    steps: userSteps,
  },
  {
    id: "api-key",
    title: "REST API key of the user",
    fields: [username, field("apiKey", "API key", "API_KEY", true)],
    steps: [
      ...userSteps,
      "System Web Services > API Access Policies > REST API Key > New, for that user; then an access policy that takes the key for the Table and Attachment APIs.",
    ],
  },
];
