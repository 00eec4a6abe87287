// What to do about a record that has no counterpart yet. Pure.
import { flowsTo, type Mapping } from "../../mapping/compile.ts";
import { otherSide, type Side } from "../../store/rows.ts";
import type { Decision, Policy, Situation, Write } from "../types.ts";
import { addFailure, emptyDraft, finish, membersOf, noWork, takeEdit } from "./decision.ts";
import { noteCarried } from "./note-edits.ts";

/** One side has no record yet: create it when the direction allows. */
export function decideCreate(situation: Situation, mapping: Mapping, policy: Policy): Decision {
  const { link, sides: states } = situation;
  const from: Side = states.left.kind === "none" ? "right" : "left";
  const to = otherSide(from);
  const source = states[from];
  if (source.kind !== "live") return noWork(link, "gone before it could be created on the other side");
  if (!flowsTo(policy.direction, to)) return noWork(link, `records are not created on the ${to}`);
  const draft = emptyDraft();
  for (const member of membersOf(situation, mapping, policy)) {
    const { pair, state } = member;
    if (!flowsTo(pair.direction, to) || !pair.ends[to].creatable) continue;
    try {
      const value = pair.translate(state.now[from], to, situation.lookups);
      draft.onceWritten[to][to][pair.ends[to].name] = value;
      draft.onceWritten[to][from][pair.ends[from].name] = state.now[from];
      if (value !== null) draft.patches[to][pair.ends[to].name] = value;
      noteCarried(draft, situation, member, to);
    } catch (error) {
      if (!takeEdit(draft, member, to, situation)) addFailure(draft, member, to, error, situation);
    }
  }
  const agreed = draft.onceWritten[to];
  const fields = draft.patches[to];
  const write: Write = {
    side: to,
    operation: "create",
    fields,
    agreed,
    targetId: null,
    expectedVersion: null,
    stamps: situation.shared && draft.stamps[to],
  };
  draft.reasons.push(`new on the ${from}`);
  return finish(draft, situation, link, mapping, [write]);
}
