// Actions as a connector writes them down: what they are is known at once, what they work with comes with the connection.
import type { z } from "zod";
import type { Action, ActionRun, ActionSearch, ActionSummary, NextSteps } from "../contract/actions.ts";
import type { Value } from "../contract/records.ts";

interface Definition<Context, Input extends z.ZodType, Output extends z.ZodType<Value>>
  extends ActionSummary {
  readonly inputSchema: Input;
  readonly outputSchema: Output;
  /** Beside those of the connector. */
  readonly nextSteps?: NextSteps;
  run(context: Context, input: z.output<Input>, ask: ActionRun): Promise<z.output<Output>>;
  find?(context: Context, input: z.output<Input>, ask: ActionSearch): Promise<z.output<Output> | null>;
  lookupLagMs?(context: Context): number;
  evidence?(input: z.output<Input>): string;
}

/** An action that still lacks the connection it runs on. */
export interface UnboundAction<Context> {
  readonly summary: ActionSummary;
  bind(context: Context, nextSteps: NextSteps): Action;
}

/** @see Action; `Context` is what its connector gives it to work with. */
export function defineAction<Context, Input extends z.ZodType, Output extends z.ZodType<Value>>(
  definition: Definition<Context, Input, Output>,
): UnboundAction<Context> {
  const { id, title, effect, inputSchema, outputSchema, find, evidence } = definition;
  const summary: ActionSummary = { id, title, effect };
  // The contract promises input as the schema gave it.
  const read = (input: unknown) => input as z.output<Input>;
  return {
    summary,
    bind: (context, nextSteps) => ({
      ...summary,
      inputSchema,
      outputSchema,
      nextSteps: { ...nextSteps, ...definition.nextSteps },
      lookupLagMs: definition.lookupLagMs?.(context) ?? 0,
      run: (input, ask) => definition.run(context, read(input), ask),
      ...(find && { find: (input, ask) => find(context, read(input), ask) }),
      ...(evidence && { evidence: (input) => evidence(read(input)) }),
    }),
  };
}

/** The actions of a connection; `nextSteps` are those of the whole connector. */
export function bindActions<Context>(
  unbound: readonly UnboundAction<Context>[],
  context: Context,
  nextSteps: NextSteps,
): readonly Action[] {
  return unbound.map((action) => action.bind(context, nextSteps));
}
