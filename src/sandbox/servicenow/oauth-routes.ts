// OAuth of the instance: `/oauth_token.do` (forms only), `/oauth_auth.do`, `/oauth_revoke_token.do` (fact sheet section 11).
import { type AuthorizePage, decide, showPage } from "../authorize-page.ts";
import { CLIENT_ID } from "../clients.ts";
import type { Answer, Call, Edge } from "../edge.ts";
import type { Access } from "./access.ts";
import { cell } from "./instance.ts";
import { INTEGRATION_USER } from "./seed.ts";
import type { Grant } from "./tokens.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

export function isOauthPath(path: string): boolean {
  return path.startsWith("/oauth_");
}

export function addOauthRoutes(edge: Edge, access: Access): void {
  const page: AuthorizePage = {
    vendor: "ServiceNow",
    redirectUrls: () => access.instance.settings.redirectUrls,
    codes: access.codes,
  };
  edge.route("GET", "/oauth_auth.do", (call) => showPage(call, page));
  edge.route("POST", "/oauth_auth.do", (call) => decide(call, page));
  edge.route("POST", "/oauth_token.do", (call) => answerToken(access, call));
  for (const method of ["GET", "POST"] as const)
    edge.route(method, "/oauth_revoke_token.do", (call) => revoke(access, call));
}

function answerToken(access: Access, call: Call): Answer {
  const isForm = (call.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const form = new URLSearchParams(isForm ? call.rawBody : "");
  const grant = form.get("client_id") === CLIENT_ID ? grantOf(access, form) : null;
  return grant === null ? denied() : granted(grant, access.instance.clock.now());
}

function grantOf(access: Access, form: URLSearchParams): Grant | null {
  const { instance, tokens } = access;
  const { settings } = instance;
  const type = form.get("grant_type");
  const secret = form.get("client_secret");
  const isClient = secret === settings.credentials.clientSecret;
  if (type === "authorization_code") return secret === null || isClient ? byCode(access, form) : null;
  if (!isClient) return null;
  if (type === "refresh_token") return tokens.refresh(form.get("refresh_token") ?? "");
  if (type === "client_credentials")
    return settings.grants.clientCredentials ? tokens.grant(INTEGRATION_USER.sys_id, false) : null;
  if (type === JWT_BEARER) return byAssertion(access, form.get("assertion") ?? "");
  if (type !== "password" || !settings.grants.password) return null;
  const user = access.byPassword(form.get("username") ?? "", form.get("password") ?? "");
  return user === null ? null : tokens.grant(user.id, true);
}

/** A client without a secret has to prove that it asked for the code. */
function byCode({ codes, tokens }: Access, form: URLSearchParams): Grant | null {
  const verifier = form.get("code_verifier");
  if (form.get("client_secret") === null && verifier === null) return null;
  const redeemed = codes.redeem(form.get("code") ?? "", form.get("redirect_uri") ?? "", verifier);
  return "scope" in redeemed ? tokens.grant(INTEGRATION_USER.sys_id, true) : null;
}

function byAssertion({ instance, assertions, tokens }: Access, assertion: string): Grant | null {
  const { settings, clock } = instance;
  const subject = assertions.redeem(assertion, settings.jwtPublicKey, clock.now());
  const user = subject === null ? null : instance.rowBy("sys_user", settings.jwtUserField, subject);
  return user === null || cell(user, "active") !== "true" ? null : tokens.grant(user.id, false);
}

function granted({ accessToken, refreshToken, accessEndsMs }: Grant, nowMs: number): Answer {
  return {
    status: 200,
    body: {
      access_token: accessToken,
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      scope: "useraccount",
      token_type: "Bearer",
      expires_in: Math.floor((accessEndsMs - nowMs) / 1000),
    },
    headers: { "cache-control": "no-store" },
  };
}

function denied(): Answer {
  return { status: 401, body: { error_description: "access_denied", error: "server_error" } };
}

function revoke({ tokens }: Access, call: Call): Answer {
  const token = call.query.get("token") ?? new URLSearchParams(call.rawBody).get("token") ?? "";
  return tokens.revoke(token) ? { status: 200 } : denied();
}
