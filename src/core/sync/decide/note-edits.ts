// Notes with a decision which edits the fields of both records go back to, for the other syncs that share them. Pure.
import type { LastEdit, Stamp } from "../../store/kin.ts";
import { otherSide, type Side, sides } from "../../store/rows.ts";
import type { Situation } from "../types.ts";
import type { Draft } from "./decision.ts";
import { carried, hashOf, laterOf } from "./edits.ts";
import { areCounterparts, type FieldVerdict } from "./reconcile-field.ts";
import type { Member } from "./units.ts";

/** Adds what the verdict on a field means for its edits. */
export function noteEdits(draft: Draft, situation: Situation, member: Member, verdict: FieldVerdict): void {
  const { pair, state } = member;
  if (state.edits === null) return;
  if (verdict.kind === "write") {
    const [only, ...more] = verdict.writes;
    // Half a merge is no edit of the other side's yet.
    const isWhole = verdict.agreed !== null && areCounterparts(pair, verdict.agreed, situation.lookups);
    if (only && more.length === 0 && isWhole) noteCarried(draft, situation, member, only.to);
    else noteOwn(draft, situation, member);
    return;
  }
  const { left, right } = state.edits;
  const isShared = verdict.kind === "agree" && areCounterparts(pair, state.now, situation.lookups);
  if (isShared) for (const side of sides) note(draft, situation, member, side, laterOf(left, right));
  else noteOwn(draft, situation, member);
}

/** The value of the other side goes to `to` and takes its edit with it. */
export function noteCarried(draft: Draft, situation: Situation, member: Member, to: Side): void {
  const { pair, state } = member;
  if (state.edits === null) return;
  const from = otherSide(to);
  const edit = carried(state.edits, from);
  draft.stamps[to][pair.label] = edit;
  note(draft, situation, member, from, state.edits[from]);
}

function noteOwn(draft: Draft, situation: Situation, member: Member): void {
  for (const side of sides)
    if (member.state.edits) note(draft, situation, member, side, member.state.edits[side]);
}

/** Only what is not noted yet. What has been there since before anything was noted stays as it is. */
function note(
  draft: Draft,
  { shared, sides: states }: Situation,
  member: Member,
  side: Side,
  edit: Stamp,
): void {
  if (shared === null || edit.at === 0 || states[side].kind !== "live") return;
  const { name } = member.pair.ends[side];
  const news: LastEdit = { ...edit, hash: hashOf(member.state.now[side]) };
  const known = shared[side].lastEdits[name];
  if (known?.hash === news.hash && known.at === news.at && known.origin === news.origin) return;
  draft.lastEdits[side][name] = news;
}
