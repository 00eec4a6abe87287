// What to do about one link: the decision function that `plan` and the run share. Pure: no clock, no I/O.
import { sameValue } from "../../mapping/canonical.ts";
import { type FieldPair, flowsTo, type Mapping } from "../../mapping/compile.ts";
import { type Link, otherSide, type Side, sides } from "../../store/rows.ts";
import type { Decision, FieldConflict, Policy, Situation, Write } from "../types.ts";
import { decideCreate } from "./decide-create.ts";
import { decideGone } from "./decide-gone.ts";
import { addFailure, type Draft, emptyDraft, finish, membersOf, noWork, takeEdit } from "./decision.ts";
import { noteEdits } from "./note-edits.ts";
import { type FieldVerdict, movedSides, noRuling, type Ruling, reconcileField } from "./reconcile-field.ts";
import { rulingsOf } from "./units.ts";

/** Decides about one link from fresh values of both sides and their last agreed ones. Never throws. */
export function reconcile(known: Situation, mapping: Mapping, policy: Policy): Decision {
  const situation = comeBack(known, policy);
  const { link, sides: states } = situation;
  if (isOutOfScope(situation, mapping)) return endParked(leaveScope(link), situation);
  if (states.left.kind === "live" && states.right.kind === "live")
    return reconcileBoth(situation, mapping, policy);
  if (states.left.kind === "none" || states.right.kind === "none")
    return decideCreate(situation, mapping, policy);
  const members = membersOf(situation, mapping, policy);
  return endParked(decideGone(situation, members, mapping, policy), situation);
}

/** What waits for a person, or is decided and not carried out yet, ends with the link: there is no pair to settle it in. */
function endParked(decision: Decision, { parked }: Situation): Decision {
  const reasons = parked.map(({ field }) => `the conflict over ${field} ends with it, without a winner`);
  return {
    ...decision,
    settled: parked.map(({ field }) => ({ field, winner: null })),
    reasons: [...decision.reasons, ...reasons],
  };
}

/** A deleted record whose delete we have carried over is back: its counterpart has to be made anew. */
function comeBack(situation: Situation, policy: Policy): Situation {
  const { link, sides: states } = situation;
  const back = link.deletedOn;
  if (link.state !== "tombstone" || back === null || policy.deletes.kind !== "propagate") return situation;
  const copy = otherSide(back);
  if (states[back].kind !== "live" || states[copy].kind !== "gone") return situation;
  const unlinked = copy === "left" ? { leftId: null } : { rightId: null };
  return {
    ...situation,
    link: { ...link, ...unlinked, state: "pending", deletedOn: null },
    shadows: { left: {}, right: {} },
    old: { left: {}, right: {} },
    sides: { ...states, [copy]: { kind: "none" } },
  };
}

function isOutOfScope({ sides: states }: Situation, mapping: Mapping): boolean {
  return sides.some((side) => {
    const state = states[side];
    return state.kind === "live" && !mapping.isInScope(state.record, side);
  });
}

/** Nothing is deleted for having left the filter, and what changes meanwhile goes over once it is back. */
function leaveScope(link: Link): Decision {
  if (link.state !== "live") return noWork(link, link.state === "pending" ? "outside the sync's filter" : "");
  return noWork({ ...link, state: "detached" }, "left the sync's filter; both sides are kept as they are");
}

function reconcileBoth(situation: Situation, mapping: Mapping, policy: Policy): Decision {
  const draft = emptyDraft();
  if (situation.link.state === "tombstone") draft.reasons.push("the deleted side is back");
  if (situation.link.state === "detached") draft.reasons.push("back in the sync's filter");
  // A parked field that is not mapped any more has nothing to decide.
  for (const { field } of situation.parked)
    if (!mapping.pairs.some(({ label }) => label === field)) draft.settled.push({ field, winner: null });
  const members = membersOf(situation, mapping, policy);
  const rulings = rulingsOf(members, situation, policy);
  for (const member of members) {
    const ruling = rulings.get(member.pair.label) ?? noRuling;
    try {
      const verdict = reconcileField(member.pair, member.state, policy, situation.lookups, ruling);
      addVerdict(draft, situation, member.pair, verdict, ruling);
      noteEdits(draft, situation, member, verdict);
    } catch (error) {
      const to: Side =
        movedSides(member.state).left && flowsTo(member.pair.direction, "right") ? "right" : "left";
      if (!takeEdit(draft, member, to, situation)) addFailure(draft, member, to, error, situation);
    }
  }
  const link: Link = { ...situation.link, state: "live", deletedOn: null };
  return finish(draft, situation, link, mapping, updatesOf(draft, situation));
}

function addVerdict(
  draft: Draft,
  { parked }: Situation,
  pair: FieldPair,
  verdict: FieldVerdict,
  ruling: Ruling,
): void {
  const { left, right } = pair.ends;
  const wasParked = parked.some((one) => one.field === pair.label);
  if (verdict.kind === "park") return void draft.conflicts.push(asKnown(verdict.conflict, parked));
  if (wasParked) draft.settled.push({ field: pair.label, winner: winnerOf(verdict, ruling) });
  if (verdict.kind === "agree") {
    draft.agreed.left[left.name] = verdict.agreed.left;
    draft.agreed.right[right.name] = verdict.agreed.right;
    return;
  }
  for (const { to, value } of verdict.writes) draft.patches[to][pair.ends[to].name] = value;
  draft.isHalf ||= verdict.isHalf;
  const [only, ...more] = verdict.writes;
  if (only && more.length === 0 && verdict.agreed) {
    draft.onceWritten[only.to].left[left.name] = verdict.agreed.left;
    draft.onceWritten[only.to].right[right.name] = verdict.agreed.right;
  }
  draft.reasons.push(verdict.reason);
  if (verdict.conflict) draft.conflicts.push(verdict.conflict);
}

function winnerOf(verdict: FieldVerdict, { person }: Ruling): Side | null {
  if (person) return person.take === "value" ? null : person.take;
  const [only, ...more] = verdict.kind === "write" ? verdict.writes : [];
  return only && more.length === 0 ? otherSide(only.to) : null;
}

function updatesOf(draft: Draft, { sides: states, shared }: Situation): readonly Write[] {
  return sides.flatMap((side): Write[] => {
    const state = states[side];
    const fields = draft.patches[side];
    if (state.kind !== "live" || Object.keys(fields).length === 0) return [];
    const { id, version } = state.record;
    const agreed = draft.onceWritten[side];
    const stamps = shared && draft.stamps[side];
    return [{ side, operation: "update", fields, agreed, targetId: id, expectedVersion: version, stamps }];
  });
}

/** A parked conflict is the same until its values change or it is settled, however often the records are touched. */
function asKnown(conflict: FieldConflict, parked: Situation["parked"]): FieldConflict {
  const known = parked.find(
    ({ field, left, right }) =>
      field === conflict.field && sameValue(left, conflict.left) && sameValue(right, conflict.right),
  );
  return known ? { ...conflict, knownAs: known.id } : conflict;
}
