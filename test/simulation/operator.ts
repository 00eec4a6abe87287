// The person at the console: resumes what has paused, decides what is parked, replays what is dead.
import type { Conflict, Link } from "../../src/core/store/rows.ts";
import {
  type Actor,
  decideOps,
  lookOps,
  lookRowOf,
  pauseOps,
  resetOps,
  resumeRecordOps,
  resumeSyncOps,
} from "../../src/core/sync/operate.ts";
import { replayDeadLetters } from "../../src/core/sync/write/dead-letters.ts";
import type { Dice } from "./dice.ts";
import type { EngineLife } from "./engine-life.ts";
import { syncName } from "./setup.ts";

const manyDeletes = { left: 10_000, right: 10_000 };

const actorOf = ({ engine }: EngineLife): Actor => ({
  who: "operator",
  at: engine.clock.now(),
  ids: engine.ids,
});

/** Mends all that needs a person. @returns whether there was anything. */
export async function operate(life: EngineLife, dice: Dice): Promise<boolean> {
  const resumed = await resumeAll(life);
  const decided = await decideAll(life, dice);
  const letters = await life.engine.store.deadLetters(["open"], syncName);
  if (letters.length > 0) await replayDeadLetters(life.engine, letters);
  return resumed || decided || letters.length > 0;
}

export async function resumeAll(life: EngineLife): Promise<boolean> {
  const { store } = life.engine;
  const pauses = await store.pauses(syncName);
  for (const pause of pauses) {
    if (pause.kind === "field") continue;
    if (pause.kind === "sync") {
      const isAboutDeletes = pause.code === "E_DELETE_GUARD" || pause.code === "E_SIDE_EMPTY";
      if (isAboutDeletes) life.ledger.isApproved = true;
      await store.commit(resumeSyncOps(actorOf(life), pause, isAboutDeletes ? manyDeletes : null));
      if (pause.code === "E_SIDE_EMPTY") life.worker?.prepareAgain();
      continue;
    }
    const link = (await store.linksById([pause.subject])).get(pause.subject);
    if (link) await store.commit(resumeRecordOps(actorOf(life), link, pause));
  }
  return pauses.some(({ kind }) => kind !== "field");
}

async function decideAll(life: EngineLife, dice: Dice): Promise<boolean> {
  const { store } = life.engine;
  const open = await store.conflicts(syncName, ["open"], 1_000);
  for (const conflict of open) await decide(life, conflict, dice);
  return open.length > 0;
}

async function decide(life: EngineLife, conflict: Conflict, dice: Dice): Promise<void> {
  const { store } = life.engine;
  const actor = actorOf(life);
  const link = (await store.linksById([conflict.linkId])).get(conflict.linkId);
  const look = link ? lookOps(lookRowOf(actor, link)) : [];
  await store.commit([
    ...decideOps(actor, conflict, { take: dice.pick(["left", "right"] as const) }),
    ...look,
  ]);
}

/**
 * Stops the sync or a record for a while, or has something done again that was done before: neither may harm.
 * @returns the record that stands still now, if one does.
 */
export async function interfere(life: EngineLife, dice: Dice): Promise<Link | null> {
  const { store } = life.engine;
  const actor = actorOf(life);
  const roll = dice.next();
  if (roll < 0.3) {
    await store.commit(pauseOps(actor, syncName, null, "a look at something"));
    return null;
  }
  if (roll < 0.5) {
    await store.commit(resetOps(actor, syncName, ["left", "right"]));
    life.worker?.prepareAgain();
    return null;
  }
  const link = dice.pick(await store.linksOf(syncName, ["live"], 20));
  if (!link) return null;
  if (roll < 0.8) {
    await store.commit(pauseOps(actor, syncName, link, null));
    return link;
  }
  await store.commit(lookOps(lookRowOf(actor, link)));
  return null;
}
