// Salesforce's OAuth endpoints: authorize, token (code, client credentials, JWT bearer, refresh), introspect, revoke, userinfo.
import { createHmac } from "node:crypto";
import { type AuthorizePage, decide, showPage } from "../authorize-page.ts";
import { CLIENT_ID, SALESFORCE_USERNAME } from "../clients.ts";
import type { Answer, Call, Edge } from "../edge.ts";
import { checkAssertion } from "./assertion.ts";
import { errorAnswer, oauthError } from "./errors.ts";
import { INTEGRATION_USER_ID, ORGANIZATION_ID } from "./objects.ts";
import type { Org } from "./org.ts";
import type { Session } from "./sessions.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const SCOPE = "api refresh_token";

export function addOauthRoutes(edge: Edge, org: Org): void {
  const page: AuthorizePage = {
    vendor: "Salesforce",
    redirectUrls: () => org.settings.redirectUrls,
    codes: org.codes,
  };
  edge.route("GET", "/services/oauth2/authorize", (call) => showPage(call, page));
  edge.route("POST", "/services/oauth2/authorize", (call) => decide(call, page));
  edge.route("POST", "/services/oauth2/token", (call) => answerToken(call, org));
  edge.route("POST", "/services/oauth2/introspect", (call) => introspect(call, org));
  edge.route("POST", "/services/oauth2/revoke", (call) => revoke(call, org));
  edge.route("GET", "/services/oauth2/userinfo", (call) => userInfo(call, org));
  edge.route("GET", "/id/:org/:user", (call) => userInfo(call, org));
}

/** OAuth paths need no session. */
export function isOauthPath(path: string): boolean {
  return path.startsWith("/services/oauth2/") || path.startsWith("/id/");
}

function answerToken(call: Call, org: Org): Answer {
  const form = new URLSearchParams(call.rawBody);
  const grant = form.get("grant_type");
  if (grant === JWT_BEARER) return byAssertion(call, org, form.get("assertion") ?? "");
  if (grant === "client_credentials") {
    const refused = checkClient(call, org, form, "required");
    return refused ?? tokenAnswer(call, org, org.sessions.issue(null), null);
  }
  if (grant === "authorization_code") return byCode(call, form, org);
  if (grant !== "refresh_token") return oauthError("unsupported_grant_type", "grant type not supported");
  const refused = checkClient(call, org, form, "optional");
  if (refused !== null) return refused;
  const traded = org.sessions.refresh(form.get("refresh_token") ?? "");
  if (traded === null) return oauthError("invalid_grant", "expired access/refresh token");
  return tokenAnswer(call, org, traded.session, traded.refreshToken);
}

/** Answers to a wrong or missing verifier: fact sheet 2.3. */
function byCode(call: Call, form: URLSearchParams, org: Org): Answer {
  const refused = checkClient(call, org, form, "optional");
  if (refused !== null) return refused;
  const [code, redirect] = [form.get("code") ?? "", form.get("redirect_uri") ?? ""];
  const redeemed = org.codes.redeem(code, redirect, form.get("code_verifier"));
  if ("scope" in redeemed) {
    const renews = redeemed.scope.split(/\s+/).includes("refresh_token");
    const { session, refreshToken } = org.sessions.signIn(renews);
    return tokenAnswer(call, org, session, refreshToken);
  }
  switch (redeemed.fault) {
    case "unknown":
      return oauthError("invalid_grant", "expired authorization code");
    case "redirect":
      return oauthError("redirect_uri_mismatch", "redirect_uri must match configuration");
    case "no-verifier":
      return oauthError("invalid_grant", "code verifier is required");
    case "wrong-verifier":
      return oauthError("invalid_request", "invalid code verifier");
  }
}

function byAssertion(call: Call, org: Org, assertion: string): Answer {
  const problem = checkAssertion(assertion, {
    publicKey: org.settings.jwtPublicKey,
    audiences: ["https://login.salesforce.com", "https://test.salesforce.com", call.baseUrl],
    nowMs: org.clock.now(),
  });
  if (problem !== null) return oauthError(problem.error, problem.description);
  return tokenAnswer(call, org, org.sessions.issue(null), null);
}

/** A public client may refresh without its secret; a wrong secret is refused everywhere. */
function checkClient(
  call: Call,
  org: Org,
  form: URLSearchParams,
  secret: "required" | "optional",
): Answer | null {
  const [basicId, basicSecret] = basicCredentials(call);
  const clientId = form.get("client_id") ?? basicId;
  const clientSecret = form.get("client_secret") ?? basicSecret;
  if (clientId !== CLIENT_ID) return oauthError("invalid_client_id", "client identifier invalid");
  const isRight = clientSecret === org.settings.credentials.clientSecret;
  if (isRight || (clientSecret === null && secret === "optional")) return null;
  return oauthError("invalid_client", "invalid client credentials");
}

function basicCredentials(call: Call): readonly [string | null, string | null] {
  const encoded = /^Basic (.+)$/i.exec(call.headers.authorization ?? "")?.[1];
  if (encoded === undefined) return [null, null];
  const [id, secret] = Buffer.from(encoded, "base64").toString("utf8").split(":", 2);
  return [decodeURIComponent(id ?? ""), decodeURIComponent(secret ?? "")];
}

/** No `expires_in`: the lifetime is the session timeout, told by introspection only (fact sheet 2.2). */
function tokenAnswer(call: Call, org: Org, session: Session, refreshToken: string | null): Answer {
  const id = `${call.baseUrl}/id/${ORGANIZATION_ID}/${session.userId}`;
  const issuedAt = String(session.issuedMs);
  return {
    status: 200,
    body: {
      access_token: session.token,
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      signature: createHmac("sha256", org.settings.credentials.clientSecret)
        .update(`${id}${issuedAt}`)
        .digest("base64"),
      scope: SCOPE,
      instance_url: call.baseUrl,
      id,
      token_type: "Bearer",
      issued_at: issuedAt,
    },
    headers: { "cache-control": "no-cache, no-store" },
  };
}

function introspect(call: Call, org: Org): Answer {
  const form = new URLSearchParams(call.rawBody);
  const refused = checkClient(call, org, form, "required");
  if (refused !== null) return refused;
  const session = org.sessions.look(form.get("token") ?? "");
  if (session === null) return { status: 200, body: { active: false } };
  const issuedS = Math.floor(session.issuedMs / 1000);
  return {
    status: 200,
    body: {
      active: true,
      scope: SCOPE,
      client_id: session.clientId,
      username: SALESFORCE_USERNAME,
      sub: `${call.baseUrl}/id/${ORGANIZATION_ID}/${session.userId}`,
      token_type: "access_token",
      exp: Math.floor(org.sessions.endsMs(session) / 1000),
      iat: issuedS,
      nbf: issuedS,
    },
  };
}

function revoke(call: Call, org: Org): Answer {
  const token = new URLSearchParams(call.rawBody).get("token") ?? "";
  return org.sessions.revoke(token)
    ? { status: 200 }
    : oauthError("invalid_token", "the given token is invalid");
}

function userInfo(call: Call, org: Org): Answer {
  // Identity URLs take the token as a parameter too.
  const token = bearerToken(call) ?? call.query.get("oauth_token");
  if (token === null || org.sessions.use(token) === null) {
    return { status: 403, text: "Bad_OAuth_Token", headers: { "content-type": "text/html;charset=UTF-8" } };
  }
  const rest = `${call.baseUrl}/services/data/v{version}/`;
  return {
    status: 200,
    body: {
      sub: `${call.baseUrl}/id/${ORGANIZATION_ID}/${INTEGRATION_USER_ID}`,
      id: `${call.baseUrl}/id/${ORGANIZATION_ID}/${INTEGRATION_USER_ID}`,
      user_id: INTEGRATION_USER_ID,
      organization_id: ORGANIZATION_ID,
      preferred_username: SALESFORCE_USERNAME,
      username: SALESFORCE_USERNAME,
      nickname: "integration",
      name: "Integration User",
      display_name: "Integration User",
      email: SALESFORCE_USERNAME,
      email_verified: true,
      zoneinfo: "America/Los_Angeles",
      locale: "en_US",
      user_type: "STANDARD",
      active: true,
      urls: { rest, sobjects: `${rest}sobjects/`, query: `${rest}query/` },
    },
  };
}

/** The token of `Authorization: Bearer|OAuth <token>`, or null. */
export function bearerToken(call: Call): string | null {
  return /^(?:Bearer|OAuth) (\S+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? null;
}

/** What a data path answers to a missing or ended session; null when it may go on. */
export function checkSession(call: Call, org: Org): Answer | null {
  const token = bearerToken(call);
  if (token === null) return errorAnswer(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE");
  if (org.sessions.use(token) !== null) return null;
  return errorAnswer(401, "INVALID_SESSION_ID", "Session expired or invalid");
}
