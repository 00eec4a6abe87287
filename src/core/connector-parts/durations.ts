// Durations as an operator writes them (`5s`, `2m`), and what they are in milliseconds.
import { z } from "zod";

const unitMs = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);
const pattern = /^(\d{1,9})(ms|s|m|h)$/;

/** Below it polls would crowd out everything else a connection has to do. */
const shortestPollMs = 200;

/** A duration in milliseconds; NaN for a text that is none. */
export function durationMs(text: string): number {
  const [, count, unit] = pattern.exec(text) ?? [];
  return Number(count) * (unitMs.get(unit ?? "") ?? Number.NaN);
}

/** A duration of at least `shortestMs` in a configuration. */
export function duration(shortestMs = 0) {
  return z
    .string()
    .regex(pattern, { message: "must be a duration such as 5s or 2m", abort: true })
    .refine((text) => durationMs(text) >= shortestMs, {
      message: shortestMs <= 1 ? "must be longer than nothing" : `must be ${shortestMs}ms or longer`,
    });
}

/** The time between two polls in a configuration. */
export function pace() {
  return duration(shortestPollMs);
}
