// From when on health warns or fails.
import type { z } from "zod";
import { parseDuration } from "./durations.ts";
import type { Monitoring } from "./schema-monitoring.ts";

/** Thresholds of the health report; a figure beyond one is a finding. */
export interface MonitoringConfig {
  /** How late a poll may be beyond three of its turns. */
  readonly lateAfterMs: number;
  /** How long a change may be due without being handled. */
  readonly stuckAfterMs: number;
  /** The longest wait for a vendor that is nobody's business. */
  readonly longWaitMs: number;
  /** Longest time from seeing a change to its write for 99 of 100; null: not looked at. */
  readonly maxLagMs: number | null;
  /** Most dead letters, and most conflicts that wait for a person, without a warning. */
  readonly deadLetters: number;
  readonly conflicts: number;
}

export const defaultMonitoring: MonitoringConfig = {
  lateAfterMs: 30_000,
  stuckAfterMs: 60_000,
  longWaitMs: 5 * 60_000,
  maxLagMs: null,
  deadLetters: 0,
  conflicts: 0,
};

/** The section as checked, with its defaults. */
export function resolveMonitoring(given: z.infer<typeof Monitoring> | null | undefined): MonitoringConfig {
  const ms = (text: string | undefined, otherwise: number): number =>
    (text === undefined ? null : parseDuration(text)) ?? otherwise;
  return {
    lateAfterMs: ms(given?.lateAfter, defaultMonitoring.lateAfterMs),
    stuckAfterMs: ms(given?.stuckAfter, defaultMonitoring.stuckAfterMs),
    longWaitMs: ms(given?.longWait, defaultMonitoring.longWaitMs),
    maxLagMs: given?.maxLag === undefined ? null : parseDuration(given.maxLag),
    deadLetters: given?.deadLetters ?? defaultMonitoring.deadLetters,
    conflicts: given?.conflicts ?? defaultMonitoring.conflicts,
  };
}
