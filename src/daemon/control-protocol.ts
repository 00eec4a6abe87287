// How the CLI and the daemon know that they mean the same: the version of what they say to each other.
import type { ErrorCode } from "../core/contract/error-codes.ts";

/** In every path and, by the header, in every answer. A change that an older side would misread raises it. */
export const controlVersion = 1;
export const controlPrefix = `/v${controlVersion}`;
export const protocolName = `integ.control/${controlVersion}`;
/** Names the protocol: optional in a request, always in an answer. */
export const protocolHeader = "integ-protocol";

/** Who answers. */
export interface Hello {
  readonly protocol: string;
  readonly version: string;
  readonly pid: number;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly generation: GenerationFacts;
  /** Absent: the daemon is of a version that does not say. */
  readonly refusedReload?: RefusedReload | null;
  /** True once it was told to stop. */
  readonly isStopping: boolean;
}

/** One configuration while it was run: the first is 1, each one taken over counts on. */
export interface GenerationFacts {
  readonly number: number;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

/** The configuration on disk could not be taken over, and none has been since. */
export interface RefusedReload {
  /** Of the first refusal in a row, milliseconds since the Unix epoch. */
  readonly since: number;
  /** Of the last one. */
  readonly code: ErrorCode;
  readonly message: string;
}

export interface Reloaded {
  readonly outcome: "reloaded" | "already_current";
  readonly before: GenerationFacts;
  readonly after: GenerationFacts;
  /** What became of connections and syncs; empty when unchanged. */
  readonly connections: readonly { readonly name: string; readonly kind: string }[];
  readonly syncs: readonly { readonly name: string; readonly kind: string }[];
  /** Syncs that began anew because they or one of their connections have changed. */
  readonly restarted: readonly string[];
  readonly server: "same" | "moved";
}

export interface StopAnswer {
  readonly outcome: "stopping" | "already_stopping";
  readonly pid: number;
}
