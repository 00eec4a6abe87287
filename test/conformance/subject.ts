// What a connector's author supplies so that the conformance suite can hold the connector to its contract.
import type {
  Capabilities,
  Connection,
  ConnectorManifest,
  ObjectCapabilities,
} from "../../src/core/contract/connector.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";

/** One vendor under test: a live server, a connection to it, and a user at its keyboard. */
export interface ConformanceSubject {
  readonly connection: Connection;
  /** Object the suite writes, reads and deletes. */
  readonly object: string;
  /** Native names of the fields a sync would map; `makeValues` sets no others. */
  readonly fields: readonly string[];
  /** Text field that can be updated and that `findByField` can search, if any is searchable. */
  readonly textField: string;
  /** Second updatable field, to prove that updates are partial. */
  readonly otherField: string;
  /** Field a write of `null` empties. */
  readonly clearableField: string;
  /** Ids of the right form that no record has. */
  readonly absentIds: readonly string[];
  /** How long a committed change may take to show in a feed, by the vendor's rules as the server plays them. */
  readonly feedLagMs: number;
  /** Valid values for the n-th record; different n, different text. */
  makeValues(n: number): FieldValues;
  /** Values the vendor refuses for a create, while it takes the other items of the batch. */
  badValues(): FieldValues;
  /** Changes a record the way a person does in the vendor's own UI. */
  editAsUser(id: string, fields: FieldValues): Promise<void>;
  deleteAsUser(id: string): Promise<void>;
  /** A second instance of the connection, as after a restart: same config, same secrets. */
  reconnect(): Connection;
  readonly faults: SubjectFaults;
  stop(): Promise<void>;
}

/** Faults the server can be told to play. */
export interface SubjectFaults {
  /** The token in use stops to be valid at once. */
  breakToken(): Promise<void>;
  /** The next write takes effect and its answer never arrives. */
  cutAfterEffect(): Promise<void>;
  /** The next request is refused by the rate limit. */
  rateLimit(): Promise<void>;
  /** The next request is answered 503 with a gateway's page instead of JSON. */
  gatewayPage(): Promise<void>;
}

export interface ConnectorUnderTest {
  readonly manifest: ConnectorManifest;
  /** What the subject's object, configured as it is here, declares otherwise than the manifest. Absent: nothing. */
  readonly capabilities?: ObjectCapabilities;
  start(): Promise<ConformanceSubject>;
}

/** What a group of rules works with. */
export interface Bench {
  /** As the connector declares them for the object, known before the subject runs. */
  readonly capabilities: Capabilities;
  /** Valid inside `it` only, as are the two below. */
  subject(): ConformanceSubject;
  /** Values of a record no other test uses. */
  freshValues(): FieldValues;
  /** A correlation key no other test uses. */
  freshKey(): string;
}
