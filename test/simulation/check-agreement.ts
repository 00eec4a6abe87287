// Both sides hold the same, and nothing twice.
import { otherSide, type Side, sides } from "../../src/core/store/rows.ts";
import type { EngineWorld } from "./engine-life.ts";
import { editedFields, isSame } from "./setup.ts";
import type { Stored } from "./vendor.ts";
import { isPoisoned, type LinkRow, linksOf, type Violation } from "./violation.ts";

export const checkAgreement = (world: EngineWorld): Violation[] => [
  ...checkConvergence(world),
  ...checkDuplicates(world),
];

/** Both sides of every live link agree, and every live record belongs to one link. */
function checkConvergence(world: EngineWorld): Violation[] {
  const found: Violation[] = [];
  const ambiguous = ambiguousLinks(world);
  const wasHidden = sides.some((side) => hasHidden(world, side));
  const linked = { left: new Map<string, LinkRow>(), right: new Map<string, LinkRow>() };
  for (const link of linksOf(world)) {
    if (link.leftId !== null) linked.left.set(link.leftId, link);
    if (link.rightId !== null) linked.right.set(link.rightId, link);
    const left = world.vendors.left.records.get(link.leftId ?? "");
    const right = world.vendors.right.records.get(link.rightId ?? "");
    if (!left || !right || left.deleted || right.deleted || isPoisoned(left) || isPoisoned(right)) continue;
    for (const edited of editedFields) {
      const a = left.fields[edited.left] ?? null;
      const b = right.fields[edited.right] ?? null;
      if (isSame(edited, a, b)) continue;
      const detail = `${link.leftId} ${edited.left} ${JSON.stringify(a)} ≠ ${link.rightId} ${JSON.stringify(b)} (${link.state})`;
      found.push({ invariant: "both sides agree", detail });
    }
  }
  for (const side of sides) {
    for (const record of world.vendors[side].live()) {
      const link = linked[side].get(record.id);
      const isPaired = link && link.leftId !== null && link.rightId !== null;
      const isAsked =
        link && ambiguous.has(link.id) && (wasHidden || hasTakenCopy(world, side, record, linked));
      if (isPaired || isPoisoned(record) || isAsked) continue;
      found.push({
        invariant: "every record has a counterpart",
        detail: `${record.id} has none (${link?.state})`,
      });
    }
  }
  return found;
}

type Linked = Readonly<Record<Side, ReadonlyMap<string, LinkRow>>>;

/** A copy that was out of sight when it was looked for was made again. */
const hasHidden = ({ vendors }: EngineWorld, side: Side): boolean =>
  [...vendors[side].records.values()].some((one) => one.wasHidden);

/** It was brought back after its copy had got another counterpart: a second copy would bear the same key. */
function hasTakenCopy({ vendors }: EngineWorld, side: Side, { id }: Stored, linked: Linked): boolean {
  const other = otherSide(side);
  return vendors[other].live().some((copy) => {
    const link = linked[other].get(copy.id);
    const isElsewhere = link?.[side === "left" ? "leftId" : "rightId"] !== id;
    return copy.key?.endsWith(`:${id}`) && link !== undefined && isElsewhere;
  });
}

/** Links for a person to sort out. */
function ambiguousLinks({ disk }: EngineWorld): ReadonlySet<unknown> {
  const letters = disk.db.prepare(
    "SELECT link_id FROM dead_letter WHERE state = 'open' AND code = 'E_MATCH_AMBIGUOUS'",
  );
  return new Set(letters.pluck().all());
}

/** At most one record for each original, and one for each thing that people have entered on both sides. */
function checkDuplicates(world: EngineWorld): Violation[] {
  const found = world.config.match.length > 0 ? checkTwins(world) : [];
  for (const side of sides) {
    const byKey = new Map<string, string[]>();
    for (const record of world.vendors[side].live()) {
      // One that could not be seen when it was looked for, or was deleted then, has to be taken for absent.
      if (record.key !== null && !record.wasHidden && !record.wasReplaced)
        byKey.set(record.key, [...(byKey.get(record.key) ?? []), record.id]);
    }
    for (const [key, ids] of byKey)
      if (ids.length > 1)
        found.push({ invariant: "nothing is doubled", detail: `${key}: ${ids.join(", ")}` });
  }
  return found;
}

/** It was not to be found for a while: the other has got a counterpart of its own meanwhile. */
const wasAway = ({ wasHidden, wasDeleted }: Stored): boolean => wasHidden || wasDeleted;

/** What people entered on both sides under one number is one thing. */
function checkTwins(world: EngineWorld): Violation[] {
  const { left, right } = world.vendors;
  const links = linksOf(world);
  // A first match that was shown nothing has nothing to match.
  if (sides.some((side) => world.answers[side].wereEmpty)) return [];
  return left.live().flatMap((record) => {
    const { number } = record.fields;
    const twin = number === null ? undefined : right.live().find((one) => one.fields.number === number);
    if (
      !twin ||
      wasAway(twin) ||
      wasAway(record) ||
      links.some((link) => link.leftId === record.id && link.rightId === twin.id)
    )
      return [];
    return [
      {
        invariant: "what has the same key is one thing",
        detail: `${record.id} and ${twin.id} are not linked`,
      },
    ];
  });
}
