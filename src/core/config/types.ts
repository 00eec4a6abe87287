// What a valid configuration is after loading: defaults filled in, units explicit, names resolved.
import type { ConnectionConfig, Connector } from "../contract/connector.ts";
import type { FieldValues, TextFormat, Value } from "../contract/records.ts";
import type { Side } from "../contract/sides.ts";
import type { BreakerSettings } from "../http/breaker.ts";
import type { RetrySettings } from "../http/retry.ts";
import type { ConfigDocument } from "./document.ts";
import type { Feature } from "./features.ts";
import type { MonitoringConfig } from "./monitoring.ts";

/** Which side's edits reach the other one. */
export type Direction = "both" | "left-to-right" | "right-to-left";
export type { Side } from "../contract/sides.ts";
/**
 * What becomes of a field that both sides moved to different values. `merge`: sets are merged member by member, text
 * that was only added to is joined, anything else goes by last write. `manual`: parked until a person decides.
 */
export type ConflictPolicy = "last-write-wins" | Side | "merge" | "prefer-non-blank" | "manual";

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
  /** Everything else about the calls; absent: the defaults. */
  readonly http?: HttpConfig;
  /** Our client at the vendor's sign-in; absent: nothing is said about it. */
  readonly oauth?: OAuthConfig;
  /** Capabilities that are switched on or off by name; all others are on. */
  readonly features?: Readonly<Partial<Record<Feature, boolean | undefined>>>;
}

/** How a vendor is called. Null and absent members: the default of the way out. */
export interface HttpConfig {
  readonly connectTimeoutMs: number | null;
  readonly maxResponseBytes: number | null;
  readonly retry: Readonly<Partial<RetrySettings>>;
  readonly breaker: Readonly<Partial<BreakerSettings>>;
  /** Endpoint class → most requests per window. */
  readonly ceilings: Readonly<Record<string, number>>;
  /** Share (0 to 1) of every limit that background work leaves to what somebody waits for; null: the default. */
  readonly reserveShare: number | null;
  /** Null: called directly. */
  readonly proxy: ProxyConfig | null;
  readonly tls: TlsConfig;
  /** Host names, `*.` in front for all below one; null: any. */
  readonly allowedHosts: readonly string[] | null;
}

export interface ProxyConfig {
  /** `http(s)://HOST:PORT`, without credentials. */
  readonly url: string;
  /** Name of the connection's secret with USER:PASSWORD; null: the proxy wants none. */
  readonly secretName: string | null;
  readonly bypass: readonly string[];
}

/** Files as written: relative ones are beside the configuration. */
export interface TlsConfig {
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  /** OpenSSL's names with `:` between; null: the platform's. */
  readonly ciphers: string | null;
  readonly caFile: string | null;
  /** Both or neither. */
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
}

export interface OAuthConfig {
  readonly clientId: string | null;
  /** Null: the connector's own. */
  readonly redirectPort: number | null;
  /** Null: the connector's own. */
  readonly scopes: readonly string[] | null;
}

export interface SideConfig {
  readonly connection: string;
  readonly object: string;
  /** CEL over `record`: records for which it is false are left alone; null: all belong to the sync. */
  readonly where: string | null;
}

/** What a delete on one side does to the other one. */
export interface DeletePolicy {
  readonly kind: "keep" | "archive" | "propagate";
  /** What `archive` writes to the counterpart, native field names; null where that side is kept as it is. */
  readonly archive: Readonly<Record<Side, FieldValues | null>>;
}

/** Limits beyond which the sync pauses and asks. */
export interface Guards {
  /** Most records that may vanish from one side within an hour. */
  readonly maxDeletes: number;
  /** Largest share (0 to 1) of the links that may lose one side within an hour. */
  readonly maxDeleteShare: number;
  /** How long a delete is held before it is carried over, so that a mass of them is seen as one. */
  readonly deleteHoldMs: number;
  /** Most creates of a first match that are made without approval. */
  readonly maxFirstCreates: number;
  /** Most times a field may be written within `flipWindowMs` before its record is frozen. */
  readonly maxFlips: number;
  readonly flipWindowMs: number;
}

/** A condition on what is about to be written; CEL over `record`, the target's fields as they would be. */
export interface ValidationRule {
  /** The side written to. */
  readonly side: Side;
  /** The rule applies only where this is true; absent: always. */
  readonly when?: string;
  readonly expression: string;
  readonly message: string;
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

/** One direction of a field computed from the source record. */
export type Computed =
  | { readonly kind: "constant"; readonly value: Value }
  /** Text with {FieldName} in it; `{{` and `}}` stand for braces. */
  | { readonly kind: "template"; readonly template: string }
  /** CEL over `record`, the source record's fields by name. */
  | { readonly kind: "expression"; readonly expression: string };

export interface FieldConfig {
  /** Native names; null: that side has no field of its own, its value is computed. */
  readonly left: string | null;
  readonly right: string | null;
  /** Left value → right value; null: the value goes over as it is. Invertible where right-to-left is allowed. */
  readonly values: ValueMap | null;
  /** How the side's value is made from the other side's record; null: translated from the other field. */
  readonly computed: Readonly<Record<Side, Computed | null>>;
  /** Written to the side where the source is blank; null: blank goes over as blank. */
  readonly defaults: Readonly<Record<Side, Value>>;
  /** The field holds a record's id: the name of the sync whose links translate it; null: it does not. */
  readonly reference: string | null;
  /** Which side of that sync each of our sides is; absent: left is left. */
  readonly referenceSides?: Readonly<Record<Side, Side>>;
  /** The object whose ids each of our sides holds; absent: not known. */
  readonly referenceObjects?: Readonly<Record<Side, string>>;
  /** Whether a record waits until its reference can be translated, instead of going over without it. */
  readonly required: boolean;
  /** The field names a person: translated by e-mail address. */
  readonly users: boolean;
  /** Formatting of each side where it is not what the vendor's description says; null: as described. */
  readonly formats: Readonly<Record<Side, TextFormat | null>>;
  /** IANA zone by which a date becomes a time and back. */
  readonly zone: string;
  /** Fields with the same unit are decided together: one side wins all of them. Null: alone. */
  readonly unit: string | null;
  /** The field's own direction, or the sync's. Never wider than the sync's. */
  readonly direction: Direction;
  /** The field's own policy, or the sync's. */
  readonly conflicts: ConflictPolicy;
}

export interface SyncConfig {
  readonly name: string;
  /** Name of the sync whose records these hang on (comments, files); null: a sync of its own. */
  readonly parent: string | null;
  readonly left: SideConfig;
  readonly right: SideConfig;
  readonly direction: Direction;
  /** Cron expression with 5 or 6 fields; null: no schedule. */
  readonly schedule: string | null;
  /** IANA zone of the schedule; absent: the machine's. */
  readonly timezone?: string;
  /** Time between two polls instead of a schedule; absent: none. */
  readonly everyMs?: number;
  readonly realtime: boolean;
  readonly match: readonly MatchRule[];
  readonly conflicts: ConflictPolicy;
  /** Who wins when the edits are closer together than the clocks can tell. */
  readonly prefer: Side;
  readonly deletes: DeletePolicy;
  readonly guards: Guards;
  readonly rules: readonly ValidationRule[];
  /** Largest file taken over, bytes; null: the records are no files. */
  readonly maxContentBytes: number | null;
  /** At least one; each left and each right field is written by one entry at most. */
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
  /** Where everything stands in it; null for a configuration that is in no file. */
  readonly document: ConfigDocument | null;
  readonly connections: ReadonlyMap<string, ConnectionSettings>;
  readonly syncs: ReadonlyMap<string, SyncConfig>;
  /** Name of the environment whose overlay is in it; absent: none. */
  readonly environment?: string;
  /** Thresholds of health; absent: the defaults. */
  readonly monitoring?: MonitoringConfig;
  /** Null when the file has no `server`: then no port is opened and webhooks can't arrive. */
  readonly server: ServerConfig | null;
}
