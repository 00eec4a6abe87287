// Links that ended because a record was not to be seen, and of which a delete is told after all: they stand again, so
// that the policy for deletes, the rule that an edit beats a delete, and the guards see the delete like any other.
import { type HistoryRow, otherSide } from "../../store/rows.ts";
import type { Entity } from "../gather.ts";
import type { EngineContext } from "../types.ts";

/** The same entities, with their links live again where that is so; stored as such. */
export async function withMissedDeletes(
  engine: EngineContext,
  entities: readonly Entity[],
): Promise<readonly Entity[]> {
  return Promise.all(entities.map((entity) => (isToldLate(entity) ? standAgain(engine, entity) : entity)));
}

/** A delete is told of the side on which the link ended, and the other one is still there. */
function isToldLate({ link, rows, states }: Entity): boolean {
  const on = link.deletedOn;
  if (link.state !== "tombstone" || on === null) return false;
  const state = states[on];
  const isGone = state.kind === "gone" && state.by !== "missing";
  return (
    isGone &&
    states[otherSide(on)].kind === "live" &&
    rows.some((row) => row.side === on && row.kind === "deleted")
  );
}

async function standAgain(engine: EngineContext, entity: Entity): Promise<Entity> {
  const { store, clock, fence } = engine;
  const { link: ended } = entity;
  const turn = (await store.history(ended.id)).findLast(({ kind }) => turns.has(kind));
  if (!turn || !wasMissing(turn)) return entity;
  const link = { ...ended, state: "live" as const, deletedOn: null };
  const at = clock.now();
  const reasons = [`the ${ended.deletedOn} was not only out of sight: it is deleted`];
  const row = { sync: link.sync, linkId: link.id, at, kind: "revived" as const, data: { reasons } };
  await store.commit(
    [
      { op: "link.put", link, at },
      { op: "history.add", row },
    ],
    fence,
  );
  return { ...entity, link };
}

/** What a link's history says of its ends and beginnings. */
const turns: ReadonlySet<string> = new Set(["deleted", "merged", "revived", "detached", "confirmed"]);

const wasMissing = ({ data }: HistoryRow): boolean =>
  (Object(data) as { readonly isMissing?: unknown }).isMissing === true;
