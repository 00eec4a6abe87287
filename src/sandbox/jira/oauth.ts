// The app's sign-in with a browser: consent, the code's exchange, rotating refresh tokens, the sites a grant covers.
import { type AuthorizePage, decide, showPage } from "../authorize-page.ts";
import { CLIENT_ID } from "../clients.ts";
import type { Answer, Call, Edge } from "../edge.ts";
import { isJsonObject, type JsonObject, textAt } from "../json.ts";
import type { Access, Grant } from "./access.ts";
import { notAuthenticated, tokenError } from "./errors.ts";
import type { JiraSettings } from "./settings.ts";
import { CLOUD_ID } from "./setup.ts";

export function addOauthRoutes(edge: Edge, access: Access, settings: JiraSettings): void {
  const page: AuthorizePage = {
    vendor: "Jira",
    redirectUrls: () => settings.redirectUrls,
    codes: access.codes,
    needs: { audience: "api.atlassian.com" },
  };
  edge.route("GET", "/authorize", (call) => showPage(call, page));
  edge.route("POST", "/authorize", (call) => decide(call, page));
  edge.route("POST", "/oauth/token", (call) => answerToken(call, access, settings));
  edge.route("GET", "/oauth/token/accessible-resources", (call) => resources(call, access));
}

/** Not the site's API: no limit is counted there and nothing compared with the description. */
export function isOauthPath(path: string): boolean {
  return path === "/authorize" || path.startsWith("/oauth/");
}

function answerToken(call: Call, access: Access, settings: JiraSettings): Answer {
  const body = readBody(call);
  if (body === null) return tokenError(400, "invalid_request", "The body must be JSON.");
  const isClient = body.client_id === CLIENT_ID && body.client_secret === settings.credentials.clientSecret;
  if (!isClient) return tokenError(401, "access_denied", "Unauthorized");
  if (body.grant_type === "authorization_code") {
    const { code, redirect } = {
      code: textAt(body, "code") ?? "",
      redirect: textAt(body, "redirect_uri") ?? "",
    };
    const redeemed = access.codes.redeem(code, redirect, textAt(body, "code_verifier"));
    if ("scope" in redeemed) return tokenAnswer(access.issue(redeemed.scope), settings);
    return tokenError(403, "invalid_grant", "Invalid authorization code");
  }
  if (body.grant_type !== "refresh_token")
    return tokenError(400, "unsupported_grant_type", "Grant type is not supported.");
  const grant = access.rotate(textAt(body, "refresh_token") ?? "");
  if (grant !== null) return tokenAnswer(grant, settings);
  return tokenError(403, "unauthorized_client", "Unknown or invalid refresh token.");
}

/** The endpoint takes JSON. */
function readBody(call: Call): JsonObject | null {
  if (!(call.headers["content-type"] ?? "").startsWith("application/json")) return null;
  try {
    const parsed: unknown = JSON.parse(call.rawBody);
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function tokenAnswer(grant: Grant, settings: JiraSettings): Answer {
  const { accessToken, refreshToken, scope } = grant;
  return {
    status: 200,
    body: {
      access_token: accessToken,
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      expires_in: settings.accessLifeS,
      token_type: "Bearer",
      scope,
    },
  };
}

function resources(call: Call, access: Access): Answer {
  const grant = access.grantOf(call);
  if (grant === null) return notAuthenticated();
  const scopes = grant.scope.split(/\s+/).filter((name) => name !== "offline_access");
  const site = {
    id: CLOUD_ID,
    url: call.baseUrl,
    name: "sandbox",
    scopes,
    avatarUrl: `${call.baseUrl}/avatar.png`,
  };
  return { status: 200, body: [site] };
}
