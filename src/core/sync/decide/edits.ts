// Which edit gave a field its value, where many syncs share a record and our own writes move its times. Pure.
import { createHash } from "node:crypto";
import type { Value } from "../../contract/records.ts";
import { stableJson } from "../../mapping/canonical.ts";
import { type LastEdit, nameOf, type Stamp } from "../../store/kin.ts";
import { otherSide, type Side } from "../../store/rows.ts";
import type { Shared } from "../types.ts";

export type Edits = Readonly<Record<Side, Stamp>>;

/** What is known of a field of both records. */
export interface FieldCourse {
  readonly names: Readonly<Record<Side, string>>;
  readonly now: Readonly<Record<Side, Value>>;
  readonly hasMoved: Readonly<Record<Side, boolean>>;
  /** Server time of the record's last change by our clock, milliseconds. */
  readonly modifiedAt: Readonly<Record<Side, number>>;
}

/** Of a value in canonical form. */
export const hashOf = (value: Value): string =>
  createHash("sha256").update(stableJson(value)).digest("base64url").slice(0, 22);

/** Positive when `a` was made after `b`. Edits of the same moment have an order too, the same for every sync. */
export function compareEdits(a: Stamp, b: Stamp): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : 0;
}

export const laterOf = (a: Stamp, b: Stamp): Stamp => (compareEdits(a, b) < 0 ? b : a);

/**
 * The edit each side's value goes back to. A value that nobody has noted yet is an edit of its own: made when its vendor
 * says, but after what it took the place of, whatever the clocks say. One that has been there since before anything was
 * noted is older than any.
 */
export function editsOf(course: FieldCourse, shared: Readonly<Record<Side, Shared>>): Edits {
  const noted = (side: Side): LastEdit | undefined => shared[side].lastEdits[course.names[side]];
  const isNoted = (side: Side): boolean => noted(side)?.hash === hashOf(course.now[side]);
  const editOn = (side: Side): Stamp => {
    const known = noted(side);
    if (known !== undefined && isNoted(side)) return { at: known.at, origin: known.origin };
    const origin = `${nameOf(shared[side].record)} ${course.names[side]}`;
    if (known === undefined && !course.hasMoved[side]) return { at: 0, origin };
    const other = otherSide(side);
    const below = course.hasMoved[other] ? 0 : isNoted(other) ? (noted(other)?.at ?? 0) : 0;
    return { at: Math.max(course.modifiedAt[side] || 0, (known?.at ?? 0) + 1, below + 1), origin };
  };
  return { left: editOn("left"), right: editOn("right") };
}

/** The edit both sides go back to once `from`'s value is on the other: that value's, and after what it takes the place of. */
export function carried(edits: Edits, from: Side): Stamp {
  const [mine, theirs] = [edits[from], edits[otherSide(from)]];
  return compareEdits(mine, theirs) >= 0 ? mine : { at: theirs.at + 1, origin: mine.origin };
}
