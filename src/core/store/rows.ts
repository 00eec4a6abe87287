// The rows of the store, as callers see them. Times are milliseconds since the Unix epoch.
import type { ErrorCode } from "../contract/error-codes.ts";
import type { FieldValues, Value } from "../contract/records.ts";
import type { Side } from "../contract/sides.ts";
import type { Stamps } from "./kin.ts";

export { otherSide, type Side, sides } from "../contract/sides.ts";

/**
 * How we came to know of a change. `match`: read by the first match, which has looked for its counterpart. `wait`: what
 * it waited for may be there. `parent`: a record that hangs on it waits for it. `person`: somebody asked for it.
 */
export type ChangeSource =
  | "push"
  | "poll"
  | "scan"
  | "match"
  | "readback"
  | "replay"
  | "wait"
  | "parent"
  | "person";

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

/**
 * `pending`: the other side does not exist yet. `detached`: a side has left the sync's filter. `tombstone`: one side
 * was deleted and the other kept, or both are gone.
 */
export type LinkState = "pending" | "live" | "detached" | "tombstone";

export interface Link {
  readonly id: string;
  readonly sync: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly state: LinkState;
  /** Side that was deleted first; null while none was. */
  readonly deletedOn: Side | null;
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
  /** What was agreed on before the base became old: by a restore, or under another name. */
  readonly old: FieldValues;
}

/** Key under which it is noted until when an old base held at least. */
export const baseHeldKey = (sync: string): string => `base-held-until:${sync}`;

export type Agreed = Readonly<Record<Side, FieldValues>>;

export type IntentState = "planned" | "sent" | "done" | "failed" | "superseded";

export type Operation = "create" | "update" | "delete";

/** A write we have decided on, stored before it is sent. */
export interface Intent {
  readonly id: string;
  readonly sync: string;
  readonly linkId: string;
  /** The side written to. */
  readonly side: Side;
  readonly operation: Operation;
  /** Native field name → absolute value. */
  readonly fields: FieldValues;
  readonly correlationKey: string | null;
  readonly targetId: string | null;
  readonly expectedVersion: string | null;
  /** Values both sides agree on once this intent is done; merged into the shadows then. */
  readonly agreed: Agreed;
  /** The edits it carries over; null where no other sync has to know them. */
  readonly stamps: Stamps | null;
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
  /** Null: nobody has won (yet), or both did. */
  readonly winner: Side | null;
  readonly reason: string;
  readonly at: number;
  /** `open`: waits for a person. `decided`: a person has chosen, and it is not carried out yet. */
  readonly state: ConflictState;
  readonly choice: ConflictChoice | null;
  /** Who decided; null while nobody has. */
  readonly decidedBy: string | null;
}

export const conflictStates = ["open", "decided", "settled"] as const;
export type ConflictState = (typeof conflictStates)[number];

/** What a person chose: a side's value, or another one, in the left side's form. */
export type ConflictChoice = { readonly take: Side } | { readonly take: "value"; readonly value: Value };

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
  /** What a person had sent instead: native field of the target → value; null: nothing. */
  readonly edited: FieldValues | null;
  /** Who discarded it; null: nobody. */
  readonly settledBy: string | null;
}

/** What does not move until a person says so: a sync, one of its fields by label, or one link by id. */
export interface Pause {
  readonly sync: string;
  readonly kind: "sync" | "field" | "link";
  /** Label of the field, id of the link; empty for a sync. */
  readonly subject: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly who: string;
  readonly at: number;
}

/**
 * How a link stands, for operators. `new`: its counterpart is still to be made. `pending`: a change is on its way, or
 * waits for another record. `failed`: it has a dead letter. `outside`: a side has left the sync's filter.
 */
export const standings = [
  "inSync",
  "new",
  "pending",
  "conflict",
  "failed",
  "paused",
  "outside",
  "deleted",
] as const;
export type Standing = (typeof standings)[number];

/** A link that waits for a record it refers to. */
export interface Wait {
  readonly linkId: string;
  readonly parentSync: string;
  readonly parentSide: Side;
  readonly parentId: string;
  readonly since: number;
  /** It hangs on that record: without it, it has no place on the other side. */
  readonly isChild: boolean;
}

export type HistoryKind =
  | "observed"
  | "agreed"
  | "linked"
  | "waiting"
  | "detached"
  | "merged"
  | "frozen"
  | "paused"
  | "resumed"
  | "reset"
  | "resolved"
  | "edited"
  | "decided"
  | "conflict"
  | "sent"
  | "confirmed"
  | "adopted"
  | "absent"
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
