// Rate rules: so many requests per window and user, counted on each node and told to the others now and then, so that a
// limit is soft where there is more than one node (fact sheet section 12).
import type { Answer } from "../edge.ts";
import type { SandboxClock } from "../timers.ts";
import { problem } from "./errors.ts";
import type { ServiceNowSettings } from "./settings.ts";
import { idFor } from "./sys-ids.ts";

/** Path below the API's version → rule and what its text calls it. */
const APIS = [
  [/^\/api\/now\/(?:v\d\/)?table\//, "tablePerHour", "Table API"],
  [/^\/api\/now\/(?:v\d\/)?attachment/, "attachmentPerHour", "Attachment API"],
  [/^\/api\/now\/(?:v\d\/)?import\//, "importPerHour", "Import Set API"],
  [/^\/api\/now\/(?:v\d\/)?stats\//, "statsPerHour", "Aggregate API"],
  [/^\/api\/sn_sc\//, "catalogPerHour", "Service Catalog API"],
] as const;

type Rule = (typeof APIS)[number][1] | "allPerHour";

interface Count {
  startMs: number;
  /** What all nodes know of. */
  shared: number;
  flushedMs: number;
  readonly own: number[];
}

export interface Standing {
  readonly limit: number;
  readonly resetS: number;
  readonly ruleId: string;
  readonly title: string;
  readonly allowed: boolean;
}

export class RateRules {
  readonly #settings: ServiceNowSettings;
  readonly #clock: SandboxClock;
  readonly #counts = new Map<Rule, Count>();
  #turn = 0;

  constructor(settings: ServiceNowSettings, clock: SandboxClock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Counts a request by the rule that is about it: the API's own, else that of all. Null: there is none. */
  take(path: string): Standing | null {
    const { limits } = this.#settings;
    const [, own = null, apiTitle = ""] = APIS.find(([pattern]) => pattern.test(path)) ?? [];
    const [rule, title]: readonly [Rule, string] =
      own !== null && limits[own] > 0 ? [own, apiTitle] : ["allPerHour", "REST APIs"];
    const limit = limits[rule];
    if (limit <= 0) return null;
    const count = this.#countOf(rule);
    const node = this.#turn % limits.nodes;
    this.#turn += 1;
    const seen = count.shared + (count.own[node] ?? 0);
    if (seen < limit) count.own[node] = (count.own[node] ?? 0) + 1;
    const resetS = Math.ceil((count.startMs + limits.windowMs) / 1000);
    return { limit, resetS, ruleId: idFor(rule), title, allowed: seen < limit };
  }

  #countOf(rule: Rule): Count {
    const now = this.#clock.now();
    const { windowMs, flushMs } = this.#settings.limits;
    const held = this.#counts.get(rule);
    if (held === undefined || now - held.startMs >= windowMs) {
      const fresh: Count = { startMs: now, shared: 0, flushedMs: now, own: [] };
      this.#counts.set(rule, fresh);
      return fresh;
    }
    if (now - held.flushedMs >= flushMs) {
      held.shared += held.own.reduce((sum, each) => sum + each, 0);
      held.own.length = 0;
      held.flushedMs = now;
    }
    return held;
  }
}

export function rateHeaders({ limit, resetS, ruleId }: Standing): Readonly<Record<string, string>> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-reset": String(resetS),
    "x-ratelimit-rule": ruleId,
  };
}

export function tooMany({ limit, resetS, title }: Standing, nowMs: number): Answer {
  const detail = `Rate limit of ${limit} requests per hour for ${title} exceeded`;
  const retryAfter = String(Math.max(1, resetS - Math.floor(nowMs / 1000)));
  return { ...problem(429, "Rate limit exceeded", detail), headers: { "retry-after": retryAfter } };
}
