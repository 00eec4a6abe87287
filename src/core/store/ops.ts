// Everything that may be written, as data. A list of ops is applied whole or not at all.
import type { AuditEvent } from "../audit/audit-row.ts";
import type { FieldValues, ObjectDescription } from "../contract/records.ts";
import type { ActionRequest } from "./action-request.ts";
import type { LastEdits, RecordRef } from "./kin.ts";
import type {
  Agreed,
  Conflict,
  ConflictChoice,
  CursorRow,
  DeadLetter,
  HistoryRow,
  InboxRow,
  Intent,
  IntentState,
  Link,
  Pause,
  Side,
  Sighting,
  Wait,
} from "./rows.ts";

/** What the first match compares of a record. */
export interface Candidate {
  readonly id: string;
  /** Id of the original that its correlation key names; null when it carries none. */
  readonly namedId: string | null;
  /** Key of ours that it carries and that names a record of a third system; null: none. */
  readonly originKey: string | null;
  /** Value for each match rule, in the order of the rules; null where it is blank. */
  readonly keys: readonly (string | null)[];
}

export type RecordPair = readonly [leftId: string, rightId: string];

export type NewInboxRow = Omit<InboxRow, "id" | "attempts">;

export type Op =
  | { readonly op: "cursor.put"; readonly cursor: CursorRow }
  /** Ignored when the event key was seen before. */
  | { readonly op: "inbox.add"; readonly row: NewInboxRow }
  | { readonly op: "inbox.plan"; readonly ids: readonly number[]; readonly linkId: string }
  | {
      readonly op: "inbox.settle";
      readonly ids: readonly number[];
      readonly state: "done" | "dead" | "discarded";
      readonly at: number;
    }
  /** Opens rows again, due at `dueAt`; `countAttempt` is false for faults of the connection. */
  | {
      readonly op: "inbox.reopen";
      readonly ids: readonly number[];
      readonly dueAt: number;
      readonly countAttempt: boolean;
    }
  /** Gives every `planned` row of the link up as dead. */
  | { readonly op: "inbox.buryLink"; readonly linkId: string; readonly at: number }
  /** Opens every `planned` row whose link has no intent under way any more: its last confirmation was cut short. */
  | { readonly op: "inbox.reopenOrphans"; readonly sync: string; readonly dueAt: number }
  /** Opens every `planned` row of the link again; `countAttempt` when its write has failed. */
  | {
      readonly op: "inbox.reopenLink";
      readonly linkId: string;
      readonly dueAt: number;
      readonly countAttempt?: boolean;
    }
  | { readonly op: "sighting.put"; readonly sync: string; readonly side: Side; readonly sighting: Sighting }
  /** Forgets that the record was seen: whatever is seen of it next is news. */
  | { readonly op: "sighting.drop"; readonly sync: string; readonly side: Side; readonly recordId: string }
  /**
   * What both sides of every link of the sync agreed on is old from now on: it held until then at least, milliseconds.
   * What they were last seen as is forgotten.
   */
  | { readonly op: "base.age"; readonly sync: string; readonly heldUntil: number }
  /** Inserts or updates by id. A link that gets both its ids wakes those that wait for either. */
  | { readonly op: "link.put"; readonly link: Link; readonly at: number }
  /** Merges the values into both shadows of the link. */
  | { readonly op: "shadow.merge"; readonly linkId: string; readonly agreed: Agreed }
  | { readonly op: "intent.put"; readonly intent: Intent; readonly at: number }
  | {
      readonly op: "intent.state";
      readonly id: string;
      readonly state: IntentState;
      readonly at: number;
      readonly resultId?: string;
    }
  /** Ignored when the id is known. An open one takes the place of the open one of its link and field. */
  | { readonly op: "conflict.add"; readonly conflict: Conflict }
  /** A person's choice. */
  | {
      readonly op: "conflict.decide";
      readonly id: string;
      readonly choice: ConflictChoice;
      readonly who: string;
      readonly at: number;
    }
  /** Ends the open or decided conflict of the field, if there is one. */
  | {
      readonly op: "conflict.settle";
      readonly linkId: string;
      readonly field: string;
      readonly winner: Side | null;
    }
  /** One open entry per link: a second failure updates the first and keeps what a person has edited. */
  | {
      readonly op: "deadLetter.put";
      readonly letter: Omit<DeadLetter, "attempts" | "firstAt" | "state" | "edited" | "settledBy">;
    }
  | { readonly op: "deadLetter.edit"; readonly id: string; readonly edited: FieldValues | null }
  /** Given up by a person: its inbox rows count as discarded. */
  | { readonly op: "deadLetter.discard"; readonly id: string; readonly who: string; readonly at: number }
  | { readonly op: "deadLetter.replay"; readonly id: string; readonly at: number }
  /** Resolves the link's dead letter, if it has one, and counts its inbox rows as done. */
  | { readonly op: "deadLetter.resolve"; readonly linkId: string; readonly at: number }
  | { readonly op: "history.add"; readonly row: HistoryRow }
  | { readonly op: "pause.put"; readonly pause: Pause }
  | {
      readonly op: "pause.drop";
      readonly sync: string;
      readonly kind: Pause["kind"];
      readonly subject: string;
    }
  | { readonly op: "wait.put"; readonly wait: Wait }
  | { readonly op: "wait.drop"; readonly linkId: string }
  /** The record will not be on the other side as things are: what hangs on it is done, until that changes. */
  | {
      readonly op: "wait.dismiss";
      readonly parentSync: string;
      readonly parentSide: Side;
      readonly parentId: string;
      readonly at: number;
    }
  /** Forgets positions: of one side, or of both. The feeds start anew at now. */
  | { readonly op: "cursor.drop"; readonly sync: string; readonly side: Side | null }
  /** Notes records that a sweep under way has seen. */
  | {
      readonly op: "swept.add";
      readonly sync: string;
      readonly side: Side;
      readonly recordIds: readonly string[];
    }
  | { readonly op: "swept.clear"; readonly sync: string; readonly side: Side }
  /** Notes what the first match compares of records; of one noted before only the last counts. */
  | {
      readonly op: "matchKey.put";
      readonly sync: string;
      readonly side: Side;
      readonly records: readonly Candidate[];
    }
  /** Pairs found by `rule`: neither record is free for a later one. */
  | {
      readonly op: "matchKey.take";
      readonly sync: string;
      readonly rule: number;
      readonly pairs: readonly RecordPair[];
    }
  /** Forgets what was noted of some thousand records of the side. */
  | { readonly op: "matchKey.drop"; readonly sync: string; readonly side: Side }
  /** Opens every open row of the records for now, whatever they waited for. */
  | {
      readonly op: "inbox.hurry";
      readonly sync: string;
      readonly side: Side;
      readonly recordIds: readonly string[];
      readonly dueAt: number;
    }
  /** Opens every open row of the sync for now. */
  | { readonly op: "inbox.hurryAll"; readonly sync: string; readonly dueAt: number }
  | {
      readonly op: "schema.put";
      readonly connection: string;
      readonly description: ObjectDescription;
      readonly at: number;
    }
  /** Notes which account and object a side of a sync is. */
  | { readonly op: "place.put"; readonly sync: string; readonly side: Side; readonly place: string }
  /** Notes which edits fields of a record were given by; of the others it stays known. */
  | { readonly op: "lastEdit.put"; readonly record: RecordRef; readonly edits: LastEdits }
  /** Notes a request for an action, before it is sent and after; `input` is that of the first time. */
  | { readonly op: "action.put"; readonly request: ActionRequest }
  /** Forgets requests settled before `before`: the same key is another request then. */
  | { readonly op: "action.prune"; readonly before: number }
  /** For what is no change of the store. What changes it is noted by the store itself. */
  | { readonly op: "audit.add"; readonly event: AuditEvent }
  /** `at`: when, milliseconds; where it is left out the audit takes the time of the row before. */
  | { readonly op: "meta.put"; readonly key: string; readonly value: string; readonly at?: number }
  | { readonly op: "meta.drop"; readonly key: string }
  /** Forgets writes settled before `before`; what they wrote is in the history. */
  | { readonly op: "intent.prune"; readonly before: number }
  /** Forgets settled inbox rows older than `before`; their number is kept. */
  | { readonly op: "inbox.prune"; readonly before: number };
