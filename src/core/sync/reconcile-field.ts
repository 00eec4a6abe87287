// What to do about one pair of fields. Pure.
import type { Value } from "../contract/records.ts";
import { sameValue } from "../mapping/canonical.ts";
import { type FieldPair, flowsTo, type Lookups } from "../mapping/compile.ts";
import { type ConflictChoice, otherSide, type Side, sides } from "../store/rows.ts";
import { type Choice, chooseWinner, mergeValues, type Pairwise } from "./strategies.ts";
import type { FieldConflict, Policy } from "./types.ts";

export interface FieldState {
  /** Last agreed value; undefined when there is none yet. */
  readonly base: Readonly<Record<Side, Value | undefined>>;
  readonly now: Pairwise;
  /** Server time of the record's last change by our clock, milliseconds. */
  readonly modifiedAt: Readonly<Record<Side, number>>;
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
    }
  /** Each side is agreed on its own, once it holds what it should: a merge may be half written. */
  | {
      readonly kind: "merge";
      readonly merged: Pairwise;
      readonly writes: readonly FieldWrite[];
      readonly reason: string;
    }
  /** Both stay as they are until a person has decided. */
  | { readonly kind: "park"; readonly conflict: FieldConflict };

/** What was settled about the pair before it is compared: by its unit, or by a person. */
export interface Ruling {
  readonly choice: Choice | null;
  readonly person: ConflictChoice | null;
}
export const noRuling: Ruling = { choice: null, person: null };

/** Which sides moved since the last agreement; both, at a first meeting. */
export function movedSides({ base, now }: FieldState): Readonly<Record<Side, boolean>> {
  const hasBase = base.left !== undefined && base.right !== undefined;
  return {
    left: !hasBase || !sameValue(now.left, base.left),
    right: !hasBase || !sameValue(now.right, base.right),
  };
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
  const moved = movedSides(state);
  if (!moved.left && !moved.right) return { kind: "agree", agreed: now };
  if (moved.left && moved.right && areCounterparts(pair, now, lookups)) return { kind: "agree", agreed: now };
  if (ruling.person) return obey(pair, state, lookups, ruling.person);
  const merged = ruling.choice === null ? mergeBoth(pair, state, lookups) : null;
  if (merged) return merged;
  if (ruling.choice || (moved.left && moved.right))
    return resolve(pair, state, policy, lookups, ruling.choice);
  return (
    carryOver(pair, moved.left ? "right" : "left", now, lookups, null, "") ?? { kind: "agree", agreed: now }
  );
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
  return { kind: "write", writes: [{ to, value }], agreed, reason, conflict };
}

/** Both sides moved (the field or its unit) to different values, or met for the first time with different ones. */
function resolve(
  pair: FieldPair,
  state: FieldState,
  policy: Policy,
  lookups: Lookups,
  ruled: Choice | null,
): FieldVerdict {
  const { now, base } = state;
  const { winner, reason } = ruled ?? chooseWinner(pair, now, state, policy);
  const isFirstMeeting = base.left === undefined || base.right === undefined;
  const conflict: FieldConflict = { field: pair.label, base: base[winner ?? "left"], ...now, winner, reason };
  if (winner === null) return { kind: "park", conflict };
  const loser = otherSide(winner);
  const hasLost = movedSides(state)[loser] && !(isFirstMeeting && now[loser] === null);
  const why = hasLost ? `, and the ${loser} too: ${reason}` : "";
  return (
    carryOver(pair, loser, now, lookups, hasLost ? conflict : null, why) ?? { kind: "agree", agreed: now }
  );
}

/** Also where one side moved alone: the other may be ahead of it by a merge that is half written. */
function mergeBoth(pair: FieldPair, state: FieldState, lookups: Lookups): FieldVerdict | null {
  if (pair.conflicts !== "merge" || pair.merge === null || pair.direction !== "both") return null;
  if (!sides.every((side) => pair.ends[side].updatable)) return null;
  const merged = mergeValues(pair, state, lookups);
  if (merged === null) return null;
  const writes = writesOf(state.now, merged);
  return {
    kind: "merge",
    merged,
    writes,
    reason: `${pair.label} changed, and what both sides made of it is kept`,
  };
}

const writesOf = (now: Pairwise, wanted: Pairwise): readonly FieldWrite[] =>
  sides.filter((to) => !sameValue(wanted[to], now[to])).map((to) => ({ to, value: wanted[to] }));

/** What a person decided about a parked conflict. The value that lost is in the conflict they decided. */
function obey(pair: FieldPair, { now }: FieldState, lookups: Lookups, choice: ConflictChoice): FieldVerdict {
  const reason = `${pair.label} was decided by a person`;
  if (choice.take === "value") {
    const right = pair.translate(choice.value, "right", lookups);
    const writes = writesOf(now, { left: choice.value, right }).filter(({ to }) => pair.ends[to].updatable);
    // Nothing is agreed before both sides hold it: half of it must not look like an edit.
    if (writes.length > 0) return { kind: "write", writes, agreed: null, reason, conflict: null };
    return { kind: "agree", agreed: now };
  }
  const verdict = carryOver(pair, otherSide(choice.take), now, lookups, null, "");
  return verdict?.kind === "write" ? { ...verdict, reason } : { kind: "agree", agreed: now };
}
