// How to sign in at Jira: a token that is sent along, or a session of an OAuth app that renews itself.
// Source: developer.atlassian.com "OAuth 2.0 (3LO) apps"; support.atlassian.com "Manage API tokens".

import { once } from "../../connector-parts/once.ts";
import { missingSecret, requireSecret } from "../../connector-parts/secrets.ts";
import type { ConnectionContext } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { HttpClient } from "../../contract/http.ts";
import type { BrowserSignIn } from "../../contract/sign-in.ts";
import { withOAuthErrors } from "../../oauth/errors.ts";
import { createBrowserSignIn, type InteractiveClient } from "../../oauth/interactive.ts";
import { redirectUrlOf } from "../../oauth/redirect-url.ts";
import { grantRefresh } from "../../oauth/refresh.ts";
import type { TokenEndpoint } from "../../oauth/token-endpoint.ts";
import { createTokenSource } from "../../oauth/tokens.ts";
import { Calls } from "./calls.ts";
import type { Settings } from "./config.ts";
import { classify } from "./errors.ts";
import { limitsFor } from "./limits.ts";
import { Sites } from "./schema.ts";

export type Authorize = (renew: boolean) => Promise<Readonly<Record<string, string>>>;

/** How calls are signed, and where they go. */
export interface Access {
  readonly authorize: Authorize;
  /** Origin and path in front of `/rest`. */
  readonly baseUrl: string | (() => Promise<string>);
}

function basic(context: ConnectionContext, settings: Settings): Authorize {
  return async () => {
    const email = settings.email ?? (await requireSecret(context, "email", "email"));
    const token = await requireSecret(context, "apiToken", "API token");
    return { authorization: `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}` };
  };
}

function bearer(context: ConnectionContext): Authorize {
  return async () => ({
    authorization: `Bearer ${await requireSecret(context, "token", "personal access token")}`,
  });
}

const endpointOf = ({ signInUrl }: Settings): TokenEndpoint => ({
  url: `${signInUrl}/oauth/token`,
  encoding: "json",
  endpointClass: "sign-in",
});

function signInClient(context: ConnectionContext, settings: Settings): HttpClient {
  return context.http({
    baseUrl: settings.signInUrl,
    // A refresh token that is dead is answered 403 with either of two codes.
    classify: withOAuthErrors(classify, { deadRefresh: ["unauthorized_client"] }),
    limits: limitsFor(settings.ceiling),
  });
}

async function appOf(context: ConnectionContext, settings: Settings): Promise<InteractiveClient> {
  const configured = settings.clientId ?? context.oauth?.clientId;
  const clientId = configured ?? (await requireSecret(context, "clientId", "client ID"));
  return { clientId, clientSecret: await requireSecret(context, "clientSecret", "client secret") };
}

/** Refresh tokens rotate: the source stores the new one before the new access token is used. */
function session(context: ConnectionContext, settings: Settings): Authorize {
  const endpoint = endpointOf(settings);
  const http = signInClient(context, settings);
  const source = createTokenSource({
    issuer: endpoint.url,
    secrets: context.secrets,
    clock: context.clock,
    lock: context.renewalLock,
    log: context.log,
    connection: context.name,
    fetchToken: async (refreshToken) => {
      if (refreshToken === null) throw missingSecret(context, "session of a signed-in account");
      return grantRefresh(http, endpoint, { ...(await appOf(context, settings)), refreshToken });
    },
  });
  return async (renew) => ({ authorization: `Bearer ${(await source.token(renew)).value}` });
}

const gatewayPath = (cloudId: string): string => `/ex/jira/${cloudId}`;

/** One sign-in may cover several sites: ours is the one with our address. @throws ConfigError where it is not among them */
async function findSite(gateway: HttpClient, { site, gatewayUrl }: Settings): Promise<string> {
  const path = "/oauth/token/accessible-resources";
  const sites = await new Calls(gateway).get(Sites, path, "list sites");
  const found = sites.find(({ url }) => url.replace(/\/+$/, "") === site);
  if (found !== undefined) return `${gatewayUrl}${gatewayPath(found.id)}`;
  throw new ConfigError({
    code: "E_CONFIG_INVALID",
    message: `The sign-in does not reach ${site}`,
    hint: `It reaches ${sites.map(({ url }) => url).join(", ") || "no site"}: correct baseUrl, or sign in for that site.`,
  });
}

/** How the connection's calls are signed and where they go. */
export function createAccess(context: ConnectionContext, settings: Settings): Access {
  const { auth, site, gatewayUrl, cloudId } = settings;
  if (auth === "api-token") return { authorize: basic(context, settings), baseUrl: site };
  if (auth === "personal-token") return { authorize: bearer(context), baseUrl: site };
  if (auth === "scoped-token")
    return { authorize: basic(context, settings), baseUrl: `${gatewayUrl}${gatewayPath(cloudId ?? "")}` };
  const authorize = session(context, settings);
  const gateway = context.http({
    baseUrl: gatewayUrl,
    authorize,
    classify,
    limits: limitsFor(settings.ceiling),
  });
  return { authorize, baseUrl: once(() => findSite(gateway, settings)) };
}

/** How a person signs in; null where the configured method needs none. */
export function createSignIn(context: ConnectionContext, settings: Settings): BrowserSignIn | null {
  if (settings.auth !== "browser") return null;
  return createBrowserSignIn({
    context,
    http: signInClient(context, settings),
    endpoint: endpointOf(settings),
    client: () => appOf(context, settings),
    scope: context.oauth?.scopes?.join(" ") ?? settings.scope,
    authorizeUrl: `${settings.signInUrl}/authorize?audience=api.atlassian.com&prompt=consent`,
    // Not documented for these apps.
    pkce: false,
    redirectUrl: redirectUrlOf(settings.redirectUrl, context.oauth?.redirectPort ?? null),
  });
}
