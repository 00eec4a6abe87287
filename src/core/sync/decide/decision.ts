// A decision as it adds up field by field, and what of it may be carried out. Pure.
import { IntegrationError } from "../../contract/errors.ts";
import type { Value } from "../../contract/records.ts";
import { sameValue } from "../../mapping/canonical.ts";
import { type FieldPair, flowsTo, type Mapping } from "../../mapping/compile.ts";
import type { LastEdit, Stamp } from "../../store/kin.ts";
import { type Agreed, type Link, otherSide, type Side } from "../../store/rows.ts";
import type { Decision, FieldConflict, Missing, Policy, Problem, Situation, Write } from "../types.ts";
import { type Edits, editsOf } from "./edits.ts";
import { idsIn, readField } from "./lookups.ts";
import { areCounterparts, canMerge, type FieldState, isBaseTooOld, movedSides } from "./reconcile-field.ts";
import { isTorn } from "./torn-base.ts";
import type { Member } from "./units.ts";

/** A decision that changes nothing but the link; `reason` may be empty. */
export function noWork(link: Link, reason: string): Decision {
  return {
    link,
    writes: [],
    agreed: { left: {}, right: {} },
    conflicts: [],
    settled: [],
    problems: [],
    missing: [],
    isHalf: false,
    lastEdits: { left: {}, right: {} },
    reasons: reason === "" ? [] : [reason],
  };
}

/** The writes to one side as they add up, and what holds once they are confirmed. */
export interface Draft {
  readonly patches: Readonly<Record<Side, Record<string, Value>>>;
  /** By the side written to; a field merged into both waits for its next look. */
  readonly onceWritten: Readonly<Record<Side, { left: Record<string, Value>; right: Record<string, Value> }>>;
  readonly agreed: { left: Record<string, Value>; right: Record<string, Value> };
  /** By the side written to: the edits that go over. */
  readonly stamps: Readonly<Record<Side, Record<string, Stamp>>>;
  readonly lastEdits: Readonly<Record<Side, Record<string, LastEdit>>>;
  readonly conflicts: FieldConflict[];
  readonly settled: { readonly field: string; readonly winner: Side | null }[];
  readonly problems: Problem[];
  readonly missing: Missing[];
  readonly reasons: string[];
  isHalf: boolean;
}

export const emptyDraft = (): Draft => ({
  patches: { left: {}, right: {} },
  onceWritten: { left: { left: {}, right: {} }, right: { left: {}, right: {} } },
  agreed: { left: {}, right: {} },
  stamps: { left: {}, right: {} },
  lastEdits: { left: {}, right: {} },
  conflicts: [],
  settled: [],
  problems: [],
  missing: [],
  reasons: [],
  isHalf: false,
});

/** Every pair of the mapping with what is known of it. */
export function membersOf(situation: Situation, mapping: Mapping, policy: Policy): readonly Member[] {
  return mapping.pairs.map((pair) => ({
    pair,
    state: sinceReturn(situation, pair, stateOf(situation, pair, policy), policy),
  }));
}

/**
 * What was archived in place of a deleted record was never agreed: now that it is back, its own value has moved. A merge
 * that had come to one side only goes on from where it was.
 */
function sinceReturn(
  { link, lookups }: Situation,
  pair: FieldPair,
  state: FieldState,
  policy: Policy,
): FieldState {
  const { left, right } = state.base;
  const back = link.state === "tombstone" ? link.deletedOn : null;
  if (back === null || left === undefined || right === undefined) return state;
  if (areCounterparts(pair, { left, right }, lookups)) return state;
  const kept = otherSide(back);
  const archived = policy.deletes.archive[kept]?.[pair.ends[kept].name];
  const isArchived = archived !== undefined && sameValue(archived, state.base[kept] ?? null);
  if (canMerge(pair) && !isArchived) return state;
  return { ...state, base: { ...state.base, [back]: null } };
}

function stateOf(
  { shadows, old, oldHeldUntil, sides: states, shared, lookups }: Situation,
  pair: FieldPair,
  policy: Policy,
): FieldState {
  const at = (side: Side) => {
    const state = states[side];
    return state.kind === "live" ? state.record : null;
  };
  const { left, right } = pair.ends;
  const [leftRecord, rightRecord] = [at("left"), at("right")];
  const agreed = { left: shadows.left[left.name], right: shadows.right[right.name] };
  const isAgreed = agreed.left !== undefined && agreed.right !== undefined;
  const state = {
    base: isAgreed ? agreed : { left: old.left[left.name], right: old.right[right.name] },
    now: {
      left: leftRecord ? readField(pair, "left", leftRecord, lookups) : null,
      right: rightRecord ? readField(pair, "right", rightRecord, lookups) : null,
    },
    modifiedAt: {
      left: Date.parse(leftRecord?.modifiedAt ?? "") - policy.clockOffsetMs.left,
      right: Date.parse(rightRecord?.modifiedAt ?? "") - policy.clockOffsetMs.right,
    },
    isUnsure: false,
    isTorn: isTorn(pair, shadows, lookups),
    edits: null,
  };
  const edits = situationEdits(shared, pair, state);
  const hasOld = state.base.left !== undefined && state.base.right !== undefined;
  const isUnsure = !isAgreed && hasOld && isBaseTooOld(pair, state, policy, oldHeldUntil);
  return { ...state, isUnsure, edits };
}

function situationEdits(shared: Situation["shared"], pair: FieldPair, state: FieldState): Edits | null {
  if (shared === null) return null;
  const names = { left: pair.ends.left.name, right: pair.ends.right.name };
  return editsOf(
    { names, now: state.now, hasMoved: movedSides(state), modifiedAt: state.modifiedAt },
    shared,
  );
}

/**
 * A record that is not on the other side yet is waited for; a person whom the other side does not know is left out,
 * with the field as it is; anything else is for a person to mend.
 */
export function addFailure(
  draft: Draft,
  { pair, state }: Member,
  to: Side,
  error: unknown,
  situation: Situation,
): void {
  const isMissing = error instanceof IntegrationError && error.code === "E_PARENT_MISSING";
  if (isMissing && pair.reference?.kind === "user") return;
  const missing = isMissing ? missingOf(pair, state, to, situation) : [];
  if (missing.length > 0) draft.missing.push(...missing);
  else draft.problems.push({ side: to, error });
}

/** What one side names and the other does not have; of a field edited on both, `first` is only a guess at the loser. */
function missingOf(
  pair: FieldPair,
  { now }: FieldState,
  first: Side,
  { lookups, sides: states }: Situation,
): readonly Missing[] {
  const { reference } = pair;
  if (reference?.kind !== "link") return [];
  for (const to of [first, otherSide(first)].filter((side) => flowsTo(pair.direction, side))) {
    const named = idsIn(now[otherSide(to)]);
    const unknown = named.filter((id) => lookups.counterpart(reference, id, to) === undefined);
    const holds = states[to].kind === "none" && (reference.required || pair.ends[to].required);
    if (unknown.length > 0) return unknown.map((id) => ({ reference, id, to, holds }));
  }
  return [];
}

/** Drafts what a person has written into the dead letter for a field that can't be translated; false: nothing. */
export function takeEdit(draft: Draft, { pair, state }: Member, to: Side, { edited }: Situation): boolean {
  const { name } = pair.ends[to];
  const value = edited?.side === to ? edited.fields[name] : undefined;
  if (value === undefined) return false;
  const from = otherSide(to);
  draft.patches[to][name] = value;
  draft.onceWritten[to][to][name] = value;
  draft.onceWritten[to][from][pair.ends[from].name] = state.now[from];
  draft.reasons.push(`${pair.label}: the value a person gave`);
  return true;
}

/** Drops the writes that can't or may not be made, and says why. */
export function finish(
  draft: Draft,
  situation: Situation,
  link: Link,
  mapping: Mapping,
  drafted: readonly Write[],
): Decision {
  const held = new Set(draft.missing.filter((one) => one.holds).map((one) => one.to));
  // What waits lacks the very value it waits for: whether it may be written is asked when it is whole.
  const writes = drafted.filter(({ side }) => !held.has(side)).map((write) => withEdits(write, situation));
  const problems = [...draft.problems, ...writes.flatMap((write) => refusalOf(write, situation, mapping))];
  const stuck = new Set(problems.map((problem) => problem.side));
  const { agreed, conflicts, settled, missing, isHalf, lastEdits, reasons } = draft;
  const sendable = writes.filter((write) => !stuck.has(write.side));
  return {
    link,
    writes: sendable,
    agreed,
    conflicts,
    settled,
    problems,
    missing,
    isHalf,
    lastEdits,
    reasons,
  };
}

/** What a person wrote into a dead letter takes the place of what would be sent. */
function withEdits(write: Write, { edited }: Situation): Write {
  if (edited === null || edited.side !== write.side || write.operation === "delete") return write;
  const known = Object.fromEntries(
    Object.entries(edited.fields).filter(([name]) => name in write.agreed[write.side]),
  );
  const agreed: Agreed = { ...write.agreed, [write.side]: { ...write.agreed[write.side], ...known } };
  return { ...write, fields: { ...write.fields, ...edited.fields }, agreed };
}

function refusalOf(write: Write, { sides: states }: Situation, mapping: Mapping): Problem[] {
  if (write.operation === "delete") return [];
  const target = states[write.side];
  const before = target.kind === "live" ? target.record.fields : {};
  const sent = { kind: write.operation, changed: Object.keys(write.fields) };
  const error = mapping.validate({ ...before, ...write.fields }, write.side, sent);
  return error === null ? [] : [{ side: write.side, error }];
}
