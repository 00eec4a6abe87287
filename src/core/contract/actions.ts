// What a connector can do at its vendor beside keeping records in step.
import type { z } from "zod";
import type { ErrorCode } from "./error-codes.ts";
import type { IntegrationError } from "./errors.ts";
import type { Value } from "./records.ts";

export interface ActionSummary {
  /** Unique within the connector, in kebab-case (`order-item`). */
  readonly id: string;
  readonly title: string;
  /**
   * `read` changes nothing; `repeatable` has the effect of once however often it runs with the same input; `once`
   * does it again each time, unless the request key holds it back.
   */
  readonly effect: "read" | "repeatable" | "once";
}

/** What a run is asked with. */
export interface ActionRun {
  /** The same for every try of one request; a `once` action leaves it at the vendor where that has a place for it. */
  readonly requestKey: string;
  readonly signal: AbortSignal;
}

/** What is asked of `find` beside the input. */
export interface ActionSearch extends ActionRun {
  /** When the run in doubt was sent, milliseconds by our clock; null: none is known, only the key can tell. */
  readonly sentAt: number | null;
}

/** What to do after an error, where that is something else than its code says in general. */
export type NextSteps = Readonly<Partial<Record<ErrorCode, string>>>;

/** `input` reaches `run`, `find` and `evidence` as `inputSchema` gave it, defaults filled in. */
export interface Action extends ActionSummary {
  readonly inputSchema: z.ZodType;
  readonly outputSchema: z.ZodType;
  readonly nextSteps: NextSteps;
  /** Why it is not to be run as things are configured; absent: nothing is against it. */
  refused?(): IntegrationError;
  /** @throws IntegrationError, with effect `unknown` where it may have been done all the same */
  run(input: unknown, ask: ActionRun): Promise<Value>;
  /** After a run of unknown outcome: what it made; null when there is nothing of it. Absent: a person must look. */
  find?(input: unknown, ask: ActionSearch): Promise<Value | null>;
  /** How long after a run was sent `find` may miss what it made, milliseconds. */
  readonly lookupLagMs: number;
  /** Where a person sees at the vendor whether it was done; of every `once` action. */
  evidence?(input: unknown): string;
}
