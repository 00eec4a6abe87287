// How the CLI and the daemon know that they mean the same: the version of what they say to each other.

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
  /** True once it was told to stop. */
  readonly isStopping: boolean;
}

/** One configuration while it was run: the first is 1, each one taken over counts on. */
export interface GenerationFacts {
  readonly number: number;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
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
