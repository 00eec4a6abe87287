// No delete without a cause, none against an edit, and no more than the guards let through.
import { otherSide, type Side, sides } from "../../src/core/store/rows.ts";
import type { EngineWorld } from "./engine-life.ts";
import { tokensIn } from "./ledger.ts";
import { editedFields } from "./setup.ts";
import type { Stored } from "./vendor.ts";
import { linksOf, type Violation } from "./violation.ts";

/** Judges a delete by the engine at the moment the vendor carries it out. */
export function judgeDelete(world: EngineWorld, side: Side, record: Stored): Violation[] {
  const other = otherSide(side);
  const link = linksOf(world).find((one) => (side === "left" ? one.leftId : one.rightId) === record.id);
  const cause = world.vendors[other].records.get((side === "left" ? link?.rightId : link?.leftId) ?? "");
  // Where nothing tells of deletes, one that neither a whole list nor a direct read shows counts as deleted.
  const isToldOf = world.vendors[other].profile.deleteFeed;
  if (!isToldOf && cause?.wasHidden && wasSweptAway(world, other, cause.id)) return [];
  if (!cause?.deleted && !cause?.wasDeleted)
    return [{ invariant: "no delete without a cause", detail: `${record.id}, whose ${cause?.id} lives` }];
  const heldMs = world.agenda.now - cause.changedAt;
  if (cause.deleted && heldMs < world.config.guards.deleteHoldMs && wasTold(world, other, cause.id))
    return [{ invariant: "a delete is held for a while", detail: `${record.id} after ${heldMs} ms` }];
  const seen = world.lastReads[side].get(record.id)?.fields ?? {};
  return editedFields.flatMap(({ left, right, kind }) => {
    if (kind === "set") return [];
    const name = side === "left" ? left : right;
    const known = tokensIn(cause.fields[side === "left" ? right : left]);
    const news = tokensIn(record.fields[name]).filter(
      (token) =>
        tokensIn(seen[name]).includes(token) && !known.includes(token) && !isOld(world, known, token),
    );
    return news.map((token) => ({
      invariant: "an edit beats a delete",
      detail: `${record.id} ${name} ${token}`,
    }));
  });
}

/** Otherwise it was found when the record was read for another reason, and the hold began with that. */
function wasTold({ disk }: EngineWorld, side: Side, recordId: string): boolean {
  const row = disk.db.prepare(
    "SELECT 1 FROM inbox WHERE side = ? AND record_id = ? AND kind = 'deleted' AND state = 'planned'",
  );
  return row.get(side, recordId) !== undefined;
}

function wasSweptAway({ disk }: EngineWorld, side: Side, recordId: string): boolean {
  const row = disk.db.prepare(
    "SELECT 1 FROM inbox WHERE side = ? AND record_id = ? AND kind = 'deleted' AND source = 'scan'",
  );
  return row.get(side, recordId) !== undefined;
}

const isOld = ({ ledger }: EngineWorld, known: readonly string[], token: string): boolean =>
  known.some((one) => ledger.hasSeen(one, token)) || ledger.wasBlanked(token);

/**
 * As many deletes as the guards let through before a person approves of more. `isSwept`: both sides have been read whole
 * since people have stopped.
 */
export function checkDeletes(world: EngineWorld, isSwept: boolean): Violation[] {
  const { guards, deletes } = world.config;
  const most = Math.max(2, Math.ceil(guards.maxDeleteShare * linksOf(world).length));
  const limit = Math.min(guards.maxDeletes, most);
  // The guards count what vanished from one side: the deletes on the other one follow from it.
  const unapprovedOn = (side: Side) =>
    [...world.vendors[side].records.values()].filter((one) => world.ledger.unapprovedDeletes.has(one)).length;
  const unapprovedDeletes = Math.max(unapprovedOn("left"), unapprovedOn("right"));
  const tooMany =
    unapprovedDeletes > limit
      ? [
          {
            invariant: "mass deletes are asked about",
            detail: `${unapprovedDeletes}, and ${limit} are allowed`,
          },
        ]
      : [];
  return deletes.kind === "propagate" ? [...tooMany, ...checkCarried(world, isSwept)] : tooMany;
}

/** A delete that the vendor admits is carried over, unless an edit stood against it or nothing has told of it yet. */
function checkCarried(world: EngineWorld, isSwept: boolean): Violation[] {
  const contested = new Set(world.disk.db.prepare("SELECT link_id FROM conflict").pluck().all());
  return linksOf(world).flatMap((link) =>
    sides.flatMap((side) => {
      const record = world.vendors[side].records.get((side === "left" ? link.leftId : link.rightId) ?? "");
      const kept = world.vendors[otherSide(side)].records.get(
        (side === "left" ? link.rightId : link.leftId) ?? "",
      );
      const { showsDeleted, deleteFeed } = world.vendors[side].profile;
      if (!record?.deleted || !showsDeleted || !kept || kept.deleted || !(deleteFeed || isSwept)) return [];
      // What was merged into another record lives on there, and its counterpart is archived.
      const isMerged = record.mergedInto !== null;
      const isExcused =
        isMerged || contested.has(link.id) || kept.wasDeleted || kept.wasHidden || record.wasHidden;
      if (isExcused || tokensIn(kept.fields.Title ?? kept.fields.title).length === 0) return [];
      return [
        { invariant: "a delete is carried over", detail: `${record.id} is deleted and ${kept.id} is not` },
      ];
    }),
  );
}
