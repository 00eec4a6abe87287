// The words of the engine as types.
import type { ConflictPolicy, Direction, MatchRule } from "../config/types.ts";
import type { Connection, ObjectPort } from "../contract/connector.ts";
import type { Value, VendorRecord } from "../contract/records.ts";
import type { Clock, Ids, Logger, Random } from "../contract/runtime.ts";
import type { Mapping } from "../mapping/compile.ts";
import type { Agreed, Link, Side } from "../store/rows.ts";
import type { Fence, Store } from "../store/store.ts";

export interface SidePort {
  readonly connection: Connection;
  readonly objectName: string;
  /** The vendor account, as the connection names it. */
  readonly account: string;
  /** What the keys of copies of its records begin with. */
  readonly keyPrefix: string;
  readonly object: ObjectPort;
}

/** A sync made ready to run. */
export interface SyncRuntime {
  readonly name: string;
  readonly direction: Direction;
  readonly conflicts: ConflictPolicy;
  readonly prefer: Side;
  readonly match: readonly MatchRule[];
  readonly mapping: Mapping;
  readonly sides: Readonly<Record<Side, SidePort>>;
  /** Vendor's clock minus ours as measured, milliseconds; 0 while it is not known. */
  readonly clockOffsetMs: (side: Side) => number;
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
  /** Ids of the intents this process is sending right now: what is `sent` and not in here is in doubt. */
  readonly inFlight: Set<string>;
}

/** `none`: this side has no record yet. `gone`: it had one, and the vendor says it is deleted or unknown. */
export type SideState =
  | { readonly kind: "live"; readonly record: VendorRecord }
  | { readonly kind: "gone" }
  | { readonly kind: "none" };

export type SideStates = Readonly<Record<Side, SideState>>;

export interface Policy {
  readonly direction: Direction;
  readonly prefer: Side;
  /** Server times closer together than this say nothing about which edit was later, milliseconds. */
  readonly timeMarginMs: number;
  /** Each vendor's clock minus ours, milliseconds. */
  readonly clockOffsetMs: Readonly<Record<Side, number>>;
}

export interface FieldConflict {
  readonly field: string;
  readonly base: Value | undefined;
  readonly left: Value;
  readonly right: Value;
  readonly winner: Side;
  readonly reason: string;
}

export interface Write {
  readonly side: Side;
  readonly operation: "create" | "update";
  readonly fields: Readonly<Record<string, Value>>;
  readonly agreed: Agreed;
  readonly targetId: string | null;
  readonly expectedVersion: string | null;
}

/** A translation that failed: the write to `side` can't be made. */
export interface Problem {
  readonly side: Side;
  readonly error: unknown;
}

/** What is to be done about one link. Pure data; `plan` prints it, the run carries it out. */
export interface Decision {
  readonly link: Link;
  readonly writes: readonly Write[];
  /** Values both sides agree on already. */
  readonly agreed: Agreed;
  readonly conflicts: readonly FieldConflict[];
  readonly problems: readonly Problem[];
  /** Why, one short sentence each, for `history`. */
  readonly reasons: readonly string[];
}
