// Runs an action, whoever asks for it: a person, a script, an agent.
import { createHash } from "node:crypto";
import type { ActionSummary } from "../contract/actions.ts";
import type { Connection } from "../contract/connector.ts";
import { ValidationError } from "../contract/errors.ts";
import { findAction, readInput } from "./describe-actions.ts";
import { withNextStep } from "./next-steps.ts";
import { type ActionPorts, type Run, send } from "./noted-run.ts";
import { type Ran, runOnce } from "./run-once.ts";

export interface ActionOrder {
  readonly action: string;
  readonly input: unknown;
  /** Chosen by who asks, so that they can ask again; null: a new request. */
  readonly requestKey: string | null;
}

export interface ActionOutcome extends Ran {
  readonly connection: string;
  readonly action: string;
  readonly effect: ActionSummary["effect"];
  readonly requestKey: string;
}

const keyPattern = /^[\w.:-]{1,64}$/;

/**
 * @throws IntegrationError E_ACTION_UNKNOWN, E_FEATURE_OFF, E_INPUT; E_OUTCOME_UNKNOWN when it may have been done and a
 *   person has to look; else as the vendor's refusal says, with the next step for whoever asked
 */
export async function runAction(
  ports: ActionPorts,
  connection: Connection,
  order: ActionOrder,
): Promise<ActionOutcome> {
  const { name } = connection;
  const action = findAction(connection, order.action);
  if (action.refused) throw action.refused();
  const input = readInput(connection, action, order.input);
  const requestKey = order.requestKey ?? ports.ids.next();
  if (!keyPattern.test(requestKey)) throw badKey(name);
  const ask = { requestKey, signal: ports.signal };
  const isKeyChosen = order.requestKey !== null;
  const run: Run = { ports, connection: name, action, input, inputDigest: digestOf(input), ask, isKeyChosen };
  const told = { connection: name, action: action.id, effect: action.effect, requestKey };
  try {
    return { ...told, ...(await runBy[action.effect](run)) };
  } catch (error) {
    throw withNextStep(error, action, name);
  }
}

const runBy: Readonly<Record<ActionSummary["effect"], (run: Run) => Promise<Ran>>> = {
  read: async (run) => ({ repeated: false, result: await run.action.run(run.input, run.ask) }),
  repeatable: async (run) => ({ repeated: false, result: await send(run, run.ports.clock.now()) }),
  once: (run) => run.ports.exclusive(run.connection).run(() => runOnce(run)),
};

const digestOf = (input: unknown): string => createHash("sha256").update(JSON.stringify(input)).digest("hex");

const badKey = (connection: string): ValidationError =>
  new ValidationError({
    code: "E_INPUT",
    message: "The request key must be 1 to 64 letters, digits, or the signs _ . : -",
    hint: "Choose another one; an order number, say, or a UUID.",
    connection,
  });
