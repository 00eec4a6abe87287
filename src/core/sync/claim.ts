// A record that many syncs share is in the hands of one cycle at a time, whichever sync it is of: from before it is read
// until its writes are confirmed. What another one has in hand is put off.
import { type InboxRow, idOn, nameOf, otherSide } from "../store/rows.ts";
import type { Due } from "./due.ts";
import { foreignWrites, refOn, webAround } from "./match/kin.ts";
import type { Web } from "./match/web.ts";
import { inDoubtPauseMs, postpone } from "./postpone.ts";
import type { EngineContext, SyncRuntime } from "./types.ts";

export interface Claim {
  /** The due rows whose records are free, theirs and those of all their kin. */
  readonly rows: readonly InboxRow[];
  /** Lets the records go. */
  release(): void;
}

/** Longer than a run waits for work that comes due. */
const longestPauseMs = 60_000;

/** Takes the records of the due rows in hand, as far as no other cycle has them and no write of another sync is in doubt. */
export async function claimKin(engine: EngineContext, sync: SyncRuntime, due: Due): Promise<Claim> {
  const web = due.rows.length === 0 ? null : webAround(engine, sync);
  if (web === null) return { rows: due.rows, release: () => undefined };
  const namesOf = await namesOfRows(engine, sync, web, due);
  // Nothing else runs between the look and the taking.
  const isFree = (row: InboxRow): boolean => namesOf(row).every((name) => !engine.claimed.has(name));
  const free = due.rows.filter(isFree);
  const claimed = new Set(free.flatMap(namesOf));
  for (const name of claimed) engine.claimed.add(name);
  const release = (): void => {
    for (const name of claimed) engine.claimed.delete(name);
  };
  try {
    const inDoubt = new Set((await foreignWrites(engine, sync, web)).flatMap(({ names }) => names));
    const rows = free.filter((row) => !namesOf(row).some((name) => inDoubt.has(name)));
    const kept = new Set(rows);
    await putOff(
      engine,
      due.rows.filter((row) => !kept.has(row)),
    );
    return { rows, release };
  } catch (error) {
    release();
    throw error;
  }
}

async function namesOfRows(
  { store }: EngineContext,
  sync: SyncRuntime,
  web: Web,
  { rows, links }: Due,
): Promise<(row: InboxRow) => readonly string[]> {
  const refsOf = ({ side, recordId }: InboxRow) => {
    const link = links[side].get(recordId);
    const there = link ? idOn(link, otherSide(side)) : null;
    const own = refOn(sync, side, recordId);
    return there === null ? [own] : [own, refOn(sync, otherSide(side), there)];
  };
  const kin = await store.kinOf(web.syncs, rows.flatMap(refsOf));
  const names = new Map(
    rows.map((row) => [row, refsOf(row).flatMap((ref) => (kin.get(nameOf(ref)) ?? [ref]).map(nameOf))]),
  );
  return (row) => names.get(row) ?? [];
}

/** The longer something has waited, the longer it goes on: a run of one sync alone does not wait for another's for ever. */
export async function putOff(engine: EngineContext, rows: readonly InboxRow[]): Promise<void> {
  const now = engine.clock.now();
  for (const row of rows) {
    const pauseMs = Math.min(longestPauseMs, Math.max(inDoubtPauseMs, now - row.seenAt));
    await postpone(engine, [row], now + pauseMs);
  }
}
