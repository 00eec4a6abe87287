// How to sign in at Zendesk: OAuth client credentials, or the API token that ends in April 2027.
import type { AuthMethod, ConnectionContext } from "../../contract/connector.ts";
import { AuthError } from "../../contract/errors.ts";
import type { HttpClient } from "../../contract/http.ts";
import { grantClientCredentials } from "../../oauth/client-credentials.ts";
import { createTokenSource } from "../../oauth/tokens.ts";
import type { Settings } from "./config.ts";

/** When Zendesk ends all API tokens (announced 2026; no new ones from 2026-10-27). */
export const apiTokensEnd = "2027-04-30T00:00:00Z";

const triggerStep =
  "In triggers that write to people, add the condition `Current user` is not the integration's user, " +
  "so that synced changes notify nobody.";

export const authMethods: readonly AuthMethod[] = [
  {
    id: "client-credentials",
    title: "OAuth client credentials (no browser, tokens renew themselves)",
    fields: [
      {
        name: "clientId",
        label: "Client identifier",
        secret: false,
        env: "INTEG_ZENDESK_CLIENT_ID",
        required: true,
      },
      {
        name: "clientSecret",
        label: "Client secret",
        secret: true,
        env: "INTEG_ZENDESK_CLIENT_SECRET",
        required: true,
      },
    ],
    steps: [
      "Sign in to Zendesk as the admin the integration shall act as; give it an account of its own.",
      "Admin Center > Apps and integrations > APIs > OAuth clients > Add OAuth client.",
      "Client kind: confidential. Note the identifier and the secret; the secret is shown once.",
      "The scopes asked for are `read write` (`scope` in the configuration changes that).",
      triggerStep,
    ],
  },
  {
    id: "api-token",
    title: "API token (ends on 2027-04-30; only where an OAuth client can't be had)",
    fields: [
      {
        name: "email",
        label: "Email of the agent",
        secret: false,
        env: "INTEG_ZENDESK_EMAIL",
        required: true,
      },
      { name: "apiToken", label: "API token", secret: true, env: "INTEG_ZENDESK_API_TOKEN", required: true },
    ],
    steps: [
      "Admin Center > Apps and integrations > APIs > API tokens > Add API token.",
      "Use the email of an admin that is the integration's own.",
      triggerStep,
    ],
  },
];

type Authorize = (renew: boolean) => Promise<Readonly<Record<string, string>>>;
type SignInContext = Pick<ConnectionContext, "secrets" | "clock" | "name" | "log" | "renewalLock">;

function missing(context: SignInContext, what: string): AuthError {
  return new AuthError({
    code: "E_SECRET_MISSING",
    message: `The ${what} of the connection ${context.name} is not stored`,
    connection: context.name,
  });
}

async function requireSecret(context: SignInContext, name: string, what: string): Promise<string> {
  const value = await context.secrets.get(name);
  if (value === null) throw missing(context, what);
  return value;
}

function authorizeByOAuth(context: SignInContext, settings: Settings, http: () => HttpClient): Authorize {
  const endpoint = {
    url: `${settings.origin}/oauth/tokens`,
    encoding: "json",
    endpointClass: "account",
    params: { scope: settings.scope },
  } as const;
  const source = createTokenSource({
    issuer: endpoint.url,
    secrets: context.secrets,
    clock: context.clock,
    lock: context.renewalLock,
    log: context.log,
    connection: context.name,
    fetchToken: async () =>
      grantClientCredentials(http(), endpoint, {
        clientId: settings.clientId ?? (await requireSecret(context, "clientId", "client identifier")),
        clientSecret: await requireSecret(context, "clientSecret", "client secret"),
      }),
  });
  return async (renew) => ({ authorization: `Bearer ${(await source.token(renew)).value}` });
}

function authorizeByApiToken(context: SignInContext, settings: Settings): Authorize {
  return async () => {
    const email = settings.email ?? (await requireSecret(context, "email", "email"));
    const token = await requireSecret(context, "apiToken", "API token");
    return { authorization: `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}` };
  };
}

/** Headers that sign a request in; `http` is asked for only when a token has to be fetched. */
export function createAuthorize(
  context: SignInContext,
  settings: Settings,
  http: () => HttpClient,
): Authorize {
  return settings.auth === "api-token"
    ? authorizeByApiToken(context, settings)
    : authorizeByOAuth(context, settings, http);
}
