// What was asked of an action under a key, and what came of it.
import type { Value } from "../contract/records.ts";

/** Named by the three first members together. */
export interface ActionRequest {
  readonly connection: string;
  /** The action's id. */
  readonly action: string;
  readonly requestKey: string;
  /** Digest of the input: a key belongs to one input. */
  readonly input: string;
  /** `sent`: what came of it is not known; `failed`: it had no effect. */
  readonly state: "sent" | "done" | "failed";
  /** What it gave; null until it is done. */
  readonly result: Value;
  /** Milliseconds since the Unix epoch. */
  readonly sentAt: number;
  readonly settledAt: number | null;
}
