// How the connection signs in: a token by client credentials or a signed assertion, and the host that came with it.
import type { ConnectionContext } from "../../contract/connector.ts";
import { AuthError } from "../../contract/errors.ts";
import type { HttpClient } from "../../contract/http.ts";
import { grantClientCredentials } from "../../oauth/client-credentials.ts";
import { grantJwtBearer } from "../../oauth/jwt-bearer.ts";
import type { AccessToken } from "../../oauth/stored-token.ts";
import type { Granted, TokenEndpoint } from "../../oauth/token-endpoint.ts";
import { createTokenSource } from "../../oauth/tokens.ts";
import type { SalesforceSettings } from "./config.ts";

export interface Session {
  /** Origin of the org's API. It may change with any token (the org moves), so it is asked for each time. */
  baseUrl(): Promise<string>;
  /** Id of the org. */
  account(): Promise<string>;
  /** Id of the user it acts as; null where the token does not tell. */
  userId(): Promise<string | null>;
  /** Headers of a signed-in request; `renew` after the token was refused. */
  authorize(renew: boolean): Promise<Readonly<Record<string, string>>>;
}

/**
 * A session on the connection's own way out, which is not there yet when the session is made: hence `http`.
 * @throws AuthError (from its calls) when a credential is missing or refused.
 */
export function createSession(
  context: ConnectionContext,
  settings: SalesforceSettings,
  http: () => HttpClient,
): Session {
  const endpoint: TokenEndpoint = {
    url: `${settings.loginOrigin}/services/oauth2/token`,
    encoding: "form",
    endpointClass: "sign-in",
    keep: ["instance_url", "id"],
  };
  const secret = async (name: string, label: string): Promise<string> => {
    const value = await context.secrets.get(name);
    if (value !== null && value !== "") return value;
    throw new AuthError({
      code: "E_SECRET_MISSING",
      message: `${context.name} has no ${label}`,
      hint: `Run \`integ connect salesforce\` for ${context.name}.`,
      connection: context.name,
    });
  };
  const signIn = async (): Promise<Granted> => {
    const clientId = await secret("clientId", "consumer key");
    if (settings.auth === "client-credentials") {
      const clientSecret = await secret("clientSecret", "consumer secret");
      return grantClientCredentials(http(), endpoint, { clientId, clientSecret });
    }
    const privateKeyPem = await secret("privateKey", "private key");
    const subject = settings.username ?? "";
    const identity = { issuer: clientId, subject, audience: settings.audience, privateKeyPem };
    return grantJwtBearer(http(), endpoint, identity, context.clock.now());
  };
  // Neither grant gives a refresh token: a new token is a new sign-in.
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
  };
}

function instanceOrigin(token: AccessToken, settings: SalesforceSettings): string {
  const url = URL.parse(token.kept.instance_url ?? "");
  // A token must not travel in the clear because an answer said so.
  const isFit = url !== null && (url.protocol === "https:" || settings.loginOrigin.startsWith("http:"));
  return isFit ? url.origin : settings.loginOrigin;
}
