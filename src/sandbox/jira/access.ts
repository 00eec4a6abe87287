// Who may call: the API token, the app's OAuth tokens at the gateway, Data Center's personal access token.
import { type AuthorizationCodes, codesOf } from "../authorize-page.ts";
import { JIRA_EMAIL } from "../clients.ts";
import type { Answer, Call } from "../edge.ts";
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import { notAuthenticated, wrongScope } from "./errors.ts";
import type { JiraSettings } from "./settings.ts";
import { CLOUD_ID, INTEGRATION_NAME } from "./setup.ts";

const DAY_MS = 86_400_000;
const CODE_LIFE_MS = 300_000;
const CAPTCHA_AFTER = 3;

/** Where the gateway serves the site's API. */
export const GATEWAY = `/ex/jira/${CLOUD_ID}`;

export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly scope: string;
  readonly endsMs: number;
}

interface Refreshing {
  readonly scope: string;
  lastUsedMs: number;
  /** When it was traded for the next one. */
  tradedMs: number | null;
}

export class Access {
  readonly #settings: JiraSettings;
  readonly #clock: SandboxClock;
  readonly #random: Random;
  readonly #byAccess = new Map<string, Grant>();
  readonly #refreshing = new Map<string, Refreshing>();
  readonly codes: AuthorizationCodes;
  #failedLogins = 0;

  constructor(settings: JiraSettings, clock: SandboxClock, random: Random) {
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
    this.codes = codesOf(clock, random, CODE_LIFE_MS, "");
  }

  /** Ends every access token; refresh tokens stay. */
  expireAll(): void {
    this.#byAccess.clear();
  }

  /** A token pair; without `offline_access` nothing renews it. */
  issue(scope: string): Grant {
    const now = this.#clock.now();
    const renews = scope.split(/\s+/).includes("offline_access");
    const refreshToken = renews ? this.#random.text(64) : null;
    const accessToken = this.#random.text(96);
    const grant = { accessToken, refreshToken, scope, endsMs: now + this.#settings.accessLifeS * 1000 };
    this.#byAccess.set(accessToken, grant);
    if (refreshToken !== null) this.#refreshing.set(refreshToken, { scope, lastUsedMs: now, tradedMs: null });
    return grant;
  }

  /** Trades a refresh token for a new pair. The old one works for a little longer, then never again. */
  rotate(refreshToken: string): Grant | null {
    const now = this.#clock.now();
    const held = this.#refreshing.get(refreshToken);
    if (held === undefined) return null;
    const isIdle = now - held.lastUsedMs > this.#settings.refreshIdleDays * DAY_MS;
    const isSpent = held.tradedMs !== null && now - held.tradedMs >= this.#settings.refreshLeewayS * 1000;
    if (isIdle || isSpent) return null;
    held.tradedMs ??= now;
    held.lastUsedMs = now;
    return this.issue(held.scope);
  }

  /** The app's token a request carries, or null. */
  grantOf(call: Call): Grant | null {
    const token = bearerOf(call);
    const grant = token === null ? undefined : this.#byAccess.get(token);
    return grant !== undefined && grant.endsMs > this.#clock.now() ? grant : null;
  }

  /** The answer to a request that may not go on; null when it may. */
  refuse(call: Call): Answer | null {
    if (this.#settings.deployment !== "cloud") return this.#refuseAtServer(call);
    const isGateway = call.path.startsWith("/ex/jira/");
    if (isGateway && !call.path.startsWith(`${GATEWAY}/`)) return notAuthenticated();
    const grant = this.grantOf(call);
    if (grant !== null) {
      if (!isGateway) return notAuthenticated();
      return hasScope(grant.scope, call) ? null : wrongScope();
    }
    const opens = this.#settings.scopedApiToken === isGateway && !this.#settings.apiTokenExpired;
    const { apiToken } = this.#settings.credentials;
    return opens && isPair(call, JIRA_EMAIL, apiToken) ? null : notAuthenticated();
  }

  #refuseAtServer(call: Call): Answer | null {
    const { personalToken, password } = this.#settings.credentials;
    const bearer = bearerOf(call);
    if (bearer !== null) return bearer === personalToken ? null : notAuthenticated();
    if (call.headers.authorization === undefined) return notAuthenticated();
    if (this.#failedLogins >= CAPTCHA_AFTER) return captcha(call);
    const takesPasswords = this.#settings.deployment !== "data-center-11";
    if (takesPasswords && isPair(call, INTEGRATION_NAME, password)) {
      this.#failedLogins = 0;
      return null;
    }
    this.#failedLogins += 1;
    return notAuthenticated();
  }
}

function bearerOf(call: Call): string | null {
  return /^bearer (\S+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? null;
}

function isPair(call: Call, name: string, secret: string): boolean {
  const encoded = /^basic (\S+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? "";
  const [given = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return given.toLowerCase() === name.toLowerCase() && rest.join(":") === secret;
}

function captcha(call: Call): Answer {
  const login = `login-url=${call.baseUrl}/login.jsp`;
  return {
    status: 403,
    text: "Basic Authentication Failure - Reason : AUTHENTICATION_DENIED",
    headers: {
      "content-type": "text/html;charset=UTF-8",
      "x-authentication-denied-reason": `CAPTCHA_CHALLENGE; ${login}`,
    },
  };
}

/** Searches and the other reads by POST need the right to read only. */
const READS_BY_POST = /\/(search\/jql|search\/approximate-count|issue\/bulkfetch|comment\/list)$/;

function hasScope(scope: string, call: Call): boolean {
  const granted = new Set(scope.split(/\s+/));
  if (/\/rest\/api\/\d\/webhook(\/|$)/.test(call.path)) return granted.has("manage:jira-webhook");
  const isRead = call.method === "GET" || READS_BY_POST.test(call.path);
  if (!isRead) return granted.has("write:jira-work");
  const isPeople = /\/(myself|users?(\/.*)?)$/.test(call.path);
  return granted.has(isPeople ? "read:jira-user" : "read:jira-work");
}
