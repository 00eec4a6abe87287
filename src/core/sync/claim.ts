// A record that many syncs share is in the hands of one cycle at a time, whichever sync it is of: from before it is read
// until its writes are confirmed. What another one has in hand is put off.

import type { Web } from "../config/web.ts";
import { nameOf, type RecordRef } from "../store/kin.ts";
import { type InboxRow, idOn, type Link, otherSide } from "../store/rows.ts";
import type { Due } from "./due.ts";
import { foreignWrites, refOn, webAround } from "./match/kin.ts";
import { putOffOps } from "./postpone.ts";
import type { EngineContext, SyncRuntime } from "./types.ts";

export interface Claim {
  /** The due rows whose records are free. */
  readonly rows: readonly InboxRow[];
  /** Lets the records go. */
  release(): void;
}

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
    const others = due.rows.filter((row) => !kept.has(row));
    const ops = putOffOps(engine.clock.now(), others);
    if (ops.length > 0) await engine.store.commit(ops, engine.fence);
    return { rows, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Of a pair that stands only the two are touched; a record that may get a copy is taken with all its kin. */
async function namesOfRows(
  { store }: EngineContext,
  sync: SyncRuntime,
  web: Web,
  { rows, links }: Due,
): Promise<(row: InboxRow) => readonly string[]> {
  const refs = new Map(rows.map((row) => [row, refsOf(sync, row, links[row.side].get(row.recordId))]));
  const mayBeCopied = rows.filter(({ side, recordId }) => links[side].get(recordId)?.state !== "live");
  const kin = await store.kinOf(
    web.syncs,
    mayBeCopied.flatMap((row) => refs.get(row) ?? []),
  );
  return (row) => (refs.get(row) ?? []).flatMap((ref) => (kin.get(nameOf(ref)) ?? [ref]).map(nameOf));
}

function refsOf(
  sync: SyncRuntime,
  { side, recordId }: InboxRow,
  link: Link | undefined,
): readonly RecordRef[] {
  const there = link ? idOn(link, otherSide(side)) : null;
  const own = refOn(sync, side, recordId);
  return there === null ? [own] : [own, refOn(sync, otherSide(side), there)];
}
