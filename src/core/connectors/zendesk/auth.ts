// How to sign in at Zendesk: OAuth by client credentials or in a browser, or the API token that ends in April 2027.
import { missingSecret, requireSecret } from "../../connector-parts/secrets.ts";
import type { ConnectionContext } from "../../contract/connector.ts";
import type { HttpClient } from "../../contract/http.ts";
import type { AuthMethod, BrowserSignIn } from "../../contract/sign-in.ts";
import { grantClientCredentials } from "../../oauth/client-credentials.ts";
import { withOAuthErrors } from "../../oauth/errors.ts";
import { createBrowserSignIn, type InteractiveClient } from "../../oauth/interactive.ts";
import { redirectUrlOf, usualRedirectUrl } from "../../oauth/redirect-url.ts";
import { grantRefresh } from "../../oauth/refresh.ts";
import { tokenSecrets } from "../../oauth/stored-token.ts";
import type { Granted, TokenEndpoint } from "../../oauth/token-endpoint.ts";
import { createTokenSource } from "../../oauth/tokens.ts";
import type { Calls } from "./calls.ts";
import type { Settings } from "./config.ts";
import { classify } from "./errors.ts";
import { limitsFor } from "./limits.ts";

/** When Zendesk ends all API tokens (announced 2026; no new ones from 2026-10-27). */
export const apiTokensEnd = "2027-04-30T00:00:00Z";

const triggerStep =
  "In triggers that write to people, add the condition `Current user` is not the integration's user, " +
  "so that synced changes notify nobody.";

const clientId: AuthMethod["fields"][number] = {
  name: "clientId",
  label: "Client identifier",
  secret: false,
  env: "INTEG_ZENDESK_CLIENT_ID",
  required: true,
};

const clientSecret: AuthMethod["fields"][number] = {
  name: "clientSecret",
  label: "Client secret",
  secret: true,
  env: "INTEG_ZENDESK_CLIENT_SECRET",
  required: true,
};

export const authMethods: readonly AuthMethod[] = [
  {
    id: "client-credentials",
    title: "OAuth client credentials (no browser, tokens renew themselves)",
    fields: [clientId, clientSecret],
    steps: [
      "Sign in to Zendesk as the admin the integration shall act as; give it an account of its own.",
      "Admin Center > Apps and integrations > APIs > OAuth clients > Add OAuth client.",
      "Client kind: confidential. Note the identifier and the secret; the secret is shown once.",
      "The scopes asked for are `read write` (`scope` in the configuration changes that).",
      triggerStep,
    ],
  },
  {
    id: "browser",
    title: "OAuth in a browser: somebody signs in once, and integ acts as that agent",
    fields: [
      clientId,
      { ...clientSecret, label: "Client secret (empty for a public client)", required: false },
    ],
    steps: [
      "Admin Center > Apps and integrations > APIs > OAuth clients > Add OAuth client.",
      `Redirect URL: ${usualRedirectUrl}, exactly so (another one: set redirectUrl).`,
      "Client kind: confidential, or public without a secret. Note the identifier.",
      "The scopes asked for are `read write` (`scope` in the configuration changes that).",
      "Sign in to Zendesk as the admin the integration shall act as: who allows it is who integ acts as.",
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
type SignInContext = Pick<ConnectionContext, "secrets" | "clock" | "name" | "log" | "renewalLock" | "oauth">;

const endpointOf = (settings: Settings, params: TokenEndpoint["params"]): TokenEndpoint => ({
  url: `${settings.origin}/oauth/tokens`,
  encoding: "json",
  endpointClass: "account",
  ...(params ? { params } : {}),
});

const scopeOf = ({ oauth }: SignInContext, settings: Settings): string =>
  oauth?.scopes?.join(" ") ?? settings.scope;

async function clientOf(context: SignInContext, settings: Settings): Promise<InteractiveClient> {
  const configured = settings.clientId ?? context.oauth?.clientId;
  const clientId = configured ?? (await requireSecret(context, "clientId", "client identifier"));
  const clientSecret = await context.secrets.get("clientSecret");
  return { clientId, ...(clientSecret === null ? {} : { clientSecret }) };
}

function authorizeByOAuth(context: SignInContext, settings: Settings, http: () => HttpClient): Authorize {
  const scope = scopeOf(context, settings);
  const endpoint = endpointOf(settings, settings.auth === "browser" ? undefined : { scope });
  const signIn = async (refreshToken: string | null): Promise<Granted> => {
    const client = await clientOf(context, settings);
    if (settings.auth === "browser") {
      if (refreshToken === null) throw missingSecret(context, "session of a signed-in agent");
      return grantRefresh(http(), endpoint, { ...client, refreshToken });
    }
    const clientSecret = await requireSecret(context, "clientSecret", "client secret");
    return grantClientCredentials(http(), endpoint, { ...client, clientSecret });
  };
  const source = createTokenSource({
    issuer: endpoint.url,
    secrets: context.secrets,
    clock: context.clock,
    lock: context.renewalLock,
    log: context.log,
    connection: context.name,
    fetchToken: signIn,
  });
  return async (renew) => ({ authorization: `Bearer ${(await source.token(renew)).value}` });
}

/** How a person signs in; null where the configured method needs none. */
export function createSignIn(context: ConnectionContext, settings: Settings): BrowserSignIn | null {
  if (settings.auth !== "browser") return null;
  const { origin, redirectUrl, accountPerMinute } = settings;
  const scope = scopeOf(context, settings);
  return createBrowserSignIn({
    context,
    http: context.http({
      baseUrl: origin,
      classify: withOAuthErrors(classify),
      limits: limitsFor(accountPerMinute),
    }),
    endpoint: endpointOf(settings, { scope }),
    client: () => clientOf(context, settings),
    scope,
    authorizeUrl: `${origin}/oauth/authorizations/new`,
    redirectUrl: redirectUrlOf(redirectUrl, context.oauth?.redirectPort ?? null),
  });
}

/** Takes the stored token back, and what renews it; nothing where none is stored. */
export async function revokeSession({ secrets }: SignInContext, calls: Calls): Promise<void> {
  if ((await secrets.get(tokenSecrets.access)) === null) return;
  await calls.request({
    method: "DELETE",
    path: "/oauth/tokens/current",
    endpointClass: "account",
    effect: "repeatable",
    operation: "revoke the session",
  });
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
