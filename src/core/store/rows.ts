// The rows of the store, as callers see them. Times are milliseconds since the Unix epoch.
import type { ErrorCode } from "../contract/error-codes.ts";
import type { FieldValues, Value } from "../contract/records.ts";

export type Side = "left" | "right";
export const sides = ["left", "right"] as const satisfies readonly Side[];
export const otherSide = (side: Side): Side => (side === "left" ? "right" : "left");

/** How we came to know of a change; `match`: read by the first match, which has looked for its counterpart. */
export type ChangeSource = "push" | "poll" | "scan" | "match" | "readback" | "replay";

/** One observed change on its way through; unique by event key within a sync and side. */
export interface InboxRow {
  readonly id: number;
  readonly sync: string;
  readonly side: Side;
  readonly recordId: string;
  readonly kind: "changed" | "deleted";
  readonly source: ChangeSource;
  readonly eventKey: string;
  readonly seenAt: number;
  /** Server time of the change; null when the hint did not carry it. */
  readonly changedAt: number | null;
  readonly attempts: number;
  readonly dueAt: number;
}

export type InboxState = "open" | "planned" | "done" | "dead" | "discarded";

/** What we last saw of a record; lets repeated poll rows be dropped without a read. */
export interface Sighting {
  readonly recordId: string;
  readonly version: string;
  readonly hash: string;
}

/** `pending`: the other side does not exist yet. `tombstone`: one side was deleted and the other kept. */
export type LinkState = "pending" | "live" | "tombstone";

export interface Link {
  readonly id: string;
  readonly sync: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly state: LinkState;
}

/** Id of the link's record on a side; null while there is none. */
export const idOn = (link: Link, side: Side): string | null => (side === "left" ? link.leftId : link.rightId);

/** The link with this record on a side. */
export const withId = (link: Link, side: Side, id: string): Link =>
  side === "left" ? { ...link, leftId: id } : { ...link, rightId: id };

/** Last agreed values of one side, in that side's own canonical form: the merge base. */
export interface Shadow {
  readonly linkId: string;
  readonly side: Side;
  readonly values: FieldValues;
}

export type Agreed = Readonly<Record<Side, FieldValues>>;
export type IntentState = "planned" | "sent" | "done" | "failed" | "superseded";

/** A write we have decided on, stored before it is sent. */
export interface Intent {
  readonly id: string;
  readonly sync: string;
  readonly linkId: string;
  /** The side written to. */
  readonly side: Side;
  readonly operation: "create" | "update";
  /** Native field name → absolute value. */
  readonly fields: FieldValues;
  readonly correlationKey: string | null;
  readonly targetId: string | null;
  readonly expectedVersion: string | null;
  /** Values both sides agree on once this intent is done; merged into the shadows then. */
  readonly agreed: Agreed;
  readonly state: IntentState;
  readonly sentAt: number | null;
  readonly attempts: number;
  readonly seenAt: number;
  readonly changedAt: number | null;
}

export interface Conflict {
  readonly id: string;
  readonly sync: string;
  readonly linkId: string;
  readonly field: string;
  readonly base: Value | undefined;
  readonly left: Value;
  readonly right: Value;
  readonly winner: Side;
  readonly reason: string;
  readonly at: number;
}

export type DeadLetterState = "open" | "replaying" | "resolved" | "discarded";

export interface DeadLetter {
  readonly id: string;
  readonly sync: string;
  readonly linkId: string;
  /** Where the change came from. */
  readonly side: Side;
  readonly recordId: string;
  readonly operation: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly vendorCode: string | null;
  readonly payload: Value;
  readonly attempts: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly state: DeadLetterState;
}

export type HistoryKind =
  | "linked"
  | "decided"
  | "conflict"
  | "sent"
  | "confirmed"
  | "adopted"
  | "deferred"
  | "dead"
  | "replayed"
  | "discarded"
  | "deleted"
  | "revived";

export interface HistoryRow {
  readonly sync: string;
  readonly linkId: string;
  readonly at: number;
  readonly kind: HistoryKind;
  readonly data: Value;
}

/** A feed's durable position and when it was last polled with success. */
export interface CursorRow {
  readonly sync: string;
  readonly side: Side;
  readonly feed: string;
  readonly position: string;
  readonly polledAt: number;
}
