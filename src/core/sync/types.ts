// The words of the engine as types.
import type { ConflictPolicy, DeletePolicy, Direction, Guards, MatchRule } from "../config/types.ts";
import type { SyncEnds } from "../config/web.ts";
import type { Capabilities, Connection, ObjectPort } from "../contract/connector.ts";
import type { IntegrationError } from "../contract/errors.ts";
import type { FieldValues, Value, VendorRecord } from "../contract/records.ts";
import type { Clock, Ids, Logger, Random } from "../contract/runtime.ts";
import type { Lookups, Mapping, Reference } from "../mapping/compile.ts";
import type { LastEdits, RecordRef, Stamps } from "../store/kin.ts";
import type { Agreed, Conflict, InboxRow, Link, Operation, Side } from "../store/rows.ts";
import type { Fence, Store } from "../store/store.ts";

export interface SidePort {
  readonly connection: Connection;
  readonly objectName: string;
  /** The vendor account, as the connection names it. */
  readonly account: string;
  /** What the keys of copies of its records begin with. */
  readonly keyPrefix: string;
  readonly object: ObjectPort;
  /** The connection's, with what the object has otherwise. */
  readonly capabilities: Capabilities;
}

/** A field that a changed schema has put out of use. */
export interface DriftedField {
  readonly label: string;
  readonly message: string;
}

/** A sync made ready to run. */
export interface SyncRuntime {
  readonly name: string;
  /** The sync whose records these hang on; null: none. */
  readonly parent: string | null;
  readonly direction: Direction;
  readonly conflicts: ConflictPolicy;
  readonly prefer: Side;
  readonly match: readonly MatchRule[];
  readonly deletes: DeletePolicy;
  readonly guards: Guards;
  readonly maxContentBytes: number | null;
  readonly mapping: Mapping;
  /** Fields of the configuration that are not in the mapping because the vendor's schema has changed under them. */
  readonly drifted: readonly DriftedField[];
  readonly sides: Readonly<Record<Side, SidePort>>;
  /** Vendor's clock minus ours as measured, milliseconds; 0 while it is not known. */
  readonly clockOffsetMs: (side: Side) => number;
  /** How far that may be from the truth either way, milliseconds. */
  readonly clockDoubtMs: (side: Side) => number;
}

/** A write that failed without telling whether it took effect. */
export interface Unanswered {
  readonly error: IntegrationError;
  /** How often its record had failed before. */
  readonly attempts: number;
  /** What a dead letter shows. */
  readonly payload: Value;
  /** The rows it carries out. */
  readonly rows: readonly InboxRow[];
}

/** What the engine works with. Everything that is not a pure function comes in here. */
export interface EngineContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly fence: Fence | undefined;
  /** The syncs of the configuration. */
  readonly configured: ReadonlyMap<string, SyncEnds>;
  /** Names of the records that many syncs share and one of their cycles has in hand. */
  readonly claimed: Set<string>;
  /** Ids of the intents this process is sending right now: what is `sent` and not in here is in doubt. */
  readonly inFlight: Set<string>;
  /** Intent of a create in doubt → when this process first knew of the doubt, milliseconds: its request had left by then. */
  readonly doubtSince: Map<string, number>;
  /** Intent in doubt → the call of this process that has left it so. None: its process has died, which is nobody's fault. */
  readonly unanswered: Map<string, Unanswered>;
}

/** `dry` stores decisions (in a clone) and sends nothing. */
export type Mode = "run" | "dry";

/** How sure it is that a record is deleted. `missing`: the vendor does not know it, and nothing says why. */
export type GoneBy = "deleted" | "merged" | "missing";

/** `none`: this side has no record yet. `gone`: it had one, and the vendor does not show it any more. */
export type SideState =
  | { readonly kind: "live"; readonly record: VendorRecord }
  | { readonly kind: "gone"; readonly by: GoneBy; readonly mergedInto?: string }
  | { readonly kind: "none" };

export type SideStates = Readonly<Record<Side, SideState>>;

export interface Policy {
  readonly direction: Direction;
  readonly prefer: Side;
  readonly deletes: DeletePolicy;
  /** Server times closer together than this say nothing about which edit was later, milliseconds. */
  readonly timeMarginMs: number;
  /** Each vendor's clock minus ours, milliseconds. */
  readonly clockOffsetMs: Readonly<Record<Side, number>>;
  /** The sync is part of a ring: the order of edits has to be the same for all of it. */
  readonly isRing: boolean;
}

/** A side's record as other syncs know it, with the edits its fields were last given by. */
export interface Shared {
  readonly record: RecordRef;
  readonly lastEdits: LastEdits;
}

/** All that is known of one link when it is decided about. */
export interface Situation {
  readonly link: Link;
  /** Last agreed values of each side; empty before the first agreement. */
  readonly shadows: Agreed;
  /** Values agreed on before the base became old, the base of fields that have not been agreed on since. */
  readonly old: Agreed;
  /** Until when those held at least, milliseconds. */
  readonly oldHeldUntil: number;
  readonly sides: SideStates;
  readonly lookups: Lookups;
  /** Null: no other sync shares the records. */
  readonly shared: Readonly<Record<Side, Shared>> | null;
  /** Conflicts that wait for a person or for what a person has decided. */
  readonly parked: readonly Conflict[];
  /** What a person had written instead, native field names of the side. */
  readonly edited: { readonly side: Side; readonly fields: FieldValues } | null;
}

export interface FieldConflict {
  readonly field: string;
  readonly base: Value | undefined;
  readonly left: Value;
  readonly right: Value;
  /** Null: parked for a person. */
  readonly winner: Side | null;
  readonly reason: string;
  /** Id of the parked conflict that it still is: the same values, not settled since. */
  readonly knownAs?: string;
}

export interface Write {
  readonly side: Side;
  readonly operation: Operation;
  readonly fields: Readonly<Record<string, Value>>;
  readonly agreed: Agreed;
  readonly targetId: string | null;
  readonly expectedVersion: string | null;
  /** The edits it carries over; null where no other sync has to know them. */
  readonly stamps: Stamps | null;
}

/** The write to `side` can't be made: a translation has failed, unless it says otherwise. */
export interface Problem {
  readonly side: Side;
  readonly error: unknown;
  readonly operation?: "create";
}

/** A record referred to that is not on `to` yet. `holds`: nothing is written to that side without it. */
export interface Missing {
  readonly reference: Extract<Reference, { kind: "link" }>;
  /** Its id on the other side. */
  readonly id: string;
  readonly to: Side;
  readonly holds: boolean;
}

/** What is to be done about one link. Pure data; `plan` prints it, the run carries it out. */
export interface Decision {
  readonly link: Link;
  readonly writes: readonly Write[];
  /** Values both sides agree on already. */
  readonly agreed: Agreed;
  readonly conflicts: readonly FieldConflict[];
  /** Labels of parked conflicts that are none any more, with who won. */
  readonly settled: readonly { readonly field: string; readonly winner: Side | null }[];
  readonly problems: readonly Problem[];
  readonly missing: readonly Missing[];
  /** The link has to be looked at again once the writes are confirmed: they are the first half of something. */
  readonly isHalf: boolean;
  /** By which edits both sides came to be as they are, as far as other syncs have to know and do not yet. */
  readonly lastEdits: Readonly<Record<Side, LastEdits>>;
  /** Why, one short sentence each, for `history`. */
  readonly reasons: readonly string[];
}
