// The ways to sign in at Jira, and what the operator must create for each.
import type { AuthMethod } from "../../contract/sign-in.ts";
import { usualRedirectUrl } from "../../oauth/redirect-url.ts";

type Field = AuthMethod["fields"][number];

const email: Field = {
  name: "email",
  label: "Email of the account",
  secret: false,
  env: "INTEG_JIRA_EMAIL",
  required: true,
};
const apiToken: Field = {
  name: "apiToken",
  label: "API token",
  secret: true,
  env: "INTEG_JIRA_API_TOKEN",
  required: true,
};
const tokenSteps = [
  "Give the integration an Atlassian account of its own, with access to the projects it shall work in.",
  "In each project: the permissions to browse, create, edit, assign, transition and comment on issues, and to attach files.",
];
const tokenEnds =
  "An API token ends after a year at most; note its end, and run `integ connect` again before.";

export const authMethods: readonly AuthMethod[] = [
  {
    id: "api-token",
    title: "API token of an account (Cloud)",
    fields: [email, apiToken],
    steps: [
      ...tokenSteps,
      "Signed in as that account: id.atlassian.com > Security > API tokens > Create API token (without scopes).",
      tokenEnds,
      "For webhooks the account must be a Jira administrator; without them integ polls.",
    ],
  },
  {
    id: "scoped-token",
    title: "API token with scopes (Cloud; calls go through api.atlassian.com)",
    fields: [email, apiToken],
    steps: [
      ...tokenSteps,
      "Signed in as that account: id.atlassian.com > Security > API tokens > Create API token with scopes, app Jira.",
      "Scopes: read:jira-work, write:jira-work, read:jira-user.",
      "Set `cloudId` of the connection to the site's id.",
      tokenEnds,
    ],
  },
  {
    id: "browser",
    title: "OAuth 2.0 app: somebody signs in once, and integ acts as that account (Cloud)",
    fields: [
      { name: "clientId", label: "Client ID", secret: false, env: "INTEG_JIRA_CLIENT_ID", required: true },
      {
        name: "clientSecret",
        label: "Client secret",
        secret: true,
        env: "INTEG_JIRA_CLIENT_SECRET",
        required: true,
      },
    ],
    steps: [
      "developer.atlassian.com > Console > Create > OAuth 2.0 integration.",
      "Permissions > Jira API: read:jira-work, write:jira-work, read:jira-user, manage:jira-webhook.",
      `Authorization > OAuth 2.0 (3LO) > Callback URL: ${usualRedirectUrl}, exactly so (another one: set redirectUrl).`,
      "Settings: note client ID and secret.",
      "Sign in as the account the integration shall act as: who allows it is who integ acts as.",
    ],
  },
  {
    id: "personal-token",
    title: "Personal access token (Data Center)",
    fields: [
      {
        name: "token",
        label: "Personal access token",
        secret: true,
        env: "INTEG_JIRA_TOKEN",
        required: true,
      },
    ],
    steps: [
      "Set `deployment: data-center` and `baseUrl` to where people open Jira, context path included.",
      "Signed in as the integration's own user: Profile > Personal Access Tokens > Create token.",
      "For webhooks the user must be a Jira administrator; without them integ polls.",
    ],
  },
];
