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
 * What both sides should hold when nothing has to lose: sets with what each side added and without what each removed,
 * text with what each side added. Each side is compared with its own base, for a merge may be half written. Null when
 * the values can't be merged.
 * @throws as the pair's `translate`.
 */
export function mergeValues(pair: FieldPair, { now, base }: FieldState, lookups: Lookups): Pairwise | null {
  const asLeft = (value: Value | undefined) =>
    value === undefined ? undefined : pair.translate(value, "left", lookups);
  const mine = { base: base.left, now: now.left };
  const theirs = { base: asLeft(base.right), now: asLeft(now.right) ?? null };
  const merged =
    pair.merge === "set"
      ? mergeSets(mine, theirs)
      : pair.merge === "append"
        ? mergeAdditions(mine, theirs)
        : null;
  if (merged === null) return null;
  const left = canonical(merged.value, pair.ends.left.type);
  const right = pair.translate(left, "right", lookups);
  // What the other side can't hold whole is not merged: a cut would come back as a change.
  return sameValue(pair.translate(right, "left", lookups), left) ? { left, right } : null;
}

/** One side's value and what it was at the last agreement, both in the left side's form. */
interface Course {
  readonly base: Value | undefined;
  readonly now: Value;
}

interface Merged {
  readonly value: Value;
}

const members = (value: Value | undefined): readonly Value[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

function mergeSets(mine: Course, theirs: Course): Merged {
  const has = (set: readonly Value[], one: Value): boolean => set.some((other) => sameValue(other, one));
  const without = (set: readonly Value[], other: readonly Value[]) => set.filter((one) => !has(other, one));
  const courses = [mine, theirs].map(({ base, now }) => ({ base: members(base), now: members(now) }));
  const added = courses.flatMap(({ base, now }) => without(now, base));
  const removed = courses.flatMap(({ base, now }) => without(base, now));
  const kept = without(
    courses.flatMap(({ base }) => base),
    removed,
  );
  const all = [...kept, ...added];
  return { value: all.filter((one, at) => !has(all.slice(0, at), one)) };
}

function mergeAdditions(mine: Course, theirs: Course): Merged | null {
  const [left, right] = [additionOf(mine), additionOf(theirs)];
  if (left === null || right === null) return null;
  if (left.base === right.base) return { value: joinAdditions(left, right.added) };
  // The side with the longer base has got the merge already; what the other added may be in it.
  const [ahead, behind] = left.base.length > right.base.length ? [left, right] : [right, left];
  if (!ahead.base.startsWith(behind.base)) return null;
  const isIn = (ahead.base + ahead.added).includes(behind.added);
  return { value: isIn ? ahead.base + ahead.added : joinAdditions(ahead, behind.added) };
}

interface Addition {
  readonly base: string;
  readonly added: string;
}

/** Null when the text was not only added to. */
function additionOf({ base, now }: Course): Addition | null {
  const before = base ?? "";
  const after = now ?? "";
  if (base === undefined || typeof before !== "string" || typeof after !== "string") return null;
  return after.startsWith(before) ? { base: before, added: after.slice(before.length) } : null;
}

function joinAdditions({ base, added }: Addition, other: string): string {
  if (other === "" || other === added) return base + added;
  const isApart = added === "" || /\s$/.test(added) || /^\s/.test(other);
  return base + added + (isApart ? "" : "\n") + other;
}
