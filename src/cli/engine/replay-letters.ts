// Puts dead letters back to work and waits for what becomes of each.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { DeadLetter } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";
import { replayDeadLetters } from "../../core/sync/dead-letters.ts";
import { drainDue } from "../../core/sync/run.ts";
import type { App } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import type { Progress } from "../progress.ts";
import { waitForDaemon } from "./daemon-wait.ts";
import { holdEngine } from "./hold-engine.ts";

export interface ReplayedItem {
  readonly id: string;
  readonly sync: string;
  readonly recordId: string;
  /** `waiting`: a later try will tell; the vendor can't be reached now, say. */
  readonly outcome: "resolved" | "dead" | "waiting";
  /** Why it is still dead; null otherwise. */
  readonly cause: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

export interface ReplayDocument {
  readonly schema: "integ.replay/1";
  readonly items: readonly ReplayedItem[];
}

export async function replayLetters(
  app: App,
  progress: Progress,
  letters: readonly DeadLetter[],
): Promise<ReplayDocument> {
  const syncs = [...new Set(letters.map((letter) => letter.sync))];
  if (syncs.length > 0)
    await ((await runsDaemon(app)) ? replayThere : replayHere)(app, progress, letters, syncs);
  progress.done();
  return {
    schema: "integ.replay/1",
    items: await Promise.all(letters.map(({ id }) => outcomeOf(app.store, id))),
  };
}

const runsDaemon = async (app: App): Promise<boolean> =>
  (await callDaemon(app.ports.stateDir, "GET", "/health")) !== null;

type Replay = (
  app: App,
  progress: Progress,
  letters: readonly DeadLetter[],
  syncs: readonly string[],
) => Promise<void>;

const replayHere: Replay = async (app, progress, letters, syncs) => {
  const engine = await holdEngine(app, progress);
  for (const sync of syncs) {
    progress.phase(`Replaying ${sync}`);
    // Made ready before anything is put back: a vendor that can't be reached leaves the letters as they are.
    const runtime = await app.prepare(sync, "fresh");
    engine.signal.throwIfAborted();
    await replayDeadLetters(
      engine,
      letters.filter((letter) => letter.sync === sync),
    );
    await drainDue(engine, runtime);
  }
};

const replayThere: Replay = async (app, progress, letters, syncs) => {
  await replayDeadLetters(app.engine(undefined), letters);
  await callDaemon(app.ports.stateDir, "POST", "/wake");
  for (const sync of syncs) {
    progress.phase(`Replaying ${sync}`);
    await waitForDaemon(app, sync, () => undefined);
  }
};

async function outcomeOf(store: Store, id: string): Promise<ReplayedItem> {
  const letter = await store.deadLetter(id);
  if (letter === null)
    throw new IntegrationError({ code: "E_NOT_FOUND", message: `The dead letter ${id} is gone` });
  const { sync, recordId, code, message, hint } = letter;
  if (letter.state === "open") return { id, sync, recordId, outcome: "dead", cause: { code, message, hint } };
  const outcome = letter.state === "replaying" ? "waiting" : "resolved";
  return { id, sync, recordId, outcome, cause: null };
}
