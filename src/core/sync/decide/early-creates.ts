// Copies that other syncs may have made, or may be about to find: in a web nothing is made before that is known.

import type { Web } from "../../config/web.ts";
import { otherSide, type Side } from "../../store/rows.ts";
import { matchedKey } from "../match/identity.ts";
import { kinOf, webAround } from "../match/kin.ts";
import { postpone } from "../postpone.ts";
import type { EngineContext, Mode, SyncRuntime } from "../types.ts";
import type { Decided } from "./decide-all.ts";

/** Longer than a run waits for work that comes due: it does not wait for syncs that may not even be running. */
const matchPauseMs = 20_000;

/**
 * The decisions without the creates that come too early. Those of a ring wait until each of its syncs has been matched
 * once; a record that is back from a delete is looked for among its kin first, and looked at again.
 */
export async function withoutEarlyCreates(
  engine: EngineContext,
  sync: SyncRuntime,
  decided: readonly Decided[],
  mode: Mode,
): Promise<readonly Decided[]> {
  const creates = decided.filter(({ decision }) => decision.writes.some(isCreate));
  const web = creates.length === 0 ? null : webAround(engine, sync);
  if (web === null) return decided;
  const unmatched = mode === "dry" ? [] : await unmatchedOf(engine, sync, web);
  if (unmatched.length > 0) {
    engine.log.info("creates.wait", { sync: sync.name, firstMatchOf: unmatched });
    const rows = creates.flatMap(({ entity }) => entity.rows);
    await postpone(engine, rows, engine.clock.now() + matchPauseMs);
    return decided.filter((one) => !creates.includes(one));
  }
  const known = new Map<Decided, Decided>();
  for (const one of creates.filter(({ entity }) => entity.link.state !== "pending")) {
    if (await isElsewhere(engine, sync, one)) known.set(one, await lookAgain(engine, one));
  }
  return decided.map((one) => known.get(one) ?? one);
}

const isCreate = ({ operation }: { readonly operation: string }): boolean => operation === "create";

/** Syncs of the ring that have not been matched yet: what they would link is not known to be the same. */
async function unmatchedOf(
  { store }: EngineContext,
  { name }: SyncRuntime,
  { ring }: Web,
): Promise<readonly string[]> {
  if (!ring.has(name)) return [];
  const unmatched: string[] = [];
  for (const other of ring) if ((await store.meta(matchedKey(other))) === null) unmatched.push(other);
  return unmatched;
}

/** Another sync has made the copy already. */
async function isElsewhere(
  engine: EngineContext,
  sync: SyncRuntime,
  { entity, decision }: Decided,
): Promise<boolean> {
  const from: Side = otherSide(decision.writes.find(isCreate)?.side ?? "right");
  const state = entity.states[from];
  if (state.kind !== "live") return false;
  const kin = await kinOf(engine, sync, from, [state.record]);
  return kin(state.record.id).counterparts.length > 0;
}

/** The link waits for a counterpart, as if the record were new, and its next look finds it. */
async function lookAgain(engine: EngineContext, one: Decided): Promise<Decided> {
  const [row] = one.entity.rows;
  const at = engine.clock.now();
  if (row) {
    const { sync, side, recordId } = row;
    const again = {
      sync,
      side,
      recordId,
      kind: "changed" as const,
      source: "wait" as const,
      changedAt: null,
    };
    const eventKey = `kin:${engine.ids.next()}`;
    await engine.store.commit(
      [{ op: "inbox.add", row: { ...again, eventKey, seenAt: at, dueAt: at } }],
      engine.fence,
    );
  }
  return { ...one, decision: { ...one.decision, writes: [] } };
}
