// Everything that may be written, as data. A list of ops is applied whole or not at all.
import type { ObjectDescription } from "../contract/records.ts";
import type {
  Agreed,
  Conflict,
  CursorRow,
  DeadLetter,
  HistoryRow,
  InboxRow,
  Intent,
  IntentState,
  Link,
  Side,
  Sighting,
} from "./rows.ts";

export type NewInboxRow = Omit<InboxRow, "id" | "attempts">;

export type Op =
  | { readonly op: "cursor.put"; readonly cursor: CursorRow }
  /** Ignored when the event key was seen before. */
  | { readonly op: "inbox.add"; readonly row: NewInboxRow }
  | { readonly op: "inbox.plan"; readonly ids: readonly number[]; readonly linkId: string }
  | {
      readonly op: "inbox.settle";
      readonly ids: readonly number[];
      readonly state: "done" | "dead";
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
  /** Opens every `planned` row of the link again. */
  | { readonly op: "inbox.reopenLink"; readonly linkId: string; readonly dueAt: number }
  | { readonly op: "sighting.put"; readonly sync: string; readonly side: Side; readonly sighting: Sighting }
  /** Inserts or updates by id. */
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
  | { readonly op: "conflict.add"; readonly conflict: Conflict }
  /** One open entry per link: a second failure updates the first. */
  | { readonly op: "deadLetter.put"; readonly letter: Omit<DeadLetter, "attempts" | "firstAt" | "state"> }
  | { readonly op: "deadLetter.replay"; readonly id: string; readonly at: number }
  /** Resolves the link's dead letter, if it has one, and counts its inbox rows as done. */
  | { readonly op: "deadLetter.resolve"; readonly linkId: string; readonly at: number }
  | { readonly op: "history.add"; readonly row: HistoryRow }
  | { readonly op: "bucket.put"; readonly connection: string; readonly snapshot: string; readonly at: number }
  | {
      readonly op: "schema.put";
      readonly connection: string;
      readonly description: ObjectDescription;
      readonly at: number;
    }
  | { readonly op: "meta.put"; readonly key: string; readonly value: string }
  /** Forgets settled inbox rows older than `before`; their number is kept. */
  | { readonly op: "inbox.prune"; readonly before: number };
