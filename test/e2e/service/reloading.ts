// Reloads as the tests ask for them: the configuration edited, the daemon told, its answer or its refusal.
import { join } from "node:path";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import { callDaemon } from "../../../src/daemon/control-client.ts";
import type { Reloaded } from "../../../src/daemon/control-protocol.ts";
import type { Pair } from "../pair.ts";

export const stateOf = (pair: Pair): string => join(pair.dir, "state");

/** Writes the text and has it taken over; the error when it is refused. */
export async function reloadWith(pair: Pair, text: string): Promise<Reloaded | IntegrationError> {
  await pair.writeConfig(text);
  try {
    return (await callDaemon(stateOf(pair), "POST", "/reload", { timeoutMs: 60_000 })) as Reloaded;
  } catch (error) {
    if (error instanceof IntegrationError) return error;
    throw error;
  }
}

/** @throws Error when it is not taken over. */
export async function mustReload(pair: Pair, text: string): Promise<Reloaded> {
  const answer = await reloadWith(pair, text);
  if (answer instanceof IntegrationError) throw answer;
  if (answer.outcome !== "reloaded") throw new Error(`the reload changed nothing: ${JSON.stringify(answer)}`);
  return answer;
}
