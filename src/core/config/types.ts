// What a valid configuration is after loading: defaults filled in, units explicit, names resolved.
import type { ConnectionConfig, Connector } from "../contract/connector.ts";

/** Which side's edits reach the other one. */
export type Direction = "both" | "left-to-right" | "right-to-left";
export type Side = "left" | "right";
/** Who wins when both sides moved the same field to different values. */
export type ConflictPolicy = "last-write-wins" | Side;

export interface ConnectionSettings {
  readonly name: string;
  /** As written under `connector:` (`salesforce`, `package:@acme/integ-freshdesk`). */
  readonly connectorId: string;
  readonly connector: Connector;
  /** What the connector's own schema returned; the common keys below are not in it. */
  readonly config: ConnectionConfig;
  /** Longest wait for one vendor call; null: the connector's own default. */
  readonly timeoutMs: number | null;
  /** Most vendor calls in flight; null: the default. */
  readonly concurrency: number | null;
}

export interface SideConfig {
  readonly connection: string;
  readonly object: string;
}

/** A pair of fields whose equal values say that two unlinked records are the same. */
export interface MatchRule {
  readonly left: string;
  readonly right: string;
}

/**
 * Left value → right values. The first one is what goes over; all of them come back as the left value, so that a
 * side which tells more values apart (solved, closed) than the other does not make changes of its own.
 */
export type ValueMap = ReadonlyMap<string, readonly string[]>;

export interface FieldConfig {
  readonly left: string;
  readonly right: string;
  /** Left value → right value; null: the value goes over as it is. Invertible where right-to-left is allowed. */
  readonly values: ValueMap | null;
  /** The field's own direction, or the sync's. Never wider than the sync's. */
  readonly direction: Direction;
  /** The field's own policy, or the sync's. */
  readonly conflicts: ConflictPolicy;
}

export interface SyncConfig {
  readonly name: string;
  readonly left: SideConfig;
  readonly right: SideConfig;
  readonly direction: Direction;
  /** Cron expression with 5 or 6 fields; null: no schedule. */
  readonly schedule: string | null;
  readonly realtime: boolean;
  readonly match: readonly MatchRule[];
  readonly conflicts: ConflictPolicy;
  /** Who wins when the edits are closer together than the clocks can tell. */
  readonly prefer: Side;
  /** What a delete on one side does to the other one. */
  readonly deletes: "keep";
  /** At least one; each left and each right field occurs once. */
  readonly fields: readonly FieldConfig[];
}

export interface ServerConfig {
  /** Name or address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Origin (and path) under which vendors reach this server, without a trailing slash; null: they can't. */
  readonly publicUrl: string | null;
}

export interface Config {
  /** File it was read from, for messages. */
  readonly file: string;
  readonly connections: ReadonlyMap<string, ConnectionSettings>;
  readonly syncs: ReadonlyMap<string, SyncConfig>;
  /** Null when the file has no `server`: then no port is opened and webhooks can't arrive. */
  readonly server: ServerConfig | null;
}
