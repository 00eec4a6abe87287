// What to do about one pair of fields. Pure.
import type { Value } from "../../contract/records.ts";
import { sameValue } from "../../mapping/canonical.ts";
import { type FieldPair, flowsTo, type Lookups } from "../../mapping/compile.ts";
import { type ConflictChoice, otherSide, type Side, sides } from "../../store/rows.ts";
import type { FieldConflict, Policy } from "../types.ts";
import { compareEdits, type Edits } from "./edits.ts";
import { type Choice, chooseWinner, mergeIntoLeft, type Pairwise } from "./strategies.ts";

export interface FieldState {
  /** Last agreed value; undefined when there is none yet. */
  readonly base: Readonly<Record<Side, Value | undefined>>;
  readonly now: Pairwise;
  /** Server time of the record's last change by our clock, milliseconds. */
  readonly modifiedAt: Readonly<Record<Side, number>>;
  /** The base is old, and which value was the last can't be told. */
  readonly isUnsure: boolean;
  /** The base is of two agreements, and what a person has edited since the older one is the newer one's. */
  readonly isTorn: boolean;
  /** Which edit each side's value goes back to; null: no other sync shares the records, and their own times tell. */
  readonly edits: Edits | null;
}

export interface FieldWrite {
  readonly to: Side;
  /** Value to send. */
  readonly value: Value;
}

export type FieldVerdict =
  /** In step: these values are agreed. */
  | { readonly kind: "agree"; readonly agreed: Pairwise }
  | {
      readonly kind: "write";
      readonly writes: readonly FieldWrite[];
      /** What both sides agree on once the write is confirmed; null: to be seen when they are read again. */
      readonly agreed: Pairwise | null;
      readonly reason: string;
      readonly conflict: FieldConflict | null;
      /** The other side's turn comes once this is written. */
      readonly isHalf: boolean;
    }
  /** Both stay as they are until a person has decided. */
  | { readonly kind: "park"; readonly conflict: FieldConflict };

/** What was settled about the pair before it is compared: by its unit, or by a person. */
export interface Ruling {
  readonly choice: Choice | null;
  readonly person: ConflictChoice | null;
}
export const noRuling: Ruling = { choice: null, person: null };

/** Which sides moved since the last agreement; both, at a first meeting and where it can't be told. */
export function movedSides({ base, now, isUnsure, isTorn }: FieldState): Readonly<Record<Side, boolean>> {
  const isOpen = isUnsure || base.left === undefined || base.right === undefined;
  const left = isOpen || !sameValue(now.left, base.left);
  const right = isOpen || !sameValue(now.right, base.right);
  return isTorn && (left || right) ? { left: true, right: true } : { left, right };
}

/**
 * Whether an old base can't tell which value was the last: agreements since are forgotten, so a value that differs from
 * it may be what was written there, and one that equals it may have been set back. Where nobody has touched one side's
 * record since the base held, only the other can have moved.
 */
export function isBaseTooOld(pair: FieldPair, state: FieldState, policy: Policy, heldUntil: number): boolean {
  const moved = movedSides(state);
  const isTwoWay = pair.direction === "both" && sides.every((side) => pair.ends[side].updatable);
  if (!isTwoWay || (!moved.left && !moved.right)) return false;
  return sides.every((side) => state.modifiedAt[side] + policy.timeMarginMs >= heldUntil);
}

/**
 * Three-way comparison of one pair: base, left and right, each in its own side's canonical form.
 * @throws ValidationError E_MAPPING_VALUE when the value that has to go over has no counterpart; SyncError
 * E_PARENT_MISSING when the record it names has none yet.
 */
export function reconcileField(
  pair: FieldPair,
  state: FieldState,
  policy: Policy,
  lookups: Lookups,
  ruling: Ruling,
): FieldVerdict {
  const { now } = state;
  const isHalfMerged = canMerge(pair) && !isAgreed(pair, state, lookups);
  const moved = isHalfMerged ? { left: true, right: true } : movedSides(state);
  if (!moved.left && !moved.right) return { kind: "agree", agreed: now };
  if (moved.left && moved.right && areCounterparts(pair, now, lookups)) return { kind: "agree", agreed: now };
  if (ruling.person) return obey(pair, state, lookups, ruling.person);
  const merged = ruling.choice === null ? mergeBoth(pair, state, lookups) : null;
  if (merged) return merged;
  if (isSameEdit(state, policy)) return { kind: "agree", agreed: now };
  if (ruling.choice || (moved.left && moved.right) || isOvertaken(pair, state, policy, moved))
    return resolve(pair, state, policy, lookups, ruling.choice, moved);
  return (
    carryOver(pair, moved.left ? "right" : "left", now, lookups, null, "") ?? { kind: "agree", agreed: now }
  );
}

/** Whether what both sides did to the field can be kept. */
export const canMerge = (pair: FieldPair): boolean =>
  pair.conflicts === "merge" &&
  pair.merge !== null &&
  pair.direction === "both" &&
  sides.every((side) => pair.ends[side].updatable);

/** Whether the bases say the same: they do not while the left has got a merge and the right has not. */
function isAgreed(pair: FieldPair, { base: { left, right } }: FieldState, lookups: Lookups): boolean {
  return left === undefined || right === undefined || areCounterparts(pair, { left, right }, lookups);
}

/** Equal in the space either side can store; a value without a counterpart is equal to nothing. */
export function areCounterparts(pair: FieldPair, now: Pairwise, lookups: Lookups): boolean {
  return sides.some((to) => {
    try {
      return sameValue(pair.translate(now[otherSide(to)], to, lookups), now[to]);
    } catch {
      return false;
    }
  });
}

/** It has come both ways round a ring. Whatever either system could hold of it, nothing newer is to be had. */
const isSameEdit = ({ edits }: FieldState, { isRing }: Policy): boolean =>
  isRing && edits !== null && edits.left.at > 0 && compareEdits(edits.left, edits.right) === 0;

/** Only one side has moved, to a value older than the other's: in a ring it has come the long way. */
function isOvertaken(
  pair: FieldPair,
  { edits }: FieldState,
  { isRing }: Policy,
  moved: Readonly<Record<Side, boolean>>,
): boolean {
  const isByTime = pair.conflicts !== "left" && pair.conflicts !== "right" && pair.conflicts !== "manual";
  if (!isRing || edits === null || !isByTime) return false;
  const order = compareEdits(edits.left, edits.right);
  return moved.left ? order < 0 : order > 0;
}

/** A write of the other side's value to `to`; null when nothing has to or may be written. */
function carryOver(
  pair: FieldPair,
  to: Side,
  now: Pairwise,
  lookups: Lookups,
  conflict: FieldConflict | null,
  why: string,
): FieldVerdict | null {
  if (!flowsTo(pair.direction, to) || !pair.ends[to].updatable) return null;
  const from = otherSide(to);
  const value = pair.translate(now[from], to, lookups);
  if (sameValue(value, now[to])) return null;
  const reason = `${pair.ends[from].name} changed on the ${from}${why}`;
  const agreed = to === "left" ? { left: value, right: now.right } : { left: now.left, right: value };
  return { kind: "write", writes: [{ to, value }], agreed, reason, conflict, isHalf: false };
}

/** Both sides moved (the field or its unit) to different values, or met for the first time with different ones. */
function resolve(
  pair: FieldPair,
  state: FieldState,
  policy: Policy,
  lookups: Lookups,
  ruled: Choice | null,
  moved: Readonly<Record<Side, boolean>>,
): FieldVerdict {
  const { now, base } = state;
  const { winner, reason } = ruled ?? chooseWinner(pair, now, state, policy);
  const isFirstMeeting = base.left === undefined || base.right === undefined;
  const conflict: FieldConflict = { field: pair.label, base: base[winner ?? "left"], ...now, winner, reason };
  if (winner === null) return { kind: "park", conflict };
  const loser = otherSide(winner);
  const hasLost = moved[loser] && !(isFirstMeeting && now[loser] === null);
  const why = hasLost ? `, and the ${loser} too: ${reason}` : "";
  return (
    carryOver(pair, loser, now, lookups, hasLost ? conflict : null, why) ?? { kind: "agree", agreed: now }
  );
}

/** The left gets the merge first and counts as agreed with what the right was then; the right gets it after that. */
function mergeBoth(pair: FieldPair, state: FieldState, lookups: Lookups): FieldVerdict | null {
  const merged = canMerge(pair) ? mergeIntoLeft(pair, state, lookups) : null;
  if (merged === null) return null;
  const { now } = state;
  const left = merged.value;
  const right = pair.translate(left, "right", lookups);
  const reason = `${pair.label} changed, and what both sides made of it is kept`;
  const rest = { kind: "write", reason, conflict: null } as const;
  if (!sameValue(left, now.left)) {
    const isHalf = !sameValue(right, now.right);
    return { ...rest, writes: [{ to: "left", value: left }], agreed: { left, right: now.right }, isHalf };
  }
  if (sameValue(right, now.right)) return { kind: "agree", agreed: now };
  return { ...rest, writes: [{ to: "right", value: right }], agreed: { left, right }, isHalf: false };
}

/** What a person decided about a parked conflict. The value that lost is in the conflict they decided. */
function obey(pair: FieldPair, { now }: FieldState, lookups: Lookups, choice: ConflictChoice): FieldVerdict {
  const reason = `${pair.label} was decided by a person`;
  if (choice.take === "value") {
    const right = pair.translate(choice.value, "right", lookups);
    const wanted = { left: choice.value, right };
    const writes = sides
      .filter((to) => pair.ends[to].updatable && !sameValue(wanted[to], now[to]))
      .map((to) => ({ to, value: wanted[to] }));
    // Nothing is agreed before both sides hold it: half of it must not look like an edit.
    if (writes.length > 0)
      return { kind: "write", writes, agreed: null, reason, conflict: null, isHalf: true };
    return { kind: "agree", agreed: now };
  }
  const verdict = carryOver(pair, otherSide(choice.take), now, lookups, null, "");
  return verdict?.kind === "write" ? { ...verdict, reason } : { kind: "agree", agreed: now };
}
