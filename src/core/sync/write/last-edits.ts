// The edits that fields of a record go back to, noted for the other syncs that share it.
import type { FieldValues } from "../../contract/records.ts";
import type { LastEdits } from "../../store/kin.ts";
import type { Op } from "../../store/ops.ts";
import { type Agreed, type Intent, idOn, type Link, type Side, sides } from "../../store/rows.ts";
import { hashOf } from "../decide/edits.ts";
import { refOn } from "../match/kin.ts";
import type { SyncRuntime } from "../types.ts";

/** Ops that note edits of both records of the link, where there are any. */
export function lastEditOps(
  sync: SyncRuntime,
  link: Link,
  edits: Readonly<Record<Side, LastEdits>>,
): readonly Op[] {
  return sides.flatMap((side): Op[] => {
    const id = idOn(link, side);
    if (id === null || Object.keys(edits[side]).length === 0) return [];
    return [{ op: "lastEdit.put", record: refOn(sync, side, id), edits: edits[side] }];
  });
}

/** The same once a write counts: what both sides agree on by it goes back to the edits it carried. */
export function carriedEditOps(
  sync: SyncRuntime,
  link: Link,
  { stamps }: Intent,
  agreed: Agreed,
): readonly Op[] {
  if (stamps === null) return [];
  const editsOn = (side: Side): LastEdits => editsOf(sync, side, stamps, agreed[side]);
  return lastEditOps(sync, link, { left: editsOn("left"), right: editsOn("right") });
}

function editsOf(
  { mapping }: SyncRuntime,
  side: Side,
  stamps: NonNullable<Intent["stamps"]>,
  agreed: FieldValues,
): LastEdits {
  const edits = mapping.pairs.flatMap(({ label, ends }) => {
    const { name } = ends[side];
    const stamp = stamps[label];
    const value = agreed[name];
    return stamp === undefined || value === undefined
      ? []
      : [[name, { ...stamp, hash: hashOf(value) }] as const];
  });
  return Object.fromEntries(edits);
}
