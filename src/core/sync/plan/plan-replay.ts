// What a replay of dead letters would do now, on a copy of the store and without the power to write.
import { type DeadLetter, type InboxRow, idOn, type Side, sides } from "../../store/rows.ts";
import type { Store } from "../../store/store.ts";
import { runCycle } from "../cycle.ts";
import { recoverPlanned } from "../recover/recover.ts";
import { withoutWrites } from "../runtime.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { replayDeadLetters } from "../write/dead-letters.ts";
import type { PlannedEntity } from "../write/plan-ops.ts";
import { type PlannedWrite, plannedWrites } from "./plan-document.ts";

export interface ReplayForecast {
  readonly letter: DeadLetter;
  /**
   * `writes`: it would send `writes`, and the vendors' answer is not known yet. `in-step`: nothing is left to write.
   * `dead`: it would fail as before, for the reason in `letter`. `waiting`: for another record, or a write in doubt.
   */
  readonly outcome: "writes" | "in-step" | "dead" | "waiting";
  readonly writes: readonly PlannedWrite[];
}

/**
 * Replays the sync's letters, and nothing else, in a copy. Leaves no trace.
 * @throws IntegrationError when a side can't be read.
 */
export async function planReplay(
  engine: EngineContext,
  sync: SyncRuntime,
  letters: readonly DeadLetter[],
): Promise<readonly ReplayForecast[]> {
  const copy = await engine.store.clone();
  try {
    const store = onlyRecordsOf(copy, letters);
    const dry: EngineContext = {
      ...engine,
      store,
      fence: undefined,
      inFlight: new Set(),
      claimed: new Set(),
      doubtSince: new Map(),
      unanswered: new Map(),
    };
    const readOnly = withoutWrites(sync);
    await recoverPlanned(dry, readOnly);
    await replayDeadLetters(dry, letters);
    const planned = await drainDry(dry, readOnly);
    return await Promise.all(letters.map((letter) => forecastOf(copy, letter, planned)));
  } finally {
    await copy.close();
  }
}

/** Other records that are due stay out of it. */
function onlyRecordsOf(store: Store, letters: readonly DeadLetter[]): Store {
  const idsOn = (side: Side): readonly string[] =>
    letters.filter((letter) => letter.side === side).map((letter) => letter.recordId);
  const ids = { left: idsOn("left"), right: idsOn("right") };
  const dueInbox = async (sync: string, now: number, limit: number): Promise<readonly InboxRow[]> => {
    const rows = await Promise.all(sides.map((side) => store.openInbox(sync, side, ids[side])));
    return rows
      .flat()
      .filter((row) => row.dueAt <= now)
      .slice(0, limit);
  };
  return { ...store, dueInbox };
}

async function drainDry(dry: EngineContext, sync: SyncRuntime): Promise<readonly PlannedEntity[]> {
  const planned: PlannedEntity[] = [];
  for (;;) {
    dry.signal.throwIfAborted();
    const cycle = await runCycle(dry, sync, "dry");
    planned.push(...cycle.planned);
    if (cycle.handled === 0) return planned;
  }
}

async function forecastOf(
  store: Store,
  before: DeadLetter,
  planned: readonly PlannedEntity[],
): Promise<ReplayForecast> {
  const letter = (await store.deadLetter(before.id)) ?? before;
  if (letter.state === "open") return { letter, outcome: "dead", writes: [] };
  const own = planned.filter(({ entity }) => idOn(entity.link, before.side) === before.recordId);
  const writes = own.flatMap(plannedWrites);
  if (writes.length > 0) return { letter, outcome: "writes", writes };
  return { letter, outcome: letter.state === "resolved" ? "in-step" : "waiting", writes };
}
