// What a connector can do at its vendor beside keeping records in step.
import type { z } from "zod";
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

/** `input` reaches `run` and `find` as `inputSchema` gave it, defaults filled in. */
export interface Action extends ActionSummary {
  readonly inputSchema: z.ZodType;
  readonly outputSchema: z.ZodType;
  /** @throws IntegrationError, with effect `unknown` where it may have been done all the same */
  run(input: unknown, ask: ActionRun): Promise<Value>;
  /** After a run of unknown outcome: what it made; null when it surely made nothing. Absent: a person must look. */
  find?(input: unknown, ask: ActionRun): Promise<Value | null>;
}
