// No copy is made under a key that another record's counterpart bears: where keys are unique it would be that record.
import { SyncError } from "../../contract/errors.ts";
import { type Side, sides } from "../../store/rows.ts";
import { keyOfCreate } from "../match/identify.ts";
import type { Decision, EngineContext, SyncRuntime } from "../types.ts";
import type { Decided } from "./decide-all.ts";

interface Create {
  readonly decision: Decision;
  readonly side: Side;
  readonly key: string;
}

/**
 * Leaves to a person the creates of records that have a copy already, live and linked to another record by now: it was
 * brought back from a delete, got a new counterpart, and then its original was brought back too.
 * @throws IntegrationError when a side can't be asked.
 */
export async function withholdDoubles(
  engine: EngineContext,
  sync: SyncRuntime,
  decided: readonly Decided[],
): Promise<readonly Decided[]> {
  const creates = decided.flatMap(({ decision, entity }) =>
    decision.writes.flatMap(({ operation, side }): Create[] =>
      operation === "create"
        ? [{ decision, side, key: keyOfCreate(sync, decision.link, entity.originKey) }]
        : [],
    ),
  );
  if (creates.length === 0) return decided;
  const made = await engine.store.createsByKey(
    sync.name,
    creates.map(({ key }) => key),
  );
  const again = creates.filter(({ key }) => made.has(key));
  const taken = new Map<Decision, Decision>();
  for (const side of sides) {
    const mine = again.filter((one) => one.side === side);
    for (const [{ decision, key }, ids] of await takenBy(engine, sync, side, mine))
      taken.set(decision, withheld(sync, decision, side, key, ids));
  }
  return decided.map((one) => ({ ...one, decision: taken.get(one.decision) ?? one.decision }));
}

/** Live records of the side that bear the key of a create and are linked elsewhere; creates without any are left out. */
async function takenBy(
  { store }: EngineContext,
  sync: SyncRuntime,
  side: Side,
  creates: readonly Create[],
): Promise<readonly (readonly [Create, readonly string[]])[]> {
  if (creates.length === 0) return [];
  const found = await sync.sides[side].object.findByCorrelationKey(creates.map(({ key }) => key));
  const live = (key: string) => (found.get(key) ?? []).filter((record) => !record.deleted);
  const all = creates.flatMap(({ key }) => live(key).map((record) => record.id));
  const links = await store.linksByRecord(sync.name, side, all);
  return creates.flatMap((create) => {
    const ids = live(create.key).map((record) => record.id);
    const others = ids.filter(
      (id) => (links.get(id)?.id ?? create.decision.link.id) !== create.decision.link.id,
    );
    return others.length > 0 ? [[create, others] as const] : [];
  });
}

function withheld(
  sync: SyncRuntime,
  decision: Decision,
  side: Side,
  key: string,
  ids: readonly string[],
): Decision {
  const place = sync.sides[side].connection.name;
  const error = new SyncError({
    code: "E_MATCH_AMBIGUOUS",
    connection: place,
    message: `A copy of it is there already and linked to another record by now: ${ids.join(", ")} with the key ${key}`,
    hint: `Delete what is there twice, or clear the key of ${ids.join(", ")} at ${place}, then replay.`,
  });
  const writes = decision.writes.filter((write) => write.side !== side);
  return { ...decision, writes, problems: [...decision.problems, { side, error, operation: "create" }] };
}
