// Puts dead letters back to work and waits for what becomes of each.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { DeadLetter } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";
import { drainDue } from "../../core/sync/run.ts";
import { replayDeadLetters } from "../../core/sync/write/dead-letters.ts";
import type { App } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import type { Progress } from "../progress.ts";
import { waitForDaemon } from "./daemon-wait.ts";
import { holdEngine } from "./hold-engine.ts";

export interface ReplayedItem {
  readonly id: string;
  readonly sync: string;
  readonly recordId: string;
  /** `waiting`: a later try will tell; the vendor can't be reached now, say. `discarded`: by a person meanwhile. */
  readonly outcome: "resolved" | "dead" | "waiting" | "discarded";
  /** Why it is still dead, or stands still; null otherwise. */
  readonly cause: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

export interface ReplayDocument {
  readonly schema: "integ.replay/1";
  readonly items: readonly ReplayedItem[];
}

/** @throws IntegrationError E_INPUT for one that was given up: it has nothing to replay any more. */
export function refuseDiscarded(letters: readonly DeadLetter[]): readonly DeadLetter[] {
  const discarded = letters.find((letter) => letter.state === "discarded");
  if (discarded === undefined) return letters;
  throw new IntegrationError({
    code: "E_INPUT",
    message: `${discarded.id} was discarded by ${discarded.settledBy}`,
    hint: "Its record is handled again when it changes.",
  });
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
  if (letter.state !== "replaying") return { id, sync, recordId, outcome: letter.state, cause: null };
  return { id, sync, recordId, outcome: "waiting", cause: await pauseOf(store, sync) };
}

async function pauseOf(store: Store, sync: string): Promise<ReplayedItem["cause"]> {
  const pause = (await store.pauses(sync)).find(({ kind }) => kind === "sync");
  if (pause === undefined) return null;
  const { code, message } = pause;
  return { code, message, hint: `Its replay waits for \`integ sync resume ${sync}\`.` };
}
