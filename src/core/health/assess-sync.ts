// The health of one sync: whether each stream has moved, or has proven that there is nothing to move. Pure.
import { defaultMonitoring, type MonitoringConfig } from "../config/monitoring.ts";
import type { CursorRow, Link, Pause, Side } from "../store/rows.ts";
import type { InboxCounts, IntentTiming } from "../store/store.ts";
import type { FeedHealth, HealthCheck, HealthStatus, LagFigures, SyncHealth } from "./types.ts";

export interface FeedPace {
  readonly side: Side;
  readonly feed: string;
  readonly everyMs: number;
}

export interface SyncFacts {
  readonly name: string;
  readonly now: number;
  readonly cursors: readonly CursorRow[];
  readonly inbox: InboxCounts;
  /** Records with changes that are open or planned. */
  readonly waitingRecords: number;
  readonly links: number;
  readonly deadLetters: number;
  readonly conflicts: number;
  /** Parked for a person. */
  readonly openConflicts: number;
  readonly pauses: readonly Pause[];
  /** The paused links, by id. */
  readonly pausedLinks: ReadonlyMap<string, Pick<Link, "leftId" | "rightId">>;
  readonly timings: readonly IntentTiming[];
  /** Oldest open row's due time; null when none is open. */
  readonly nextDueAt: number | null;
  /** When a change was last settled, in any way; null when none was. */
  readonly lastSettledAt: number | null;
  /** Paces of the running daemon; null without one. */
  readonly paces: readonly FeedPace[] | null;
  /** From when on a figure is a finding; absent: the defaults. */
  readonly thresholds?: MonitoringConfig;
  /** Why the daemon can't move it. */
  readonly fault: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

/** @returns the sync's figures and its findings, worst first. */
export function assessSync(facts: SyncFacts): {
  readonly health: SyncHealth;
  readonly checks: readonly HealthCheck[];
} {
  const feeds = facts.cursors.map((cursor) => feedHealth(cursor, facts));
  const checks = [
    ...progressChecks(facts, feeds),
    ...pauseChecks(facts),
    ...workChecks(facts),
    ...lagChecks(facts),
  ];
  const { inbox, links, deadLetters, conflicts, openConflicts } = facts;
  const pauses = facts.pauses.map(({ kind, subject, code, message }) => {
    const { leftId = null, rightId = null } = facts.pausedLinks.get(subject) ?? {};
    return { kind, subject, leftId, rightId, code, message };
  });
  const lagMs = {
    "left-to-right": lagOf(facts.timings, "right"),
    "right-to-left": lagOf(facts.timings, "left"),
  };
  return {
    health: {
      status: worst(checks),
      lagMs,
      links,
      pending: facts.waitingRecords,
      deadLetters,
      conflicts,
      openConflicts,
      pauses,
      inbox,
      feeds,
    },
    checks,
  };
}

/** The most severe status of the findings; pass when there are none. */
export function worst(checks: readonly HealthCheck[]): HealthStatus {
  if (checks.some((check) => check.status === "fail")) return "fail";
  return checks.some((check) => check.status === "warn") ? "warn" : "pass";
}

function feedHealth(cursor: CursorRow, { now, paces }: SyncFacts): FeedHealth {
  const pace = paces?.find((one) => one.side === cursor.side && one.feed === cursor.feed);
  return {
    side: cursor.side,
    feed: cursor.feed,
    everyMs: pace?.everyMs ?? null,
    polledAt: new Date(cursor.polledAt).toISOString(),
    ageMs: Math.max(0, now - cursor.polledAt),
  };
}

function progressChecks(facts: SyncFacts, feeds: readonly FeedHealth[]): HealthCheck[] {
  const { name, fault, thresholds = defaultMonitoring } = facts;
  const base = { componentId: name, componentType: "sync" as const };
  if (fault) return [{ ...base, status: "fail", output: `${fault.message} (${fault.code}). ${fault.hint}` }];
  if (facts.paces !== null && feeds.length === 0) {
    return [{ ...base, status: "warn", output: "The first match has not finished yet" }];
  }
  return feeds.map((feed): HealthCheck => {
    const late =
      feed.everyMs !== null && feed.ageMs !== null && feed.ageMs > 3 * feed.everyMs + thresholds.lateAfterMs;
    const age = { observedValue: feed.ageMs ?? 0, observedUnit: "ms" };
    const componentId = `${name}/${feed.side}/${feed.feed}`;
    if (!late) return { ...base, componentId, status: "pass", ...age };
    return { ...base, componentId, status: "fail", ...age, output: `Not polled since ${feed.polledAt}` };
  });
}

/** What stands still needs a person; a whole sync that does so by itself is as bad as one that fails. */
function pauseChecks(facts: SyncFacts): HealthCheck[] {
  const { name, pauses, pausedLinks, openConflicts, thresholds = defaultMonitoring } = facts;
  const base = { componentId: name, componentType: "sync" as const };
  const checks = pauses.map(({ kind, subject, code, message, who }): HealthCheck => {
    const status = kind === "sync" && who === "integ" ? "fail" : "warn";
    const what =
      kind === "sync" ? "" : kind === "field" ? ` field ${subject}` : ` ${recordOf(subject, pausedLinks)}`;
    return { ...base, status, output: `Paused${what}: ${message} (${code}). See \`integ sync list\`` };
  });
  if (openConflicts <= thresholds.conflicts) return checks;
  const output = `${openConflicts} ${openConflicts === 1 ? "conflict waits" : "conflicts wait"} for a person: run \`integ conflicts list\``;
  return [
    ...checks,
    { ...base, status: "warn", observedValue: openConflicts, observedUnit: "items", output },
  ];
}

/** `record left 500A ↔ right 42`. */
function recordOf(linkId: string, links: SyncFacts["pausedLinks"]): string {
  const { leftId = null, rightId = null } = links.get(linkId) ?? {};
  const ids = [
    ...(leftId === null ? [] : [`left ${leftId}`]),
    ...(rightId === null ? [] : [`right ${rightId}`]),
  ];
  return ids.length === 0 ? `link ${linkId}` : `record ${ids.join(" ↔ ")}`;
}

function workChecks({
  name,
  inbox,
  deadLetters,
  nextDueAt,
  now,
  paces,
  lastSettledAt,
  pauses,
  waitingRecords,
  thresholds = defaultMonitoring,
}: SyncFacts): HealthCheck[] {
  const { stuckAfterMs, longWaitMs } = thresholds;
  const base = { componentId: name, componentType: "sync" as const };
  const checks: HealthCheck[] = [];
  if (deadLetters > thresholds.deadLetters) {
    const output = `${deadLetters} ${deadLetters === 1 ? "dead letter needs" : "dead letters need"} a person: run \`integ dlq list\``;
    checks.push({ ...base, status: "warn", observedValue: deadLetters, observedUnit: "items", output });
  }
  const total = inbox.open + inbox.planned + inbox.done + inbox.dead + inbox.discarded;
  if (total !== inbox.total) {
    checks.push({
      ...base,
      status: "fail",
      output: `The books do not balance: ${total} of ${inbox.total} changes are accounted for`,
    });
  }
  // What stands still is told by its pause; changes wait for it as they should.
  const mayWait = pauses.length > 0;
  const isIdle = now - (lastSettledAt ?? 0) > stuckAfterMs;
  if (paces !== null && nextDueAt !== null && now - nextDueAt > stuckAfterMs && isIdle && !mayWait) {
    const output = `A change has been due since ${new Date(nextDueAt).toISOString()} and is not being handled`;
    checks.push({ ...base, status: "fail", output });
  }
  if (nextDueAt !== null && nextDueAt - now > longWaitMs && !mayWait) {
    const records = `${waitingRecords} ${waitingRecords === 1 ? "record waits" : "records wait"}`;
    const output = `${records} until ${new Date(nextDueAt).toISOString()}: a limit of calls, or the vendor, asks for it`;
    checks.push({ ...base, status: "warn", observedValue: waitingRecords, observedUnit: "items", output });
  }
  return checks;
}

function lagChecks({ name, timings, thresholds = defaultMonitoring }: SyncFacts): HealthCheck[] {
  const { maxLagMs } = thresholds;
  if (maxLagMs === null) return [];
  return (["right", "left"] as const).flatMap((side) => {
    const { p99 } = lagOf(timings, side);
    if (p99 === null || p99 <= maxLagMs) return [];
    const output = `Writes to the ${side} side take up to ${p99} ms, longer than the ${maxLagMs} ms of monitoring.maxLag`;
    const figure = { observedValue: p99, observedUnit: "ms" };
    return [
      { componentId: name, componentType: "sync" as const, status: "warn" as const, ...figure, output },
    ];
  });
}

function lagOf(timings: readonly IntentTiming[], to: Side): LagFigures {
  const lags = timings
    .filter((timing) => timing.side === to)
    .map((timing) => timing.settledAt - timing.seenAt);
  const sorted = lags.toSorted((a, b) => a - b);
  const rank = (share: number): number | null => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
  return { count: sorted.length, p50: rank(0.5), p99: rank(0.99) };
}
