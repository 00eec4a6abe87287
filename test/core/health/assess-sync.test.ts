import { describe, expect, it } from "vitest";
import { defaultMonitoring } from "../../../src/core/config/monitoring.ts";
import { assessSync, type SyncFacts } from "../../../src/core/health/assess-sync.ts";

const now = Date.parse("2026-03-01T09:00:00Z");
const facts = (more: Partial<SyncFacts> = {}): SyncFacts => ({
  name: "cases",
  now,
  cursors: [{ sync: "cases", side: "left", feed: "modstamp", position: "x", polledAt: now - 500 }],
  inbox: { open: 0, planned: 0, done: 5, dead: 0, discarded: 0, total: 5 },
  waitingRecords: 0,
  links: 5,
  deadLetters: 0,
  conflicts: 0,
  openConflicts: 0,
  pauses: [],
  pausedLinks: new Map(),
  timings: [],
  nextDueAt: null,
  lastSettledAt: null,
  paces: [{ side: "left", feed: "modstamp", everyMs: 1000 }],
  fault: null,
  ...more,
});

describe("the health of a sync", () => {
  it("HLT-1 passes while its feeds are polled at their pace", () => {
    expect(assessSync(facts()).health.status).toBe("pass");
  });

  it("HLT-1 fails when a feed has not moved within its bound, although the process is up", () => {
    const cursors = [
      { sync: "cases", side: "left" as const, feed: "modstamp", position: "x", polledAt: now - 34_000 },
    ];
    const { health, checks } = assessSync(facts({ cursors }));
    expect(health.status).toBe("fail");
    expect(checks.find((check) => check.status === "fail")?.output).toMatch(
      /^Not polled since 2026-03-01T08:59:26/,
    );
  });

  it("HLT-5 warns of dead letters and names the command", () => {
    const { health, checks } = assessSync(facts({ deadLetters: 2 }));
    expect(health.status).toBe("warn");
    expect(checks.map((check) => check.output)).toContain(
      "2 dead letters need a person: run `integ dlq list`",
    );
  });

  it("HLT-5 speaks of one dead letter in the singular", () => {
    const { checks } = assessSync(facts({ deadLetters: 1 }));
    expect(checks.map((check) => check.output)).toContain(
      "1 dead letter needs a person: run `integ dlq list`",
    );
  });

  it("BAS-12 fails when observed changes are not all accounted for", () => {
    const inbox = { open: 0, planned: 0, done: 4, dead: 0, discarded: 0, total: 5 };
    expect(assessSync(facts({ inbox })).health.status).toBe("fail");
  });

  it("HLT-1 fails when a change is due and nobody handles it", () => {
    expect(assessSync(facts({ nextDueAt: now - 61_000 })).health.status).toBe("fail");
    expect(assessSync(facts({ nextDueAt: now - 59_000 })).health.status).toBe("pass");
    // A long backfill is being handled, although its last rows have been due for long.
    expect(assessSync(facts({ nextDueAt: now - 300_000, lastSettledAt: now - 2_000 })).health.status).toBe(
      "pass",
    );
  });

  it("HLT-1 warns when the vendor makes changes wait for long", () => {
    expect(assessSync(facts({ nextDueAt: now + 3_600_000 })).health.status).toBe("warn");
    expect(assessSync(facts({ nextDueAt: now + 60_000 })).health.status).toBe("pass");
  });

  it("HLT-1 says what keeps the daemon from moving it", () => {
    const fault = { code: "E_AUTH_REJECTED", message: "The vendor refused", hint: "Run `integ connect sf`." };
    const { checks } = assessSync(facts({ fault }));
    expect(checks[0]).toMatchObject({
      status: "fail",
      output: "The vendor refused (E_AUTH_REJECTED). Run `integ connect sf`.",
    });
  });

  it("HLT-4 tells lag per direction as percentiles of confirmed writes", () => {
    const timing = (side: "left" | "right", lag: number) => ({
      side,
      seenAt: now - lag,
      changedAt: null,
      settledAt: now,
    });
    const timings = [
      ...Array.from({ length: 99 }, (_, n) => timing("right", n + 1)),
      timing("right", 5000),
      timing("left", 7),
    ];
    const { lagMs } = assessSync(facts({ timings })).health;
    expect(lagMs["left-to-right"]).toEqual({ count: 100, p50: 50, p99: 99 });
    expect(lagMs["right-to-left"]).toEqual({ count: 1, p50: 7, p99: 7 });
  });

  it("HLT-1 SYN-17 a paused record is called by its sides and ids", () => {
    const pause = {
      sync: "cases",
      kind: "link" as const,
      subject: "01M81PCAM5",
      code: "E_FLIP_FLOP" as const,
    };
    const pauses = [{ ...pause, message: "written to and fro", who: "integ", at: now }];
    const nameOf = (leftId: string | null, rightId: string | null) => {
      const pausedLinks = new Map([[pause.subject, { leftId, rightId }]]);
      return assessSync(facts({ pauses, pausedLinks })).checks.at(-1)?.output;
    };
    expect(nameOf("500A", "42")).toMatch(/^Paused record left 500A ↔ right 42: written to and fro/);
    expect(nameOf(null, "42")).toMatch(/^Paused record right 42: /);
  });

  it("HLT-1 what is pending is counted in records, however often each has changed", () => {
    const inbox = { open: 7, planned: 1, done: 0, dead: 0, discarded: 0, total: 8 };
    const { health, checks } = assessSync(facts({ inbox, waitingRecords: 1, nextDueAt: now + 3_600_000 }));
    expect(health.pending).toBe(1);
    expect(checks.at(-1)?.output).toMatch(/^1 record waits until /);
  });

  it("HLT-1 SYN-17 a sync that a person has paused is not taken for one that is stuck", () => {
    const waiting = {
      inbox: { open: 3, planned: 0, done: 5, dead: 0, discarded: 0, total: 8 },
      nextDueAt: now - 600_000,
    };
    expect(assessSync(facts(waiting)).health.status).toBe("fail");
    const pause = { sync: "cases", kind: "sync" as const, subject: "", message: "migration", at: now };
    const byPerson = { ...pause, code: "E_SYNC_PAUSED" as const, who: "ada" };
    const { health, checks } = assessSync(facts({ ...waiting, pauses: [byPerson] }));
    expect(health.status).toBe("warn");
    expect(checks.flatMap(({ output }) => output ?? [])).toEqual([expect.stringContaining("migration")]);
    const byGuard = { ...pause, code: "E_DELETE_GUARD" as const, who: "integ" };
    expect(assessSync(facts({ ...waiting, pauses: [byGuard] })).health.status).toBe("fail");
  });

  it("CFG-10 holds every figure to its threshold: at it all is well, beyond it something is said", () => {
    const thresholds = { ...defaultMonitoring, deadLetters: 2, conflicts: 3, maxLagMs: 1000 };
    const timing = { side: "right" as const, changedAt: null, seenAt: now - 5000, settledAt: now - 4000 };
    const at = facts({ thresholds, deadLetters: 2, openConflicts: 3, timings: [timing] });
    expect(assessSync(at).health.status).toBe("pass");
    const beyond = [
      { ...at, deadLetters: 3 },
      { ...at, openConflicts: 4 },
      { ...at, timings: [{ ...timing, settledAt: now - 3999 }] },
    ];
    expect(beyond.map((one) => assessSync(one).health.status)).toEqual(["warn", "warn", "warn"]);
    expect(assessSync(beyond[2] ?? at).checks.at(-1)?.output).toBe(
      "Writes to the right side take up to 1001 ms, longer than the 1000 ms of monitoring.maxLag",
    );
  });

  it("CFG-10 waits as long as the thresholds say before a feed is late or a change is stuck", () => {
    const cursors = [
      { sync: "cases", side: "left" as const, feed: "modstamp", position: "x", polledAt: now - 34_000 },
    ];
    const due = { nextDueAt: now - 90_000, lastSettledAt: null };
    const patient = { ...defaultMonitoring, lateAfterMs: 60_000, stuckAfterMs: 120_000 };
    const statusOf = (more: Partial<SyncFacts>) => assessSync(facts(more)).health.status;
    expect([statusOf({ cursors }), statusOf({ cursors, thresholds: patient })]).toEqual(["fail", "pass"]);
    expect([statusOf(due), statusOf({ ...due, thresholds: patient })]).toEqual(["fail", "pass"]);
    const long = { nextDueAt: now + 6 * 60_000 };
    const later = { ...defaultMonitoring, longWaitMs: 7 * 60_000 };
    expect([statusOf(long), statusOf({ ...long, thresholds: later })]).toEqual(["warn", "pass"]);
  });
});
