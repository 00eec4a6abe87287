// What to do about one link: the decision function that `plan` and the run share. Pure: no clock, no I/O.
import type { Value } from "../contract/records.ts";
import { canonical, sameValue } from "../mapping/canonical.ts";
import { type FieldPair, flowsTo, type Mapping } from "../mapping/compile.ts";
import { type Agreed, type Link, otherSide, type Side } from "../store/rows.ts";
import { reconcileField } from "./reconcile-field.ts";
import type { Decision, FieldConflict, Policy, Problem, SideStates, Write } from "./types.ts";

export interface Situation {
  readonly link: Link;
  /** Last agreed values of each side; empty before the first agreement. */
  readonly shadows: Agreed;
  readonly sides: SideStates;
}

const nothing: Agreed = { left: {}, right: {} };
const noWork = (link: Link, reason: string): Decision => ({
  link,
  writes: [],
  agreed: nothing,
  conflicts: [],
  problems: [],
  reasons: reason === "" ? [] : [reason],
});

/** Decides about one link from fresh values of both sides and their last agreed ones. Never throws. */
export function reconcile(situation: Situation, mapping: Mapping, policy: Policy): Decision {
  const { link, sides } = situation;
  if (sides.left.kind === "live" && sides.right.kind === "live")
    return reconcileBoth(situation, mapping, policy);
  if (sides.left.kind === "none" || sides.right.kind === "none")
    return decideCreate(situation, mapping, policy);
  if (link.state === "tombstone") return noWork(link, "");
  const gone = sides.left.kind === "gone" && sides.right.kind === "gone" ? "both sides" : goneSide(sides);
  return noWork(
    { ...link, state: "tombstone" },
    `deleted on ${gone}; what is left is kept and no longer synced`,
  );
}

const goneSide = (sides: SideStates): string => (sides.left.kind === "gone" ? "the left" : "the right");

interface Patch {
  readonly fields: Record<string, Value>;
  readonly agreed: { left: Record<string, Value>; right: Record<string, Value> };
}
const emptyPatch = (): Patch => ({ fields: {}, agreed: { left: {}, right: {} } });

function reconcileBoth(situation: Situation, mapping: Mapping, policy: Policy): Decision {
  const patches: Record<Side, Patch> = { left: emptyPatch(), right: emptyPatch() };
  const agreed = emptyPatch().agreed;
  const conflicts: FieldConflict[] = [];
  const problems: Problem[] = [];
  const reasons: string[] = situation.link.state === "tombstone" ? ["the deleted side is back"] : [];
  for (const pair of mapping.pairs) {
    try {
      const verdict = reconcileField(pair, fieldState(situation, pair, policy), policy);
      if (verdict.kind === "agree") {
        agreed.left[pair.ends.left.name] = verdict.left;
        agreed.right[pair.ends.right.name] = verdict.right;
        continue;
      }
      addToPatch(patches[verdict.to], pair, verdict.to, verdict.value, verdict.source);
      reasons.push(verdict.reason);
      if (verdict.conflict) conflicts.push(verdict.conflict);
    } catch (error) {
      problems.push({ side: movedSide(situation, pair, policy) === "left" ? "right" : "left", error });
    }
  }
  const failed = new Set(problems.map((problem) => problem.side));
  const writes = (["left", "right"] as const).flatMap((side) =>
    failed.has(side) ? [] : updateOf(situation, side, patches[side]),
  );
  return { link: { ...situation.link, state: "live" }, writes, agreed, conflicts, problems, reasons };
}

function addToPatch(patch: Patch, pair: FieldPair, to: Side, value: Value, source: Value): void {
  const from = otherSide(to);
  patch.fields[pair.ends[to].name] = value;
  patch.agreed[to][pair.ends[to].name] = value;
  patch.agreed[from][pair.ends[from].name] = source;
}

function fieldState({ shadows, sides }: Situation, pair: FieldPair, { clockOffsetMs }: Policy) {
  const at = (side: Side) => {
    const state = sides[side];
    return state.kind === "live" ? state.record : null;
  };
  const { left, right } = pair.ends;
  return {
    base: { left: shadows.left[left.name], right: shadows.right[right.name] },
    now: { left: at("left")?.fields[left.name], right: at("right")?.fields[right.name] },
    modifiedAt: {
      left: Date.parse(at("left")?.modifiedAt ?? "") - clockOffsetMs.left,
      right: Date.parse(at("right")?.modifiedAt ?? "") - clockOffsetMs.right,
    },
  };
}

/** The side whose value failed to translate: the one that moved; the left when both did. */
function movedSide(situation: Situation, pair: FieldPair, policy: Policy): Side {
  const { base, now } = fieldState(situation, pair, policy);
  const leftStill = sameValue(canonical(now.left, pair.ends.left.type), base.left);
  return leftStill || !flowsTo(pair.direction, "right") ? "right" : "left";
}

function updateOf({ sides }: Situation, side: Side, patch: Patch): Write[] {
  const state = sides[side];
  if (state.kind !== "live" || Object.keys(patch.fields).length === 0) return [];
  const { id, version } = state.record;
  return [{ side, operation: "update", ...patch, targetId: id, expectedVersion: version }];
}

/** One side has no record yet: create it when the direction allows. */
function decideCreate({ link, sides }: Situation, mapping: Mapping, policy: Policy): Decision {
  const from: Side = sides.left.kind === "none" ? "right" : "left";
  const to = otherSide(from);
  const source = sides[from];
  if (source.kind !== "live") return noWork(link, "gone before it could be created on the other side");
  if (!flowsTo(policy.direction, to)) return noWork(link, `records are not created on the ${to}`);
  const patch = emptyPatch();
  try {
    for (const pair of mapping.pairs) {
      if (!flowsTo(pair.direction, to) || !pair.ends[to].creatable) continue;
      const value = canonical(source.record.fields[pair.ends[from].name], pair.ends[from].type);
      const translated = pair.translate(value, to);
      addToPatch(patch, pair, to, translated, value);
      if (translated === null) delete patch.fields[pair.ends[to].name];
    }
  } catch (error) {
    return { ...noWork(link, ""), problems: [{ side: to, error }] };
  }
  const write: Write = { side: to, operation: "create", ...patch, targetId: null, expectedVersion: null };
  return { ...noWork(link, `new on the ${from}`), writes: [write] };
}
