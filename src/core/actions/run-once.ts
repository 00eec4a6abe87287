// An action that does it again each time it is sent. By its key a request is known: what is done is not done again, and
// what is in doubt is looked for at the vendor before anything is sent.
import { IntegrationError, SyncError, ValidationError } from "../contract/errors.ts";
import type { Value } from "../contract/records.ts";
import { restate } from "../http/classify.ts";
import { noteDone, noteFailed, type Run, send } from "./noted-run.ts";

export interface Ran {
  /** It was done by an earlier run with the same key; nothing was sent now. */
  readonly repeated: boolean;
  readonly result: Value;
}

/** Longest time that is waited for a vendor to show what it made. */
const mostPatienceMs = 15_000;

/** @throws IntegrationError E_OUTCOME_UNKNOWN when it can't be told whether it was done; E_INPUT for a key of another request */
export async function runOnce(run: Run): Promise<Ran> {
  const { ports, connection, action, ask } = run;
  const known = await ports.store.actionRequest(connection, action.id, ask.requestKey);
  if (known !== null && known.input !== run.inputDigest) throw otherInput(run);
  if (known?.state === "done") return { repeated: true, result: known.result };
  if (known?.state === "sent") {
    const found = await settle(run, known.sentAt, null);
    if (found !== null) return { repeated: true, result: found };
  } else if (run.isKeyChosen) {
    const found = (await action.find?.(run.input, { ...ask, sentAt: null })) ?? null;
    if (found !== null) {
      await noteDone(run, ports.clock.now(), found);
      return { repeated: true, result: found };
    }
  }
  const sentAt = ports.clock.now();
  try {
    return { repeated: false, result: await send(run, sentAt) };
  } catch (error) {
    if (!(error instanceof IntegrationError) || error.effect !== "unknown") throw error;
    const found = await settle(run, sentAt, error);
    if (found === null) throw restate(error, { effect: "none" });
    return { repeated: false, result: found };
  }
}

/**
 * What a run in doubt made, noted as done; null when it surely made nothing, which is noted as well. `doubt` is the
 * error that left it open, null where the process that knew it has ended.
 */
async function settle(run: Run, sentAt: number, doubt: IntegrationError | null): Promise<Value | null> {
  const { action, ports, ask } = run;
  if (action.find === undefined) throw unknown(run, doubt, null);
  const provenAt = sentAt + action.lookupLagMs;
  const waitMs = provenAt - ports.clock.now();
  if (waitMs > 0 && waitMs <= mostPatienceMs) await ports.clock.sleep(waitMs, ports.signal).catch(() => null);
  const found = await action.find(run.input, { ...ask, sentAt }).catch((error: unknown) => {
    throw unknown(run, doubt, error);
  });
  if (found !== null) {
    await noteDone(run, sentAt, found);
    return found;
  }
  if (ports.clock.now() < provenAt) throw unknown(run, doubt, null);
  await noteFailed(run, sentAt);
  return null;
}

/** `cause`: why it could not be looked for. */
function unknown(run: Run, doubt: IntegrationError | null, cause: unknown): SyncError {
  const { action, ask, connection } = run;
  const why = doubt === null ? "an earlier run was cut off" : doubt.message;
  const also = cause instanceof Error ? `; looking for it failed: ${cause.message}` : "";
  const place = action.evidence?.(run.input) ?? "the vendor's own list of what was made last";
  const key = ask.requestKey;
  const next =
    action.find === undefined
      ? "If it is there, it is done. If not, run the action again with another request key."
      : `Run it again with the request key ${key} in a moment: integ looks for it before anything is sent.`;
  return new SyncError({
    code: "E_OUTCOME_UNKNOWN",
    message: `It is not known whether ${action.id} (request key ${key}) was carried out: ${why}${also}`,
    hint: `Look at ${place}. ${next}`,
    connection,
    operation: action.id,
    effect: "unknown",
    cause: cause ?? doubt,
  });
}

function otherInput({ action, ask, connection }: Run): ValidationError {
  return new ValidationError({
    code: "E_INPUT",
    message: `The request key ${ask.requestKey} was used for ${action.id} with another input`,
    hint: "Give the same input to find out what became of that request, or choose a new key for a new one.",
    connection,
    operation: action.id,
  });
}
