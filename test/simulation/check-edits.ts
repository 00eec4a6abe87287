// No edit is lost, cut, torn or repeated.
import type { Value } from "../../src/core/contract/records.ts";
import { otherSide, type Side, sides } from "../../src/core/store/rows.ts";
import type { EngineWorld } from "./engine-life.ts";
import { type Ledger, tokensIn } from "./ledger.ts";
import type { Stored } from "./vendor.ts";
import { isPoisoned, linksOf, type Violation } from "./violation.ts";

export const checkAllEdits = (world: EngineWorld): Violation[] => [
  ...checkEdits(world),
  ...checkEchoes(world),
  ...checkUnits(world),
  ...checkSets(world),
];

/** Each edit that the engine has written over was known to whoever made the newer one, or is kept. */
function checkEdits(world: EngineWorld): Violation[] {
  const rows = world.disk.db
    .prepare(
      `SELECT left_value || right_value FROM conflict
        UNION ALL SELECT data FROM history WHERE kind IN ('conflict','resolved')`,
    )
    .raw()
    .all() as string[][];
  const kept = new Set(rows.flat().flatMap((text) => tokensIn(text)));
  const { overwrites, reverts, cuts } = world.ledger;
  const isKept = (value: Value): boolean => tokensIn(value).every((token) => kept.has(token));
  const lost = overwrites.filter(({ lost: token, isUnavoidable }) => !isUnavoidable && !kept.has(token));
  return [
    ...cuts.map((one) => ({
      invariant: "no edit is cut where it was made",
      detail: `${one.recordId} ${one.field}: ${JSON.stringify(one.before)} → ${JSON.stringify(one.after)}`,
    })),
    ...lost.map((one) => ({
      invariant: "no edit is lost",
      detail: `${one.recordId} ${one.field}: ${one.lost} was written over by ${JSON.stringify(one.by)}`,
    })),
    ...reverts
      .filter(({ before }) => !isKept(before))
      .map((one) => ({
        invariant: "no newer value gives way to an older one",
        detail: `${one.recordId} ${one.field}: ${JSON.stringify(one.before)} → ${JSON.stringify(one.after)}`,
      })),
  ];
}

/** Nobody's edit is written twice to the same place, unless something else came between. */
function checkEchoes({ ledger }: { readonly ledger: Ledger }): Violation[] {
  const often = [...ledger.repeats].filter(([, times]) => times > 3);
  return often.map(([what, times]) => ({
    invariant: "echoes are bounded",
    detail: `${what} was written ${times} times`,
  }));
}

/** Fields of a unit always come from one and the same edit. */
function checkUnits({ vendors }: EngineWorld): Violation[] {
  return sides.flatMap((side) =>
    vendors[side].live().flatMap((record) => {
      const { Status, Resolution, status, resolution } = record.fields;
      const [a, b] = side === "left" ? [Status, Resolution] : [status, resolution];
      if (tokensIn(a).join() === tokensIn(b).join()) return [];
      return [{ invariant: "a unit is never torn", detail: `${record.id}: ${a} and ${b}` }];
    }),
  );
}

function isSecondCopy({ vendors }: EngineWorld, side: Side, record: Stored): boolean {
  const all = [...vendors[side].records.values()];
  return record.key !== null && all.some((other) => other !== record && other.key === record.key);
}

/** Members that somebody added to a merged set are in it, unless somebody has taken them out. */
function checkSets(world: EngineWorld): Violation[] {
  const tags = world.config.fields.find(({ left }) => left === "Tags");
  if (tags?.conflicts !== "merge") return [];
  const { dropped } = world.ledger;
  return linksOf(world).flatMap((link) => {
    const left = world.vendors.left.records.get(link.leftId ?? "");
    const right = world.vendors.right.records.get(link.rightId ?? "");
    if (!left || !right || left.deleted || right.deleted || isPoisoned(left) || isPoisoned(right)) return [];
    const added = [...left.everMembers, ...right.everMembers].filter((token) => !dropped.has(token));
    const kept = tokensIn(left.fields.Tags ?? null);
    const lost = added.filter((token) => !kept.includes(token) && !left.atRisk && !right.atRisk);
    // What was taken out of a copy that was deleted since went with it: the next copy is made of what is left.
    const isSecond = isSecondCopy(world, "left", left) || isSecondCopy(world, "right", right);
    const untold = takenOutInDoubt(world, link.id);
    const back = kept.filter(
      (token) => dropped.has(token) && !untold.has(token) && !left.atRisk && !right.atRisk && !isSecond,
    );
    return [
      ...lost.map((token) => ({
        invariant: "no member of a merged set is lost",
        detail: `${link.leftId} ${token}`,
      })),
      ...back.map((token) => ({
        invariant: "no member of a merged set comes back",
        detail: `${link.leftId} ${token}`,
      })),
    ];
  });
}

function setsOfCounterpart(world: EngineWorld, linkId: string, side: Side): Stored["sets"] {
  const link = linksOf(world).find(({ id }) => id === linkId);
  const other = otherSide(side);
  const record = world.vendors[other].records.get((other === "left" ? link?.leftId : link?.rightId) ?? "");
  return record?.sets ?? [];
}

interface DoubtfulUpdate {
  readonly side: Side;
  readonly targetId: string;
  readonly fields: string;
  readonly sentAt: number;
  readonly settledAt: number;
  readonly found: string | null;
}

/**
 * Members taken out of a set while nobody had heard whether the update that put them in had arrived, and of which its
 * other fields told nothing either: the set looks the same as one that they were never in.
 */
function takenOutInDoubt(world: EngineWorld, linkId: string): ReadonlySet<string> {
  const { disk, vendors } = world;
  const updates = disk.db
    .prepare(
      `SELECT i.side, i.target_id AS targetId, i.fields, i.sent_at AS sentAt, i.settled_at AS settledAt, h.data AS found
       FROM intent i LEFT JOIN history h ON h.link_id = i.link_id AND h.kind = 'adopted' AND h.at = i.settled_at
       WHERE i.link_id = ? AND i.operation = 'update' AND i.state = 'superseded' AND i.sent_at IS NOT NULL`,
    )
    .all(linkId) as DoubtfulUpdate[];
  return new Set(
    updates.flatMap(({ side, targetId, fields, sentAt, settledAt, found }) => {
      const name = side === "left" ? "Tags" : "tags";
      const sent = tokensIn((JSON.parse(fields) as Record<string, Value>)[name]);
      // Of what nothing was found, nothing was agreed.
      const { agreed } = (found === null ? { agreed: { left: {}, right: {} } } : JSON.parse(found)) as {
        agreed: Record<Side, Record<string, Value>>;
      };
      const record = vendors[side].records.get(targetId);
      const sets = (record?.sets ?? []).filter(({ at }) => at <= settledAt);
      const arrivedAt = sets.findIndex(
        ({ at, isEngines, members }) => isEngines && at >= sentAt && members.join() === sent.join(),
      );
      if (arrivedAt < 0 || name in agreed[side]) return [];
      const later = sets.slice(arrivedAt + 1);
      // Out of sight when it was asked for, nothing of the update was found: what its source lost since counts too.
      if (record?.wasHidden && Object.keys(agreed[side]).length === 0)
        later.push(...setsOfCounterpart(world, linkId, side).filter(({ at }) => at > settledAt));
      return sent.filter((token) => later.some(({ members }) => !members.includes(token)));
    }),
  );
}
