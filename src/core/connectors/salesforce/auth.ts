// How the connection signs in: a token by client credentials, a signed assertion or a person's consent, and the host
// that came with it.

import type { ConnectionContext } from "../../contract/connector.ts";
import { AuthError } from "../../contract/errors.ts";
import type { HttpClient } from "../../contract/http.ts";
import type { BrowserSignIn, Expiry } from "../../contract/sign-in.ts";
import { grantClientCredentials } from "../../oauth/client-credentials.ts";
import { createBrowserSignIn, type InteractiveClient } from "../../oauth/interactive.ts";
import { grantJwtBearer } from "../../oauth/jwt-bearer.ts";
import { redirectUrlOf } from "../../oauth/redirect-url.ts";
import { grantRefresh } from "../../oauth/refresh.ts";
import { revokeToken } from "../../oauth/revoke.ts";
import { type AccessToken, expiryOf, readStoredToken, tokenSecrets } from "../../oauth/stored-token.ts";
import type { Granted, TokenEndpoint } from "../../oauth/token-endpoint.ts";
import { createTokenSource } from "../../oauth/tokens.ts";
import type { SalesforceSettings } from "./config.ts";
import { classify } from "./errors.ts";
import { manifest } from "./manifest.ts";

export interface Session {
  /** Origin of the org's API. It may change with any token (the org moves), so it is asked for each time. */
  baseUrl(): Promise<string>;
  /** Id of the org. */
  account(): Promise<string>;
  /** Id of the user it acts as; null where the token does not tell. */
  userId(): Promise<string | null>;
  /** Headers of a signed-in request; `renew` after the token was refused. */
  authorize(renew: boolean): Promise<Readonly<Record<string, string>>>;
  /** Takes the stored tokens back at Salesforce; nothing when there are none. */
  revoke(): Promise<void>;
  expiry(): Promise<Expiry>;
}

const endpointOf = (settings: SalesforceSettings): TokenEndpoint => ({
  url: `${settings.loginOrigin}/services/oauth2/token`,
  encoding: "form",
  endpointClass: "sign-in",
  keep: ["instance_url", "id"],
});

/**
 * A session on the connection's own way out, which is not there yet when the session is made: hence `http`.
 * @throws AuthError (from its calls) when a credential is missing or refused.
 */
export function createSession(
  context: ConnectionContext,
  settings: SalesforceSettings,
  http: () => HttpClient,
): Session {
  const endpoint = endpointOf(settings);
  const secret = (name: string, label: string) => requireSecret(context, name, label);
  const signIn = async (refreshToken: string | null): Promise<Granted> => {
    if (settings.auth === "browser") {
      if (refreshToken === null) throw missing(context, "session of a signed-in user");
      return grantRefresh(http(), endpoint, { ...(await clientOf(context)), refreshToken });
    }
    const clientId = await clientIdOf(context);
    if (settings.auth === "client-credentials") {
      const clientSecret = await secret("clientSecret", "consumer secret");
      return grantClientCredentials(http(), endpoint, { clientId, clientSecret });
    }
    const privateKeyPem = await secret("privateKey", "private key");
    const subject = settings.username ?? "";
    const identity = { issuer: clientId, subject, audience: settings.audience, privateKeyPem };
    return grantJwtBearer(http(), endpoint, identity, context.clock.now());
  };
  // Only a user's session has a refresh token; with the others a new token is a new sign-in.
  const tokens = createTokenSource({
    issuer: endpoint.url,
    secrets: context.secrets,
    clock: context.clock,
    lock: context.renewalLock,
    log: context.log,
    connection: context.name,
    fetchToken: signIn,
  });
  return {
    async baseUrl() {
      return instanceOrigin(await tokens.token(false), settings);
    },
    async account() {
      const token = await tokens.token(false);
      // `id` is https://login.salesforce.com/id/ORG/USER (fact sheet 2.1); a proxy may leave it out.
      return (
        /\/id\/(00D[A-Za-z0-9]{12,15})\//.exec(token.kept.id ?? "")?.[1] ?? instanceOrigin(token, settings)
      );
    },
    async userId() {
      const token = await tokens.token(false);
      return /\/id\/00D[A-Za-z0-9]{12,15}\/(005[A-Za-z0-9]{12,15})/.exec(token.kept.id ?? "")?.[1] ?? null;
    },
    async authorize(renew) {
      const token = await tokens.token(renew);
      return { authorization: `Bearer ${token.value}` };
    },
    async revoke() {
      const { secrets } = context;
      const access = readStoredToken(await secrets.get(tokenSecrets.access));
      // Revoking a refresh token ends its access tokens too (fact sheet 2.1).
      const token = (await secrets.get(tokenSecrets.refresh)) ?? access?.value ?? null;
      const url = `${settings.loginOrigin}/services/oauth2/revoke`;
      if (token !== null) await revokeToken(http(), { url, endpointClass: "sign-in", token });
    },
    expiry: () => expiryOf(context.secrets, settings.auth === "browser"),
  };
}

/** How a person signs in; null where the configured method needs none. */
export function createSignIn(context: ConnectionContext, settings: SalesforceSettings): BrowserSignIn | null {
  if (settings.auth !== "browser") return null;
  return createBrowserSignIn({
    context,
    http: context.http({ baseUrl: settings.loginOrigin, classify, limits: manifest.limits }),
    endpoint: endpointOf(settings),
    client: () => clientOf(context),
    scope: context.oauth?.scopes?.join(" ") ?? usualScope,
    authorizeUrl: `${settings.loginOrigin}/services/oauth2/authorize`,
    redirectUrl: redirectUrlOf(settings.redirectUrl, context.oauth?.redirectPort ?? null),
    hintFor: (vendorCode) =>
      Object.hasOwn(redirectHints, vendorCode) ? redirectHints[vendorCode] : undefined,
  });
}

/** `openid`: to ask who signed in. */
const usualScope = "api refresh_token openid";
const install =
  "Let an admin install the app in the org (Setup > Connected Apps OAuth Usage), or give the user the permission Approve Uninstalled Connected Apps.";
const redirectHints: Readonly<Record<string, string>> = {
  invalid_client: install,
  OAUTH_APPROVAL_ERROR_GENERIC: install,
  OAUTH_APP_BLOCKED: "The org's admin has blocked the app: ask for it to be unblocked.",
  OAUTH_APP_ACCESS_DENIED: "Pre-authorise the user for the app (profile or permission set).",
  redirect_uri_mismatch:
    "Register the redirect address with the app, letter by letter as `redirectUrl` has it.",
};

async function clientOf(context: ConnectionContext): Promise<InteractiveClient> {
  const clientId = await clientIdOf(context);
  const clientSecret = await context.secrets.get("clientSecret");
  return { clientId, ...(clientSecret === null ? {} : { clientSecret }) };
}

const clientIdOf = async (context: ConnectionContext): Promise<string> =>
  context.oauth?.clientId ?? (await requireSecret(context, "clientId", "consumer key"));

async function requireSecret(context: ConnectionContext, name: string, label: string): Promise<string> {
  const value = await context.secrets.get(name);
  if (value !== null && value !== "") return value;
  throw missing(context, label);
}

function missing({ name }: ConnectionContext, label: string): AuthError {
  return new AuthError({
    code: "E_SECRET_MISSING",
    message: `${name} has no ${label}`,
    hint: `Run \`integ connect ${name}\`.`,
    connection: name,
  });
}

function instanceOrigin(token: AccessToken, settings: SalesforceSettings): string {
  const url = URL.parse(token.kept.instance_url ?? "");
  // A token must not travel in the clear because an answer said so.
  const isFit = url !== null && (url.protocol === "https:" || settings.loginOrigin.startsWith("http:"));
  return isFit ? url.origin : settings.loginOrigin;
}
