// One run of an action that changes something: noted before it is sent and after. The store audits what is noted.
import type { Action, ActionRun } from "../contract/actions.ts";
import { IntegrationError } from "../contract/errors.ts";
import type { Value } from "../contract/records.ts";
import type { Clock, Exclusive, Ids } from "../contract/runtime.ts";
import { restate } from "../http/classify.ts";
import type { ActionRequest } from "../store/action-request.ts";
import type { Store } from "../store/store.ts";

export interface ActionPorts {
  readonly store: Pick<Store, "actionRequest" | "commit">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly signal: AbortSignal;
  /** Held while one of the connection's `once` actions is under way, by one of all processes. */
  exclusive(connection: string): Exclusive;
}

/** A run that is on its way: what is asked, of whom, and how it is noted. */
export interface Run {
  readonly ports: ActionPorts;
  readonly connection: string;
  readonly action: Action;
  readonly input: unknown;
  readonly inputDigest: string;
  readonly ask: ActionRun;
  /** Somebody chose the key, and may have used it where we don't know of it: in another installation, before a restore. */
  readonly isKeyChosen: boolean;
}

/**
 * Notes it as sent, durably, at `sentAt` (milliseconds), then runs it and notes what became of it. A run of unknown
 * outcome stays noted as sent.
 * @throws as the action; nothing was sent where it could not be noted
 */
export async function send(run: Run, sentAt: number): Promise<Value> {
  await note(run, { state: "sent", result: null, sentAt, settledAt: null });
  const result = await run.action.run(run.input, run.ask).catch(async (error: unknown) => {
    const isKnown = error instanceof IntegrationError && error.effect === "none";
    // Where that can't be noted it stays in doubt, and is looked for; the vendor's word is what has to be told.
    if (isKnown) await noteFailed(run, sentAt).catch(() => undefined);
    throw error;
  });
  await noteDone(run, sentAt, result);
  return result;
}

/** @throws IntegrationError saying that it is done, and yet not noted */
export async function noteDone(run: Run, sentAt: number, result: Value): Promise<void> {
  try {
    await note(run, { state: "done", result, sentAt, settledAt: run.ports.clock.now() });
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    const { requestKey } = run.ask;
    throw restate(error, {
      message: `${run.action.id} is done (${JSON.stringify(result)}), but that could not be noted: ${error.message}`,
      hint: `${error.hint} Until then use no other request key for it than ${requestKey}.`,
    });
  }
}

/** Notes that it had no effect. */
export function noteFailed(run: Run, sentAt: number): Promise<void> {
  return note(run, { state: "failed", result: null, sentAt, settledAt: run.ports.clock.now() });
}

type Progress = Pick<ActionRequest, "state" | "result" | "sentAt" | "settledAt">;

async function note({ ports, connection, action, ask, inputDigest }: Run, progress: Progress): Promise<void> {
  const { requestKey } = ask;
  const request = { connection, action: action.id, requestKey, input: inputDigest, ...progress };
  await ports.store.commit([{ op: "action.put", request }]);
}
