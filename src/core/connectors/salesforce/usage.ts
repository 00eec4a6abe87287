// The org's API calls of the last 24 hours: what the vendor reports, and the pace of polls they allow.
import type { HttpResponse, LimitObservation } from "../../contract/http.ts";

/** Fact: the smallest daily allowance of any edition that has the API (Developer), in calls. */
export const smallestDailyCalls = 15_000;
export const dayMs = 86_400_000;
const fastestPollMs = 1000;
const slowestPollMs = 3_600_000;

export interface Usage {
  readonly used: number;
  readonly max: number;
}

/** `Sforce-Limit-Info: api-usage=18/5000; per-app-api-usage=…`; null where the header is absent. */
export function readUsage(headers: HttpResponse["headers"]): Usage | null {
  const [, used, max] = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(headers["sforce-limit-info"] ?? "") ?? [];
  return used === undefined || max === undefined ? null : { used: Number(used), max: Number(max) };
}

/** Corrects the bucket of the daily limit by what an answer reports. */
export function observeLimits(response: HttpResponse): LimitObservation[] {
  const usage = readUsage(response.headers);
  if (usage === null || usage.max === 0) return [];
  return [{ endpointClass: "daily", capacity: usage.max, remaining: Math.max(0, usage.max - usage.used) }];
}

export interface PaceInput {
  /** Null until the vendor reported once; then the smallest allowance is assumed. */
  readonly usage: Usage | null;
  /** Calls in a day that the operator allows; infinite where nothing is said. */
  readonly ceiling: number;
  readonly budgetShare: number;
  /** Feeds that share the budget. */
  readonly streams: number;
}

/** Milliseconds between two polls of one feed, so that a day of polls stays within its share of the calls left. */
export function pollPaceMs({ usage, ceiling, budgetShare, streams }: PaceInput): number {
  const left = usage === null ? smallestDailyCalls : Math.max(0, usage.max - usage.used);
  const polls = (Math.min(left, ceiling) * budgetShare) / Math.max(1, streams);
  if (polls < dayMs / slowestPollMs) return slowestPollMs;
  return Math.max(fastestPollMs, Math.ceil(dayMs / polls));
}
