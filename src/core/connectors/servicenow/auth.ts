// How to sign in at ServiceNow: a credential that is sent along, or a token of the instance's OAuth.
// Source: servicenow.com docs "OAuth API request parameters", "REST API key authentication".
import { missingSecret, requireSecret } from "../../connector-parts/secrets.ts";
import type { ConnectionContext } from "../../contract/connector.ts";
import type { HttpClient } from "../../contract/http.ts";
import type { BrowserSignIn } from "../../contract/sign-in.ts";
import { grantClientCredentials } from "../../oauth/client-credentials.ts";
import { createBrowserSignIn, type InteractiveClient } from "../../oauth/interactive.ts";
import { grantJwtBearer } from "../../oauth/jwt-bearer.ts";
import { redirectUrlOf } from "../../oauth/redirect-url.ts";
import { grantRefresh } from "../../oauth/refresh.ts";
import { revokeToken } from "../../oauth/revoke.ts";
import { readStoredToken, tokenSecrets } from "../../oauth/stored-token.ts";
import { type Granted, requestToken, type TokenEndpoint } from "../../oauth/token-endpoint.ts";
import { createTokenSource } from "../../oauth/tokens.ts";
import { awake } from "./awake.ts";
import type { Settings } from "./config.ts";
import { classifySignIn } from "./errors.ts";
import { limitsFor } from "./limits.ts";

export type Authorize = (renew: boolean) => Promise<Readonly<Record<string, string>>>;

/** The user ID that integ acts as: what it wrote is told from what people wrote by that. */
export async function readUsername(context: ConnectionContext, settings: Settings): Promise<string> {
  return settings.username ?? (await requireSecret(context, "username", "user ID"));
}

// The instance takes these calls as forms only.
const endpointOf = ({ instance }: Settings): TokenEndpoint => ({
  url: `${instance}/oauth_token.do`,
  encoding: "form",
  endpointClass: "sign-in",
});

function signInClient(context: ConnectionContext, settings: Settings): HttpClient {
  return awake(
    context.http({
      baseUrl: settings.instance,
      classify: classifySignIn,
      limits: limitsFor(settings.ceiling),
    }),
  );
}

async function clientOf(
  context: ConnectionContext,
  settings: Settings,
): Promise<Required<InteractiveClient>> {
  const configured = settings.clientId ?? context.oauth?.clientId;
  const clientId = configured ?? (await requireSecret(context, "clientId", "client ID"));
  return { clientId, clientSecret: await requireSecret(context, "clientSecret", "client secret") };
}

type Grant = (http: HttpClient, endpoint: TokenEndpoint, refreshToken: string | null) => Promise<Granted>;

/** How each method that has tokens gets one. */
function grantOf(context: ConnectionContext, settings: Settings): Grant {
  const client = () => clientOf(context, settings);
  const grants: Readonly<Record<string, Grant>> = {
    "client-credentials": async (http, endpoint) => grantClientCredentials(http, endpoint, await client()),
    browser: async (http, endpoint, refreshToken) => {
      if (refreshToken === null) throw missingSecret(context, "session of a signed-in user");
      return grantRefresh(http, endpoint, { ...(await client()), refreshToken });
    },
    password: async (http, endpoint) => {
      const { clientId, clientSecret } = await client();
      const fields = {
        grant_type: "password",
        client_id: clientId,
        client_secret: clientSecret,
        username: await readUsername(context, settings),
        password: await requireSecret(context, "password", "password"),
      };
      // The same token comes again as long as it is valid.
      return requestToken(http, endpoint, { operation: "sign in by password", fields, effect: "repeatable" });
    },
    "jwt-bearer": async (http, endpoint) => {
      const { clientId, clientSecret } = await client();
      const identity = {
        issuer: clientId,
        audience: clientId,
        subject: settings.subject ?? (await readUsername(context, settings)),
        privateKeyPem: await requireSecret(context, "privateKey", "private key"),
        jwtId: context.ids.next(),
      };
      const params = { client_id: clientId, client_secret: clientSecret };
      return grantJwtBearer(http, { ...endpoint, params }, identity, context.clock.now());
    },
  };
  return grants[settings.auth] ?? (() => Promise.reject(missingSecret(context, "way to get a token")));
}

function byToken(context: ConnectionContext, settings: Settings): Authorize {
  const endpoint = endpointOf(settings);
  const http = signInClient(context, settings);
  const grant = grantOf(context, settings);
  const renews = settings.auth === "browser";
  const source = createTokenSource({
    issuer: endpoint.url,
    secrets: context.secrets,
    clock: context.clock,
    lock: context.renewalLock,
    log: context.log,
    connection: context.name,
    fetchToken: (refreshToken) => grant(http, endpoint, renews ? refreshToken : null),
  });
  return async (renew) => ({ authorization: `Bearer ${(await source.token(renew)).value}` });
}

/** Whether there is a token that can be taken back; the other methods send the credential itself with every request. */
export const hasSession = ({ auth }: Settings): boolean => auth !== "api-key" && auth !== "basic";

/** Headers that sign a request in. */
export function createAuthorize(context: ConnectionContext, settings: Settings): Authorize {
  if (settings.auth === "api-key")
    return async () => ({ "x-sn-apikey": await requireSecret(context, "apiKey", "API key") });
  if (settings.auth !== "basic") return byToken(context, settings);
  return async () => {
    const user = await readUsername(context, settings);
    const password = await requireSecret(context, "password", "password");
    return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
  };
}

/** How a person signs in; null where the configured method needs none. */
export function createSignIn(context: ConnectionContext, settings: Settings): BrowserSignIn | null {
  if (settings.auth !== "browser") return null;
  return createBrowserSignIn({
    context,
    http: signInClient(context, settings),
    endpoint: endpointOf(settings),
    client: () => clientOf(context, settings),
    scope: context.oauth?.scopes?.join(" ") ?? settings.scope,
    authorizeUrl: `${settings.instance}/oauth_auth.do`,
    redirectUrl: redirectUrlOf(settings.redirectUrl, context.oauth?.redirectPort ?? null),
  });
}

/** Takes the stored token back, and what renews it; nothing where none is stored. */
export async function revokeSession(context: ConnectionContext, settings: Settings): Promise<void> {
  const http = signInClient(context, settings);
  const access = readStoredToken(await context.secrets.get(tokenSecrets.access))?.value ?? null;
  const refresh = await context.secrets.get(tokenSecrets.refresh);
  for (const token of [refresh, access]) {
    if (token === null) continue;
    await revokeToken(http, {
      url: `${settings.instance}/oauth_revoke_token.do`,
      endpointClass: "sign-in",
      token,
    });
  }
}
