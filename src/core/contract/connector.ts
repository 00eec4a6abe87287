// What a connector is: data plus ports. No I/O here; everyone may import it.
// A port or capability that is absent is thereby declared unsupported: nothing is guessed.
import type { z } from "zod";
import type { Action, ActionSummary } from "./actions.ts";
import type { IntegrationError } from "./errors.ts";
import type { Classify, HttpClient, LimitRule, ObserveLimits } from "./http.ts";
import type { Children, FurtherObjects, ObjectChildren } from "./objects.ts";
import type { FieldValues, ObjectDescription, VendorRecord } from "./records.ts";
import type { Clock, Ids, Logger, RandomBytes, RenewalLock } from "./runtime.ts";
import type { AuthMethod, Expiry, InteractiveSignIn } from "./sign-in.ts";
import type { Starter } from "./starter.ts";
import type { UserPort } from "./users.ts";
import type { WebhookPort } from "./webhook.ts";

/** Configuration of one connection after its zod schema accepted it (secrets are not in it). */
export type ConnectionConfig = Readonly<Record<string, unknown>> & { readonly connector: string };

/** Reads and writes the secrets of one connection only; names are short (`clientSecret`, `token`). */
export interface ConnectionSecrets {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  /** In one durable write: after a crash all of them are there, or none. */
  setAll(values: Readonly<Record<string, string>>): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Our client at the vendor's sign-in, where the configuration says something about it. */
export interface OAuthClientSettings {
  readonly clientId: string | null;
  /** Of the loopback address that the vendor sends the browser back to; null: the connector's own. */
  readonly redirectPort: number | null;
  /** Null: the connector's own. */
  readonly scopes: readonly string[] | null;
}

/** What a connector gets to work with. It reaches for nothing else: no global clock, random or network. */
export interface ConnectionContext {
  /** Name of the connection in the config (`sf-prod`). */
  readonly name: string;
  readonly config: ConnectionConfig;
  readonly secrets: ConnectionSecrets;
  readonly oauth?: OAuthClientSettings | undefined;
  /** An operator's bounds of single limits, by endpoint class: the client holds them, paces go by them. */
  readonly ceilings?: Readonly<Record<string, number>> | undefined;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Identifies this installation at vendors (echo tags, webhook names); random, never secret. */
  readonly installId: string;
  readonly signal: AbortSignal;
  /** For secrets that we choose ourselves (a webhook's). */
  readonly randomBytes: RandomBytes;
  /** Held while a token is renewed, by all processes that share the secrets. Absent: nobody shares them. */
  readonly renewalLock?: RenewalLock;
  /** Builds the connection's client on the one way out. */
  http(options: HttpClientOptions): HttpClient;
}

export interface HttpClientOptions {
  /** Origin + base path for relative request paths; a function when it is known only after sign-in. */
  readonly baseUrl: string | (() => Promise<string>);
  /** Headers that authenticate; `renew` is true after a 401: get a new token first. Absent: no sign-in. */
  readonly authorize?: (renew: boolean) => Promise<Readonly<Record<string, string>>>;
  readonly classify: Classify;
  readonly limits: Readonly<Record<string, LimitRule>>;
  readonly observeLimits?: ObserveLimits;
}

export interface Capabilities {
  /**
   * How a write can be refused when the record has moved since it was read: by the vendor for each one (`per-write`),
   * or for each but those of large batches (`not-in-batches`). `checked`: by the connector, which reads and compares
   * just before it writes, so that an edit in that moment is lost.
   */
  readonly compareAndSet: "none" | "checked" | "per-write" | "not-in-batches";
  /** Native name of the field that carries our correlation key on creates; null: creates can't be probed. */
  readonly correlationField: string | null;
  /** How long a lookup by correlation key may miss a record that exists, in milliseconds. */
  readonly lookupLagMs: number;
  /** Grain of `modifiedAt`, in milliseconds. */
  readonly timePrecisionMs: number;
  /** Most records in one read, and in one write. */
  readonly maxReadBatch: number;
  readonly maxWriteBatch: number;
  readonly deleteFeed: boolean;
  /**
   * What it means that neither a complete sweep nor a direct read shows a record that was there. Absent: `unknown`
   * with a delete feed, which would have told of it, else `deleted`.
   */
  readonly absence?: "deleted" | "unknown";
  readonly pushes: boolean;
}

/** Capabilities that one object of a connector has otherwise than the rest. */
export type ObjectCapabilities = Partial<Omit<Capabilities, "pushes">>;

export interface ConnectorManifest {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** Vendor API versions spoken, newest first. */
  readonly apiVersions: readonly string[];
  readonly auth: readonly AuthMethod[];
  readonly objects: readonly string[];
  /** Names that are taken beside those in `objects`, of custom objects and scopes. Absent: none. */
  readonly furtherObjects?: FurtherObjects;
  readonly children?: Children;
  readonly capabilities: Capabilities;
  /** Built-in rate limits by endpoint class; config may lower them. */
  readonly limits: Readonly<Record<string, LimitRule>>;
  readonly actions?: readonly ActionSummary[];
}

/** A position in one of an object's change feeds. `position` is opaque to everyone but the connector. */
export interface ChangePage {
  readonly records: readonly VendorRecord[];
  /** Durable position after this page, overlap included: reading again from it may repeat but never skips. */
  readonly position: string;
  readonly more: boolean;
}

export interface Feed {
  readonly name: string;
  /** `fast` feeds give real time; the `net` catches what they miss. */
  readonly role: "fast" | "net";
  /** Milliseconds between two polls that the vendor's limits allow at this moment. */
  everyMs(): number;
}

/** Bytes of a file, read once and as a stream. */
export interface Content {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly sizeBytes: number;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface CreateItem {
  /** Unique per record ever created; the same key is sent again when the outcome was unknown. */
  readonly correlationKey: string;
  readonly fields: FieldValues;
  /** The file, where the object is one. */
  readonly content?: Content;
}

export interface UpdateItem {
  readonly id: string;
  /** Only the fields to change. */
  readonly fields: FieldValues;
  /** Version the decision was based on; used where the vendor can compare and set. */
  readonly expectedVersion: string;
}

/** Outcome of one item; same order and length as the items given. */
export type WriteResult =
  | {
      readonly status: "done";
      readonly id: string;
      /** As the vendor stored it, where its answer says so: spares reading it back. Equal to what `read` would give. */
      readonly record?: VendorRecord;
    }
  | { readonly status: "failed"; readonly error: IntegrationError };

/** One object of one connection, bound to the fields a sync maps. */
export interface ObjectPort {
  /** What this object can do otherwise than the manifest says. */
  readonly capabilities?: ObjectCapabilities;
  describe(): Promise<ObjectDescription>;
  /** Reads by id, `maxReadBatch` at most. Ids the vendor does not know are absent from the map. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, VendorRecord>>;
  /** Every live record, in pages, cheapest way the vendor has; used for first match and full plans. */
  scan(): AsyncIterable<readonly VendorRecord[]>;
  readonly feeds: readonly Feed[];
  /** One page of a feed. `position` null starts at now minus the feed's overlap, not at the beginning. */
  changes(feed: string, position: string | null): Promise<ChangePage>;
  /** Creates; safe to repeat only after `findByCorrelationKey` said absent. */
  create(items: readonly CreateItem[]): Promise<readonly WriteResult[]>;
  /** Updates; values are absolute, so repeating has the effect of once. */
  update(items: readonly UpdateItem[]): Promise<readonly WriteResult[]>;
  delete(ids: readonly string[]): Promise<readonly WriteResult[]>;
  /** Records that carry each key in the correlation field; may lag by `lookupLagMs`. */
  findByCorrelationKey(keys: readonly string[]): Promise<ReadonlyMap<string, readonly VendorRecord[]>>;
  /** Records whose `field` equals each value; only for fields in `searchableFields`. */
  findByField(
    field: string,
    values: readonly string[],
  ): Promise<ReadonlyMap<string, readonly VendorRecord[]>>;
  readonly searchableFields: readonly string[];
  /**
   * For objects without a correlation field: for each item the live records of its parent that we made at or after
   * `since` (RFC 3339 UTC) and that hold these values. How a create whose answer was lost is found again.
   */
  findLike?(items: readonly FieldValues[], since: string): Promise<readonly (readonly VendorRecord[])[]>;
  /** The file of a record; only for objects that are files. @throws SyncError E_RECORD_GONE. */
  content?(id: string): Promise<Content>;
}

export interface CheckResult {
  /** Who we are at the vendor and what was proven, for people (`integ@acme.com, API 66.0`). */
  readonly identity: string;
  readonly apiVersion: string;
  /** When the credential ends, RFC 3339 UTC; null when it does not or is unknown. */
  readonly expiresAt: string | null;
  readonly warnings: readonly string[];
  /** What else was shown to work, one fact each (`reads Case`). */
  readonly proved?: readonly string[];
}

/** A live, authenticated instance of a connector. */
export interface Connection {
  readonly name: string;
  readonly manifest: ConnectorManifest;
  /** The vendor account it reaches (org id, host): the same text for the same account, whatever we call it. */
  account(): Promise<string>;
  /** Proves sign-in and reach with the cheapest read. @throws IntegrationError saying what is wrong. */
  check(): Promise<CheckResult>;
  /** @throws ConfigError for an object the connector does not know. */
  object(name: string, fields: readonly string[]): ObjectPort;
  readonly webhooks?: WebhookPort;
  readonly users?: UserPort;
  readonly actions?: readonly Action[];
  /** Takes the stored session back at the vendor. Absent: the vendor has no way, or there is no session. */
  revoke?(): Promise<void>;
  /** From what is stored alone, without a call. */
  expiry?(): Promise<Expiry>;
}

export interface Connector {
  readonly manifest: ConnectorManifest;
  readonly configSchema: z.ZodType<ConnectionConfig>;
  connect(context: ConnectionContext): Connection;
  /** How a person signs in with the configured method; null: it needs none. */
  signIn?(context: ConnectionContext): InteractiveSignIn | null;
  /** Comments and files of an object that `manifest.children` has no entry for; null: it has none. */
  childrenOf?(object: string): ObjectChildren | null;
  /** CEL over `record` that holds for the records of a scoped name and no others; null where there is no scope. */
  scopeOf?(object: string): string | null;
  /** Absent: nothing is offered for a first configuration. */
  readonly starter?: Starter;
}
