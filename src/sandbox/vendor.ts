// What the sandbox asks of an emulated vendor, and what it gives each: the shell knows vendors by this alone.
import type { Credentials } from "./clients.ts";
import type { Edge } from "./edge.ts";
import type { Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import type { JsonObject } from "./json.ts";
import type { Random } from "./random.ts";
import type { SandboxClock, Timers } from "./timers.ts";

/** What all vendors of one sandbox have in common. */
export interface SharedParts {
  readonly clock: SandboxClock;
  readonly timers: Timers;
  readonly random: Random;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly credentials: Credentials;
  /** Whether webhooks are sent at all. */
  readonly webhooks: boolean;
  /** The vendor's published descriptions to compare traffic with; none: nothing is compared. */
  readonly specFiles: readonly string[];
  /** Ends with the sandbox. */
  readonly signal: AbortSignal;
  latencyMs(): number;
}

export interface SandboxVendor {
  readonly edge: Edge;
  /** Turned while the sandbox runs. */
  readonly settings: object;
  /** Paths of the control API below `/VENDOR` that list records. */
  readonly controlPaths: readonly string[];
  expireTokens(): void;
  /** What a person needs to sign in, once the edge listens. */
  clients(): JsonObject;
  /** Adds the routes below `/VENDOR` that edit records as a person would. */
  addControl(control: Edge): void;
}

/** @throws Error when a description can't be read */
export type CreateVendor = (shared: SharedParts) => Promise<SandboxVendor>;
