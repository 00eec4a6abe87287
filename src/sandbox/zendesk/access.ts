// Who may call: OAuth tokens (code, client credentials, refresh with rotation) and the API token that is on its way out.
import { type AuthorizationCodes, codesOf } from "../authorize-page.ts";
import { CLIENT_ID, ZENDESK_EMAIL } from "../clients.ts";
import type { Answer, Call } from "../edge.ts";
import { isJsonObject, type JsonObject, numberAt, textAt } from "../json.ts";
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import { invalidToken, notAuthenticated, notFound, oauthError, titled } from "./errors.ts";
import { isoSecond } from "./model.ts";
import type { ZendeskSettings } from "./settings.ts";
import { CLIENT_NUMBER, INTEGRATION_USER } from "./setup.ts";

const ACCESS_LIFE_S = { least: 300, usual: 1800, most: 172_800 };
const REFRESH_LIFE_S = { least: 604_800, usual: 2_592_000, most: 7_776_000 };

export interface Grant {
  readonly id: number;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly scope: string;
  readonly createdMs: number;
  readonly accessEndsMs: number;
  readonly refreshEndsMs: number;
}

/** Who a request comes from; `grant` is null for the API token. */
export interface Caller {
  readonly userId: number;
  readonly grant: Grant | null;
}

export class Access {
  readonly #settings: ZendeskSettings;
  readonly #clock: SandboxClock;
  readonly #random: Random;
  readonly #byAccess = new Map<string, Grant>();
  readonly #byRefresh = new Map<string, Grant>();
  /** Valid for two minutes. */
  readonly codes: AuthorizationCodes;
  #count = 0;

  constructor(settings: ZendeskSettings, clock: SandboxClock, random: Random) {
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
    this.codes = codesOf(clock, random, 120_000, "");
  }

  get redirectUrls(): readonly string[] {
    return this.#settings.redirectUrls;
  }

  /** Answers POST /oauth/tokens. */
  answerToken(body: JsonObject): Answer {
    const refused = checkClient(body, this.#settings.credentials.clientSecret);
    if (refused !== null) return refused;
    const accessS = lifetime(numberAt(body, "expires_in"), ACCESS_LIFE_S);
    const refreshS = lifetime(numberAt(body, "refresh_token_expires_in"), REFRESH_LIFE_S);
    if (accessS === null || refreshS === null) {
      return oauthError(400, "invalid_request", "expires_in or refresh_token_expires_in is out of range");
    }
    const grantType = textAt(body, "grant_type");
    if (grantType === "client_credentials") {
      return tokenAnswer(this.#issue(textAt(body, "scope") ?? "read", accessS, refreshS));
    }
    if (grantType === "authorization_code") return this.#redeem(body, accessS, refreshS);
    if (grantType !== "refresh_token") {
      return oauthError(
        400,
        "unsupported_grant_type",
        "The authorization grant type is not supported by the authorization server.",
      );
    }
    return this.#rotate(textAt(body, "refresh_token") ?? "", accessS, refreshS);
  }

  #redeem(body: JsonObject, accessS: number, refreshS: number): Answer {
    const [code, redirect] = [textAt(body, "code") ?? "", textAt(body, "redirect_uri") ?? ""];
    const redeemed = this.codes.redeem(code, redirect, textAt(body, "code_verifier"));
    return "scope" in redeemed ? tokenAnswer(this.#issue(redeemed.scope, accessS, refreshS)) : invalidGrant();
  }

  /** A refresh gives a new pair and kills the old one at once. */
  #rotate(refreshToken: string, accessS: number, refreshS: number): Answer {
    const grant = this.#byRefresh.get(refreshToken);
    if (grant === undefined || grant.refreshEndsMs <= this.#clock.now()) return invalidGrant();
    this.revoke(grant);
    return tokenAnswer(this.#issue(grant.scope, accessS, refreshS));
  }

  #issue(scope: string, accessS: number, refreshS: number): Grant {
    const now = this.#clock.now();
    this.#count += 1;
    const grant: Grant = {
      id: CLIENT_NUMBER + 100 + this.#count,
      accessToken: this.#random.hex(64),
      refreshToken: this.#random.hex(64),
      scope,
      createdMs: now,
      accessEndsMs: now + accessS * 1000,
      refreshEndsMs: now + refreshS * 1000,
    };
    this.#byAccess.set(grant.accessToken, grant);
    this.#byRefresh.set(grant.refreshToken, grant);
    return grant;
  }

  revoke(grant: Grant): void {
    this.#byAccess.delete(grant.accessToken);
    this.#byRefresh.delete(grant.refreshToken);
  }

  /** Ends every access token; refresh tokens stay. */
  expireAll(): void {
    this.#byAccess.clear();
  }

  /** The caller of a request, or null when its credential does not hold. */
  caller(call: Call): Caller | null {
    const [scheme, value] = (call.headers.authorization ?? "").split(" ");
    if (scheme?.toLowerCase() === "basic") return this.#byApiToken(value ?? "");
    const grant = scheme?.toLowerCase() === "bearer" ? this.#byAccess.get(value ?? "") : undefined;
    if (grant === undefined || grant.accessEndsMs <= this.#clock.now()) return null;
    return { userId: INTEGRATION_USER, grant };
  }

  #byApiToken(encoded: string): Caller | null {
    const given = Buffer.from(encoded, "base64").toString("utf8");
    const { apiTokens, credentials } = this.#settings;
    const isValid =
      apiTokens && given.toLowerCase() === `${ZENDESK_EMAIL}/token:${credentials.apiToken}`.toLowerCase();
    return isValid ? { userId: INTEGRATION_USER, grant: null } : null;
  }

  /** What a request without a valid caller, or without the scope for its method, is answered. */
  refuse(call: Call, caller: Caller | null): Answer | null {
    if (caller === null) {
      return /^bearer /i.test(call.headers.authorization ?? "") ? invalidToken() : notAuthenticated();
    }
    if (caller.grant === null || hasScope(caller.grant.scope, call)) return null;
    return titled(
      403,
      "Forbidden",
      "You do not have access to this page. Please contact the account owner of this help desk.",
    );
  }

  current(caller: Caller | null): Answer {
    if (caller?.grant == null) return notFound();
    return { status: 200, body: { token: renderGrant(caller.grant) } };
  }
}

function checkClient(body: JsonObject, clientSecret: string): Answer | null {
  if (!isJsonObject(body))
    return oauthError(400, "invalid_request", "The request is missing a required parameter.");
  // A public client has no secret: only what a person allowed, or what renews that, is given to it.
  const isPublic = body.client_secret === undefined && textAt(body, "grant_type") !== "client_credentials";
  const isProven = isPublic || textAt(body, "client_secret") === clientSecret;
  const isKnown = textAt(body, "client_id") === CLIENT_ID && isProven;
  return isKnown
    ? null
    : oauthError(
        401,
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
      );
}

const invalidGrant = (): Answer =>
  oauthError(400, "invalid_grant", "The provided authorization grant is invalid, expired, or revoked.");

function lifetime(asked: number | null, range: typeof ACCESS_LIFE_S): number | null {
  if (asked === null) return range.usual;
  return asked >= range.least && asked <= range.most ? asked : null;
}

function tokenAnswer(grant: Grant): Answer {
  return {
    status: 200,
    body: {
      access_token: grant.accessToken,
      refresh_token: grant.refreshToken,
      token_type: "bearer",
      scope: grant.scope,
      expires_in: Math.round((grant.accessEndsMs - grant.createdMs) / 1000),
      refresh_token_expires_in: Math.round((grant.refreshEndsMs - grant.createdMs) / 1000),
    },
  };
}

/** Scopes are `read`, `write`, or `<resource>:read|write`; the resource is the first part of the path. */
function hasScope(scope: string, call: Call): boolean {
  const right = call.method === "GET" ? "read" : "write";
  const first = call.path.split("/")[3] ?? "";
  const resource = first === "incremental" || first === "deleted_tickets" ? "tickets" : first;
  const granted = new Set(scope.split(/\s+/));
  return granted.has(right) || granted.has(`${resource}:${right}`) || resource === "oauth";
}

function renderGrant(grant: Grant): JsonObject {
  return {
    id: grant.id,
    url: `/api/v2/oauth/tokens/${grant.id}.json`,
    user_id: INTEGRATION_USER,
    client_id: CLIENT_NUMBER,
    token: grant.accessToken.slice(0, 10),
    refresh_token: grant.refreshToken.slice(0, 10),
    scopes: grant.scope.split(/\s+/),
    created_at: isoSecond(grant.createdMs),
    expires_at: isoSecond(grant.accessEndsMs),
    refresh_token_expires_at: isoSecond(grant.refreshEndsMs),
    used_at: isoSecond(grant.createdMs),
  };
}
