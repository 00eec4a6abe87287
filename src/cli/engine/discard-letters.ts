// Gives dead letters up, each by name and with the user who does it.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { DeadLetter } from "../../core/store/rows.ts";
import { discardOps } from "../../core/sync/write/dead-letters.ts";
import type { App } from "../../daemon/app.ts";
import { actorOf } from "./actor.ts";

export interface DiscardDocument {
  readonly schema: "integ.dlq-discard/1";
  readonly who: string;
  readonly reason: string | null;
  readonly items: readonly {
    readonly id: string;
    readonly sync: string;
    readonly recordId: string;
    readonly code: string;
  }[];
}

/** @throws IntegrationError E_INPUT for one that is not open: nothing is discarded then. */
export function refuseSettled(letters: readonly DeadLetter[]): void {
  const settled = letters.find((letter) => letter.state !== "open");
  if (settled === undefined) return;
  const { id, state, settledBy } = settled;
  const by = settledBy === null ? "" : ` by ${settledBy}`;
  throw new IntegrationError({
    code: "E_INPUT",
    message: state === "replaying" ? `${id} is being replayed` : `${id} is ${state}${by} already`,
    hint: state === "replaying" ? "Wait for its outcome: `integ dlq show` tells it." : "Leave it out.",
  });
}

export async function discardLetters(
  app: App,
  letters: readonly DeadLetter[],
  reason: string | null,
): Promise<DiscardDocument> {
  const actor = actorOf(app);
  await app.store.commit(letters.flatMap((letter) => discardOps(actor, letter, reason)));
  const items = letters.map(({ id, sync, recordId, code }) => ({ id, sync, recordId, code }));
  return { schema: "integ.dlq-discard/1", who: actor.who, reason, items };
}
