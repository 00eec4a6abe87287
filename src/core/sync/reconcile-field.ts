// What to do about one pair of fields. Pure.
import type { Value } from "../contract/records.ts";
import { canonical, sameValue } from "../mapping/canonical.ts";
import { type FieldPair, flowsTo } from "../mapping/compile.ts";
import { otherSide, type Side } from "../store/rows.ts";
import type { FieldConflict, Policy } from "./types.ts";

export interface FieldState {
  /** Last agreed value; undefined when there is none yet. */
  readonly base: Readonly<Record<Side, Value | undefined>>;
  readonly now: Readonly<Record<Side, Value | undefined>>;
  /** Server time of the record's last change, milliseconds. */
  readonly modifiedAt: Readonly<Record<Side, number>>;
}

export type FieldVerdict =
  | { readonly kind: "agree"; readonly left: Value; readonly right: Value }
  | {
      readonly kind: "write";
      readonly to: Side;
      /** Value to send. */
      readonly value: Value;
      /** Value of the source this write carries over. */
      readonly source: Value;
      readonly reason: string;
      readonly conflict: FieldConflict | null;
    };

/**
 * Three-way comparison of one pair: base, left and right, each in its own side's canonical form.
 * @throws ValidationError E_MAPPING_VALUE when the value that has to go over has no counterpart.
 */
export function reconcileField(pair: FieldPair, state: FieldState, policy: Policy): FieldVerdict {
  const left = canonical(state.now.left, pair.ends.left.type);
  const right = canonical(state.now.right, pair.ends.right.type);
  const agree: FieldVerdict = { kind: "agree", left, right };
  const hasBase = state.base.left !== undefined && state.base.right !== undefined;
  const moved = {
    left: !hasBase || !sameValue(left, state.base.left),
    right: !hasBase || !sameValue(right, state.base.right),
  };
  if (!moved.left && !moved.right) return agree;
  if (moved.left && moved.right && counterpartsEqual(pair, left, right)) return agree;
  if (moved.left && moved.right) return resolve(pair, { left, right }, state, policy, hasBase);
  return carryOver(pair, moved.left ? "right" : "left", { left, right }, null, "") ?? agree;
}

type Pairwise = Readonly<Record<Side, Value>>;

/** Equal in the space either side can store; a value without a counterpart is equal to nothing. */
function counterpartsEqual(pair: FieldPair, left: Value, right: Value): boolean {
  const equalsIn = (to: Side, source: Value, target: Value): boolean => {
    try {
      return sameValue(pair.translate(source, to), target);
    } catch {
      return false;
    }
  };
  return equalsIn("right", left, right) || equalsIn("left", right, left);
}

/** A write of the other side's value to `to`; null when nothing has to or may be written. */
function carryOver(
  pair: FieldPair,
  to: Side,
  now: Pairwise,
  conflict: FieldConflict | null,
  why: string,
): FieldVerdict | null {
  if (!flowsTo(pair.direction, to) || !pair.ends[to].updatable) return null;
  const from = otherSide(to);
  const value = pair.translate(now[from], to);
  if (sameValue(value, now[to])) return null;
  const reason = `${pair.ends[from].name} changed on the ${from}${why}`;
  return { kind: "write", to, value, source: now[from], reason, conflict };
}

/** Both sides moved to different values, or met for the first time with different values. */
function resolve(
  pair: FieldPair,
  now: Pairwise,
  state: FieldState,
  policy: Policy,
  hasBase: boolean,
): FieldVerdict {
  const { winner, reason } = chooseWinner(pair, now, state, policy, hasBase);
  const loser = otherSide(winner);
  const blankLost = !hasBase && now[loser] === null;
  const conflict: FieldConflict | null = blankLost
    ? null
    : { field: pair.label, base: state.base[winner], left: now.left, right: now.right, winner, reason };
  return (
    carryOver(pair, loser, now, conflict, blankLost ? "" : `, and the ${loser} too: ${reason}`) ?? {
      kind: "agree",
      ...now,
    }
  );
}

function chooseWinner(
  pair: FieldPair,
  now: Pairwise,
  state: FieldState,
  policy: Policy,
  hasBase: boolean,
): { winner: Side; reason: string } {
  if (!flowsTo(pair.direction, "left"))
    return { winner: "left", reason: "edits flow from left to right only" };
  if (!flowsTo(pair.direction, "right"))
    return { winner: "right", reason: "edits flow from right to left only" };
  // At a first meeting a blank never erases a value.
  if (!hasBase && now.left === null) return { winner: "right", reason: "the left is blank" };
  if (!hasBase && now.right === null) return { winner: "left", reason: "the right is blank" };
  if (pair.conflicts !== "last-write-wins") {
    return { winner: pair.conflicts, reason: `the ${pair.conflicts} wins by configuration` };
  }
  const lead = state.modifiedAt.left - state.modifiedAt.right;
  if (Math.abs(lead) > policy.timeMarginMs) {
    const winner = lead > 0 ? "left" : "right";
    return { winner, reason: `the ${winner} was changed later` };
  }
  return {
    winner: policy.prefer,
    reason: `too close in time to tell which was later, and the ${policy.prefer} is preferred`,
  };
}
