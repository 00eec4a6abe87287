// Who wins where both sides moved the same field, and what merging makes of it. Pure.
import type { Value } from "../../contract/records.ts";
import { canonical, sameValue } from "../../mapping/canonical.ts";
import { type FieldPair, flowsTo, type Lookups } from "../../mapping/compile.ts";
import type { Side } from "../../store/rows.ts";
import type { Policy } from "../types.ts";
import { compareEdits, type Edits } from "./edits.ts";
import type { FieldState } from "./reconcile-field.ts";

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
  if (state.isUnsure)
    return {
      winner: null,
      reason: "which was the last can't be told after a restore or a rename",
    };
  return chooseLater(state, policy);
}

function chooseLater(state: FieldState, policy: Policy): Choice {
  const { edits, modifiedAt } = state;
  if (policy.isRing && edits !== null) return chooseInRing(edits);
  const lead = edits === null ? modifiedAt.left - modifiedAt.right : edits.left.at - edits.right.at;
  if (Math.abs(lead) > policy.timeMarginMs) {
    const winner = lead > 0 ? "left" : "right";
    return { winner, reason: `the ${winner} was changed later` };
  }
  const reason = `too close in time to tell which was later, and the ${policy.prefer} is preferred`;
  return { winner: policy.prefer, reason };
}

/** Every sync of a ring has to choose the same, or the values would go round for ever. */
function chooseInRing(edits: Edits): Choice {
  const winner = compareEdits(edits.left, edits.right) > 0 ? "left" : "right";
  if (edits.left.at !== edits.right.at) return { winner, reason: `the ${winner}'s value was edited later` };
  return { winner, reason: "both were edited at the same time, and one has to win everywhere" };
}

/**
 * What both sides should hold when nothing has to lose, in the left side's form: the left's value with what the right
 * has done since its own base. A merge goes to the left first, so the left is never behind the right. Null when the
 * values can't be merged.
 * @throws as the pair's `translate`.
 */
export function mergeIntoLeft(pair: FieldPair, { now, base }: FieldState, lookups: Lookups): Merged | null {
  const asLeft = (value: Value) => pair.translate(value, "left", lookups);
  const theirs = { base: base.right === undefined ? undefined : asLeft(base.right), now: asLeft(now.right) };
  const mine = { base: base.left, now: now.left };
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
  return sameValue(pair.translate(right, "left", lookups), left) ? { value: left } : null;
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
  const [now, before, after] = [members(mine.now), members(theirs.base), members(theirs.now)];
  const kept = without(now, without(before, after));
  return { value: [...kept, ...without(without(after, before), kept)] };
}

/** Both only added to the text, or it is not merged. */
function mergeAdditions(mine: Course, theirs: Course): Merged | null {
  const [left, right] = [additionOf(mine), additionOf(theirs)];
  if (left === null || right === null || typeof mine.now !== "string") return null;
  if (right === "" || right === left) return { value: mine.now };
  const isApart = /\s$/.test(mine.now) || /^\s/.test(right);
  return { value: mine.now + (isApart ? "" : "\n") + right };
}

/** Null when the text was not only added to. */
function additionOf({ base, now }: Course): string | null {
  const before = base ?? "";
  if (base === undefined || typeof before !== "string" || typeof now !== "string") return null;
  return now.startsWith(before) ? now.slice(before.length) : null;
}
