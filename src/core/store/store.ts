// The database behind one interface. Asynchronous although SQLite is not: other engines come behind it.
import type { AuditOutcome, AuditRow } from "../audit/audit-row.ts";
import type { ObjectDescription } from "../contract/records.ts";
import type { ActionRequest } from "./action-request.ts";
import type { LastEdits, RecordRef } from "./kin.ts";
import type { Op, RecordPair } from "./ops.ts";
import type {
  Conflict,
  ConflictState,
  CursorRow,
  DeadLetter,
  DeadLetterState,
  HistoryRow,
  InboxRow,
  InboxState,
  Intent,
  Link,
  LinkState,
  Pause,
  Shadow,
  Side,
  Sighting,
  Standing,
  Wait,
} from "./rows.ts";

/** Names the process allowed to run the engine; commits under an older fence are refused. */
export interface Fence {
  readonly epoch: number;
}

export interface InboxCounts extends Readonly<Record<InboxState, number>> {
  readonly total: number;
}

export interface IntentTiming {
  readonly side: Side;
  readonly seenAt: number;
  readonly changedAt: number | null;
  readonly settledAt: number;
}

export interface WriteCount {
  readonly side: Side;
  readonly operation: Intent["operation"];
  readonly count: number;
}

/** Which fields of a link were written to a side, and when. */
export interface RecentWrite {
  readonly linkId: string;
  readonly side: Side;
  readonly fields: readonly string[];
  readonly settledAt: number;
}

/** What became of an inbox row: its state, and when it is due while it is open. */
export interface InboxFate {
  readonly state: InboxState;
  readonly dueAt: number;
}

/** In the place of a match rule's number: the record's correlation key names its counterpart. */
export const namedRule = -1;
/** It carries the same key as its counterpart: both are copies of one record of a third system. */
export const originRule = -2;
/** Other syncs know the two to be the same record. */
export const kinRule = -3;

/** A step of the first match: where to go on after it, and the two records that it joins; null: it joins none. */
export interface PairPlace {
  readonly place: string;
  readonly pair: RecordPair | null;
}

export interface MatchKey {
  readonly rule: number;
  readonly key: string;
}

/** A record the first match has read; `keys` in the order of the rules, without the blank ones. */
export interface MatchRecord {
  readonly recordId: string;
  readonly isTaken: boolean;
  readonly keys: readonly MatchKey[];
}

export interface MatchFit extends MatchKey {
  readonly recordIds: readonly string[];
}

export interface SentWrite {
  readonly id: string;
  readonly linkId: string;
}

/** Where the records of a side of a sync are. */
export interface PlaceOfSide {
  readonly sync: string;
  readonly side: Side;
  readonly place: string;
}

/** Which rows of the audit; what is left out does not matter. */
export interface AuditFilter {
  /** Name of who did it. */
  readonly who?: string;
  /** The action, or its beginning up to a dot: `write`, `write.update`. */
  readonly action?: string;
  /** Is part of the subject. */
  readonly subject?: string;
  readonly outcome?: AuditOutcome;
  /** Milliseconds, both included. */
  readonly since?: number;
  readonly until?: number;
}

export interface Reads {
  /** Names of all syncs that ever ran, in the configuration or not. */
  syncNames(): Promise<readonly string[]>;
  /** Rows of the audit after the number `after`, in their order, 1,000 at most. */
  audit(filter: AuditFilter, after: number): Promise<readonly AuditRow[]>;
  /** The last rows of the audit, newest first. */
  lastAudit(filter: AuditFilter, limit: number): Promise<readonly AuditRow[]>;
  /** What the schema consists of and the store lacks: `trigger audit_no_delete`. */
  missingParts(): Promise<readonly string[]>;
  cursors(sync: string): Promise<readonly CursorRow[]>;
  /** Open rows due at `now`, fast sources before scans, oldest first; every open row of the records found. */
  dueInbox(sync: string, now: number, limit: number): Promise<readonly InboxRow[]>;
  /** Every open row of the records, due or not. */
  openInbox(sync: string, side: Side, recordIds: readonly string[]): Promise<readonly InboxRow[]>;
  /** When the next open row is due, milliseconds, of those due later than `after`; null when there is none. */
  nextDueAt(sync: string, after?: number): Promise<number | null>;
  /** Whether a row is planned although its link has no intent under way: a confirmation was cut short. */
  hasOrphans(sync: string): Promise<boolean>;
  /** When a change was last settled, milliseconds; null when none was. */
  lastSettledAt(sync: string): Promise<number | null>;
  inboxCounts(sync: string): Promise<InboxCounts>;
  /** Records with changes that are open or planned; a linked pair counts as one. */
  waitingRecords(sync: string): Promise<number>;
  sightings(sync: string, side: Side, recordIds: readonly string[]): Promise<ReadonlyMap<string, Sighting>>;
  linksByRecord(sync: string, side: Side, recordIds: readonly string[]): Promise<ReadonlyMap<string, Link>>;
  linksById(ids: readonly string[]): Promise<ReadonlyMap<string, Link>>;
  linkCounts(sync: string): Promise<Readonly<Record<string, number>>>;
  shadows(linkIds: readonly string[]): Promise<readonly Shadow[]>;
  /** Writes under way. */
  intents(sync: string, state: "planned" | "sent"): Promise<readonly Intent[]>;
  /** Where the sides of the syncs are, as far as that has been noted. */
  places(syncs: readonly string[]): Promise<readonly PlaceOfSide[]>;
  /**
   * For each record, by its name, all that are known to be the same one by the links of the syncs, itself included; 64
   * to a record at most.
   */
  kinOf(
    syncs: readonly string[],
    records: readonly RecordRef[],
  ): Promise<ReadonlyMap<string, readonly RecordRef[]>>;
  /** The edits that fields of the records were last given by, by the records' names. */
  lastEdits(records: readonly RecordRef[]): Promise<ReadonlyMap<string, LastEdits>>;
  /** Other syncs with writes confirmed since then to records that this one links too. */
  otherWriters(sync: string, since: number): Promise<readonly string[]>;
  /** Writes that were sent and are not settled yet, by their ids alone. */
  sentWrites(sync: string): Promise<readonly SentWrite[]>;
  /** Creates by correlation key that were sent or done. */
  createsByKey(sync: string, keys: readonly string[]): Promise<ReadonlyMap<string, Intent>>;
  /** Writes confirmed since `since`, newest first, 10,000 at most: what lag is computed from. */
  timings(sync: string, since: number): Promise<readonly IntentTiming[]>;
  /** How many writes were confirmed since `since`, by side and operation. */
  writeCounts(sync: string, since: number): Promise<readonly WriteCount[]>;
  /** Newest first; in the given states only. */
  conflicts(
    sync: string | null,
    states: readonly ConflictState[],
    limit: number,
  ): Promise<readonly Conflict[]>;
  conflict(id: string): Promise<Conflict | null>;
  /** Open and decided conflicts of the links. */
  openConflicts(linkIds: readonly string[]): Promise<readonly Conflict[]>;
  conflictCount(sync: string, states: readonly ConflictState[]): Promise<number>;
  /** Dead letters being replayed, of the links. */
  replayingLetters(linkIds: readonly string[]): Promise<readonly DeadLetter[]>;
  pauses(sync: string): Promise<readonly Pause[]>;
  waits(sync: string): Promise<readonly Wait[]>;
  /**
   * Of each side, how many links ended because their record vanished there, from `from` until before `until`, and how
   * many linked records with a delete told wait to be handled. What the engine itself deletes counts on neither.
   */
  deletesBetween(sync: string, from: number, until: number): Promise<Readonly<Record<Side, number>>>;
  openDeletes(sync: string): Promise<Readonly<Record<Side, number>>>;
  /** Confirmed writes of the links since `since`, oldest first. */
  recentWrites(linkIds: readonly string[], since: number): Promise<readonly RecentWrite[]>;
  /** Ids of live and detached links' records on the side that the sweep under way has not seen, 1,000 at most, after `after`. */
  unswept(sync: string, side: Side, after: string): Promise<readonly string[]>;
  /**
   * Of the first match: the ids of the other side's records that records of `side` carry in their correlation keys,
   * 1,000 at most, after the place `after`. A pair where both records are free.
   */
  namedPairs(sync: string, side: Side, after: string): Promise<readonly PairPlace[]>;
  /** Of the first match: the keys that the left side's copies carry of third records, likewise; the first bearer of each side. */
  originPairs(sync: string, after: string): Promise<readonly PairPlace[]>;
  /**
   * Of the first match: the left side's records, 1,000 at most, after the place `after`. A pair where the value for the
   * rule is unique on both sides among the free records.
   */
  uniquePairs(sync: string, rule: number, after: string): Promise<readonly PairPlace[]>;
  /** Of the first match: the side's records by id, 500 at most, after `after`. */
  matchRecords(sync: string, side: Side, after: string): Promise<readonly MatchRecord[]>;
  /** Of the first match: for each key the side's records that were free when its rule was asked, `most` at most. */
  matchFits(sync: string, side: Side, keys: readonly MatchKey[], most: number): Promise<readonly MatchFit[]>;
  linksOf(sync: string, states: readonly LinkState[], limit: number): Promise<readonly Link[]>;
  deadLetters(states: readonly DeadLetterState[], sync: string | null): Promise<readonly DeadLetter[]>;
  deadLetter(id: string): Promise<DeadLetter | null>;
  history(linkId: string): Promise<readonly HistoryRow[]>;
  /** What happened last, over all syncs, newest first. */
  recentHistory(limit: number): Promise<readonly HistoryRow[]>;
  /** How many links of the sync stand how. */
  standings(sync: string): Promise<Readonly<Record<Standing, number>>>;
  /** How the link stands; null when there is none of that id. */
  standing(sync: string, linkId: string): Promise<Standing | null>;
  /** What became of the row with this event key; null when there is none. */
  inboxFate(sync: string, side: Side, eventKey: string): Promise<InboxFate | null>;
  /** How many records with an open row have no link yet, by side. */
  unlinkedOpen(sync: string): Promise<Readonly<Record<Side, number>>>;
  /** How the object described itself when it was last asked; null when it never was. */
  schemaSnapshot(connection: string, object: string): Promise<ObjectDescription | null>;
  meta(key: string): Promise<string | null>;
  actionRequest(connection: string, action: string, requestKey: string): Promise<ActionRequest | null>;
}

export interface Store extends Reads {
  /**
   * Applies the ops in order, atomically; durable on disk when the promise resolves. Commits that arrive
   * together share one fsync and fail alone. With a fence, refused once another process holds the engine.
   * @throws ConfigError E_STORE_FULL, E_STORE_READONLY, E_STORE_BUSY; SyncError E_LEASE_LOST.
   */
  commit(ops: readonly Op[], fence?: Fence): Promise<void>;
  /**
   * The same without waiting for the disk: a crash of the machine may take it back, with everything committed after it
   * in the same way. The next {@link commit} brings it to the disk first. For what nobody outside has been told of, so
   * that losing it is no more than a process killed a moment earlier.
   * @throws as {@link commit}.
   */
  commitLazily(ops: readonly Op[], fence?: Fence): Promise<void>;
  /** Takes the engine for this process: raises the epoch. */
  takeEngine(holder: string, at: number): Promise<Fence>;
  /** A consistent private copy, thrown away on close: what a dry run works on. */
  clone(): Promise<Store>;
  close(): Promise<void>;
}
