// What to do when a record that was in step is gone on one side or both. Pure.
import { flowsTo, type Mapping } from "../../mapping/compile.ts";
import { type Link, otherSide, type Side } from "../../store/rows.ts";
import type { Decision, FieldConflict, Policy, SideState, Situation, Write } from "../types.ts";
import { noWork } from "./decision.ts";
import { movedSides } from "./reconcile-field.ts";
import type { Member } from "./units.ts";

/**
 * Follows the sync's policy for deletes. Only what the vendor calls deleted or merged is acted upon; a record that
 * has merely become invisible keeps its counterpart, and goes on when it is seen again. An edit beats a delete.
 */
export function decideGone(
  situation: Situation,
  members: readonly Member[],
  mapping: Mapping,
  policy: Policy,
): Decision {
  const { link, sides: states } = situation;
  const { left, right } = states;
  if (left.kind === "gone" && right.kind === "gone") return buryBoth(link);
  const on: Side = left.kind === "gone" ? "left" : "right";
  const gone = states[on];
  const kept = states[otherSide(on)];
  if (gone.kind !== "gone" || kept.kind !== "live") return noWork(link, "");
  if (link.state === "tombstone") return noWork(link, "");
  const buried: Link = { ...link, state: "tombstone", deletedOn: on };
  const end = endingOf(gone, on);
  if (gone.by === "missing" || policy.deletes.kind === "keep" || !flowsTo(policy.direction, otherSide(on)))
    return noWork(buried, `${end}; the other side is kept and no longer synced`);
  const conflict = editConflict(members, otherSide(on));
  if (conflict) {
    const reason = `${end}, but the ${otherSide(on)} was edited since: the edit stands`;
    return { ...noWork(buried, reason), conflicts: [{ ...conflict, reason }] };
  }
  const write = writeOf(situation, on, mapping, policy);
  if (write === null) return noWork(buried, `${end}; nothing is to be written to the other side`);
  return { ...noWork(link, end), writes: [write] };
}

const endingOf = (gone: Extract<SideState, { kind: "gone" }>, on: Side): string => {
  if (gone.by === "merged") return `merged into ${gone.mergedInto ?? "another record"} on the ${on}`;
  return gone.by === "deleted" ? `deleted on the ${on}` : `not to be seen any more on the ${on}`;
};

function buryBoth(link: Link): Decision {
  if (link.state === "tombstone") return noWork(link, "");
  return noWork({ ...link, state: "tombstone", deletedOn: link.deletedOn ?? "left" }, "gone on both sides");
}

/** The first field edited on the side that is left, as a conflict between the edit and the delete. */
function editConflict(members: readonly Member[], kept: Side): FieldConflict | null {
  // A value that was never compared is one the deleted record may never have had.
  const edited = members.find(({ state }) => {
    const hasContent = state.base[kept] !== undefined || state.now[kept] !== null;
    return hasContent && movedSides(state)[kept];
  });
  if (!edited) return null;
  const { pair, state } = edited;
  return { field: pair.label, base: state.base[kept], ...state.now, winner: kept, reason: "" };
}

/** The write that carries the delete over; null when the counterpart needs none. */
function writeOf(situation: Situation, on: Side, mapping: Mapping, policy: Policy): Write | null {
  const side = otherSide(on);
  const state = situation.sides[side];
  if (state.kind !== "live") return null;
  const { id, version } = state.record;
  const target = { side, targetId: id, expectedVersion: version, stamps: null };
  const nothing = { left: {}, right: {} };
  // What was merged lives on in another record: its counterpart is not thrown away.
  const isMerged = situation.sides[on].kind === "gone" && situation.sides[on].by === "merged";
  if (policy.deletes.kind === "propagate" && !isMerged)
    return { ...target, operation: "delete", fields: {}, agreed: nothing };
  const wanted = policy.deletes.archive[side];
  if (wanted === null) return null;
  const fields = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => state.record.fields[name] !== value),
  );
  if (Object.keys(fields).length === 0) return null;
  const mapped = mapping.pairs.map((pair) => pair.ends[side].name).filter((name) => name in fields);
  const agreedHere = Object.fromEntries(mapped.map((name) => [name, fields[name] ?? null]));
  return { ...target, operation: "update", fields, agreed: { ...nothing, [side]: agreedHere } };
}
