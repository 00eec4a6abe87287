// Rate limits of the Cloud: bursts by endpoint and method, writes to one issue, and the hour's points of the app.
import type { Answer, Call } from "../edge.ts";
import { isJsonArray, isJsonObject, type Json } from "../json.ts";
import { RateWindow, type Standing } from "../rate-window.ts";
import type { SandboxClock } from "../timers.ts";
import { errorAnswer } from "./errors.ts";
import type { JiraSettings } from "./settings.ts";

const HOUR_MS = 3_600_000;
const NEAR = 0.2;

export class Limits {
  readonly #settings: JiraSettings;
  readonly #clock: SandboxClock;
  readonly #burst: RateWindow;
  readonly #issue2s: RateWindow;
  readonly #issue30s: RateWindow;
  #points = { hour: 0, spent: 0 };

  constructor(settings: JiraSettings, clock: SandboxClock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#burst = new RateWindow(clock, 1000);
    this.#issue2s = new RateWindow(clock, 2000);
    this.#issue30s = new RateWindow(clock, 30_000);
  }

  /** Counts a request; the 429 when it is one too many. `issueId`: the issue it writes to. */
  admit(call: Call, isApp: boolean, issueId: string | null): Answer | null {
    const { limits } = this.#settings;
    if (isApp && this.#pointsLeft() <= 0) return this.#tooManyPoints();
    const burst = this.#burst.take(endpointOf(call), burstLimit(call, limits));
    if (!burst.allowed) return this.#tooMany("jira-burst-based", burst);
    if (issueId === null) return null;
    const short = this.#issue2s.take(issueId, limits.perIssue2s);
    if (!short.allowed) return this.#tooMany("jira-per-issue-on-write", short);
    const long = this.#issue30s.take(issueId, limits.perIssue30s);
    return long.allowed ? null : this.#tooMany("jira-per-issue-on-write", long);
  }

  /** Books what an answer cost the app: one point, and one for each issue in it. */
  charge(answer: Answer): void {
    this.#pointsLeft();
    this.#points.spent += 1 + issuesIn(answer.body);
  }

  headers(call: Call, isApp: boolean): Readonly<Record<string, string>> {
    const limit = burstLimit(call, this.#settings.limits);
    const standing = this.#burst.look(endpointOf(call), limit);
    const { pointsPerHour } = this.#settings.limits;
    const quota = `"global-app-quota";r=${Math.max(0, this.#pointsLeft())};t=${Math.ceil(this.#hourEndsInMs() / 1000)}`;
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(standing.remaining),
      ...(standing.remaining < limit * NEAR ? { "x-ratelimit-nearlimit": "true" } : {}),
      ...(isApp
        ? {
            "beta-ratelimit": quota,
            "beta-ratelimit-policy": `"global-app-quota";q=${pointsPerHour};w=3600`,
          }
        : {}),
    };
  }

  #tooMany(reason: string, standing: Standing): Answer {
    return tooMany(reason, standing.resetS, this.#clock.now());
  }

  #tooManyPoints(): Answer {
    const waitS = Math.max(1, Math.ceil(this.#hourEndsInMs() / 1000));
    return tooMany("jira-quota-global-based", waitS, this.#clock.now());
  }

  /** The quota begins anew at the top of each UTC hour. */
  #pointsLeft(): number {
    const hour = Math.floor(this.#clock.now() / HOUR_MS);
    if (this.#points.hour !== hour) this.#points = { hour, spent: 0 };
    return this.#settings.limits.pointsPerHour - this.#points.spent;
  }

  #hourEndsInMs(): number {
    return HOUR_MS - (this.#clock.now() % HOUR_MS);
  }
}

function tooMany(reason: string, waitS: number, nowMs: number): Answer {
  const answer = errorAnswer(429, ["Rate limit exceeded."]);
  const headers = {
    "retry-after": String(waitS),
    "ratelimit-reason": reason,
    "x-ratelimit-reset": new Date(nowMs + waitS * 1000).toISOString(),
    "x-ratelimit-remaining": "0",
  };
  return { ...answer, headers };
}

function burstLimit({ method }: Call, limits: JiraSettings["limits"]): number {
  if (method === "GET") return limits.getPerS;
  if (method === "POST") return limits.postPerS;
  return method === "PUT" ? limits.putPerS : limits.deletePerS;
}

/** The method and the path without what it names. */
function endpointOf({ method, path, params }: Call): string {
  const names = new Set(Object.values(params));
  const parts = path.split("/").map((part) => (names.has(decodeURIComponent(part)) ? "*" : part));
  return `${method} ${parts.join("/")}`;
}

function issuesIn(body: Json | undefined): number {
  const issues = isJsonObject(body) ? body.issues : undefined;
  return isJsonArray(issues) ? issues.length : 0;
}
