// Who wins where both sides moved the same field, and what merging makes of it. Pure.
import type { Value } from "../contract/records.ts";
import { canonical, sameValue } from "../mapping/canonical.ts";
import { type FieldPair, flowsTo, type Lookups } from "../mapping/compile.ts";
import type { Side } from "../store/rows.ts";
import type { FieldState } from "./reconcile-field.ts";
import type { Policy } from "./types.ts";

export type Pairwise = Readonly<Record<Side, Value>>;

export interface Choice {
  /** Null: a person has to decide. */
  readonly winner: Side | null;
  readonly reason: string;
}

/** Which side wins a field (or the unit it belongs to) that both have moved to different values. */
export function chooseWinner(pair: FieldPair, now: Pairwise, state: FieldState, policy: Policy): Choice {
  if (!flowsTo(pair.direction, "left"))
    return { winner: "left", reason: "edits flow from left to right only" };
  if (!flowsTo(pair.direction, "right"))
    return { winner: "right", reason: "edits flow from right to left only" };
  const isFirstMeeting = state.base.left === undefined || state.base.right === undefined;
  // At a first meeting a blank never erases a value.
  if (isFirstMeeting || pair.conflicts === "prefer-non-blank") {
    if (now.left === null) return { winner: "right", reason: "the left is blank" };
    if (now.right === null) return { winner: "left", reason: "the right is blank" };
  }
  if (pair.conflicts === "manual") return { winner: null, reason: "a person decides by configuration" };
  if (pair.conflicts === "left" || pair.conflicts === "right") {
    return { winner: pair.conflicts, reason: `the ${pair.conflicts} wins by configuration` };
  }
  return chooseLater(state, policy);
}

function chooseLater(state: FieldState, policy: Policy): Choice {
  const lead = state.modifiedAt.left - state.modifiedAt.right;
  if (Math.abs(lead) > policy.timeMarginMs) {
    const winner = lead > 0 ? "left" : "right";
    return { winner, reason: `the ${winner} was changed later` };
  }
  const reason = `too close in time to tell which was later, and the ${policy.prefer} is preferred`;
  return { winner: policy.prefer, reason };
}

/**
 * What both sides should hold when nothing has to lose: sets member by member against the base, text to which both
 * only added with both additions. Null when the values can't be merged.
 * @throws as the pair's `translate`.
 */
export function mergeValues(
  pair: FieldPair,
  now: Pairwise,
  base: Value | undefined,
  lookups: Lookups,
): Pairwise | null {
  const rightAsLeft = pair.translate(now.right, "left", lookups);
  const left =
    pair.merge === "set"
      ? mergeSets(base ?? null, now.left, rightAsLeft)
      : pair.merge === "append"
        ? mergeAdditions(base, now.left, rightAsLeft)
        : null;
  if (left === null) return null;
  const merged = canonical(left.value, pair.ends.left.type);
  const right = pair.translate(merged, "right", lookups);
  // What the other side can't hold whole is not merged: a cut would come back as a change.
  return sameValue(pair.translate(right, "left", lookups), merged) ? { left: merged, right } : null;
}

const members = (value: Value): readonly Value[] =>
  value === null ? [] : Array.isArray(value) ? value : [value];

function mergeSets(base: Value, left: Value, right: Value): { readonly value: Value } {
  const has = (set: readonly Value[], one: Value): boolean => set.some((other) => sameValue(other, one));
  const [before, mine, theirs] = [members(base), members(left), members(right)];
  const kept = mine.filter((one) => has(theirs, one) || !has(before, one));
  const added = theirs.filter((one) => !has(mine, one) && !has(before, one));
  return { value: [...kept, ...added] };
}

function mergeAdditions(
  base: Value | undefined,
  left: Value,
  right: Value,
): { readonly value: Value } | null {
  const before = base ?? "";
  if (typeof before !== "string" || typeof left !== "string" || typeof right !== "string") return null;
  if (base === undefined || !left.startsWith(before) || !right.startsWith(before)) return null;
  const [mine, theirs] = [left.slice(before.length), right.slice(before.length)];
  // One may hold the other's addition already: then a merge was half written before.
  if (mine.includes(theirs)) return { value: left };
  if (theirs.includes(mine)) return { value: right };
  return { value: left + (/\s$/.test(mine) || /^\s/.test(theirs) ? "" : "\n") + theirs };
}
