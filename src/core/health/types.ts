// What `integ health --json` says: `integ.health/1`, after the health+json draft, with the syncs beside it.
import type { Side } from "../store/rows.ts";

export type HealthStatus = "pass" | "warn" | "fail";

/** One finding about one thing. `output` is there when it does not pass and says what to do. */
export interface HealthCheck {
  readonly componentId: string;
  readonly componentType: "connection" | "sync" | "daemon" | "store" | "secrets";
  readonly status: HealthStatus;
  readonly observedValue?: number | string;
  readonly observedUnit?: string;
  readonly output?: string;
}

export interface LagFigures {
  /** Confirmed writes in the last 15 minutes. */
  readonly count: number;
  /** From when we saw the change to its confirmed write, milliseconds; null without writes. */
  readonly p50: number | null;
  readonly p99: number | null;
}

export interface FeedHealth {
  readonly side: Side;
  readonly feed: string;
  /** Pace allowed now, milliseconds; null when no daemon runs. */
  readonly everyMs: number | null;
  /** RFC 3339; null before the first poll. */
  readonly polledAt: string | null;
  readonly ageMs: number | null;
}

export interface SyncHealth {
  readonly status: HealthStatus;
  readonly lagMs: Readonly<Record<"left-to-right" | "right-to-left", LagFigures>>;
  readonly links: number;
  /** Records with changes that are not carried out yet. */
  readonly pending: number;
  readonly deadLetters: number;
  readonly conflicts: number;
  /** Conflicts parked for a person. */
  readonly openConflicts: number;
  readonly pauses: readonly {
    readonly kind: "sync" | "field" | "link";
    /** Name of the field or id of the link. */
    readonly subject: string;
    /** Ids of the paused record; null for a pause of something else, and where a side has none. */
    readonly leftId: string | null;
    readonly rightId: string | null;
    readonly code: string;
    readonly message: string;
  }[];
  /** Everything observed: open + planned + done + dead + discarded = total. */
  readonly inbox: Readonly<Record<"open" | "planned" | "done" | "dead" | "discarded" | "total", number>>;
  readonly feeds: readonly FeedHealth[];
}

export interface ConnectionHealth {
  readonly breaker: string;
  readonly calls: {
    readonly count: number;
    readonly errors: number;
    readonly p50Ms: number | null;
    readonly p99Ms: number | null;
  };
  readonly clockOffsetMs: number | null;
  readonly limits: readonly {
    readonly endpointClass: string;
    readonly capacity: number;
    readonly remaining: number;
    readonly resetsInMs: number;
    /** Until a live call may go, for what is left is spread over the window; 0 when one may now. */
    readonly nextInMs: number;
    /** Until the next of the requests that wait for this limit now may go; 0 when none waits. */
    readonly waitsMs: number;
  }[];
}

export interface HealthReport {
  readonly schema: "integ.health/1";
  readonly status: HealthStatus;
  readonly version: string;
  readonly at: string;
  readonly daemon: {
    readonly running: boolean;
    readonly pid: number | null;
    readonly startedAt: string | null;
    /** Reloads that were refused until now, the first one's RFC 3339 time; null: the configuration on disk runs. */
    readonly refusedReload: {
      readonly since: string;
      readonly code: string;
      readonly message: string;
    } | null;
  };
  readonly checks: Readonly<Record<string, readonly HealthCheck[]>>;
  readonly syncs: Readonly<Record<string, SyncHealth>>;
  readonly connections: Readonly<Record<string, ConnectionHealth>>;
}
