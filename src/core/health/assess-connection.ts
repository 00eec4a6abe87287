// What is to be said of a connection's calls: whether its breaker holds them back, or a limit for long.
import { defaultMonitoring, type MonitoringConfig } from "../config/monitoring.ts";
import type { HttpStatus } from "../http/line.ts";
import type { HealthCheck } from "./types.ts";

/** @returns its findings; one that passes when there are none. Times are told, not waits: they stay true. */
export function assessConnection(
  name: string,
  { breaker, buckets }: Pick<HttpStatus, "breaker" | "buckets">,
  now: number,
  { longWaitMs }: MonitoringConfig = defaultMonitoring,
): readonly HealthCheck[] {
  const base = { componentId: name, componentType: "connection" as const, observedValue: breaker.state };
  const held = buckets
    .filter(({ nextInMs }) => nextInMs > longWaitMs)
    .map((bucket): HealthCheck => ({ ...base, status: "warn", output: limitText(bucket, now) }));
  if (breaker.state === "closed") return held.length === 0 ? [{ ...base, status: "pass" }] : held;
  const paused = `Calls are paused after ${breaker.consecutiveFailures} failures in a row`;
  const isOpen = breaker.state === "open";
  const next = isOpen ? `next try at ${timeText(now + breaker.retryInMs)}` : "the next one is a try";
  return [{ ...base, status: isOpen ? "fail" : "warn", output: `${paused}; ${next}` }, ...held];
}

function limitText(
  { endpointClass, capacity, remaining, nextInMs }: HttpStatus["buckets"][number],
  now: number,
): string {
  const left = remaining === 0 ? "none are left" : `the ${remaining} left are spread over its window`;
  return `The limit "${endpointClass}" of ${capacity} requests allows the next at ${timeText(now + nextInMs)}: ${left}`;
}

const timeText = (ms: number): string => new Date(Math.ceil(ms)).toISOString();
