// Whether the last agreed values of a pair are of one agreement. Pure.
import { sameValue } from "../../mapping/canonical.ts";
import type { FieldPair, Lookups } from "../../mapping/compile.ts";
import { madeName } from "../../mapping/ends.ts";
import { type Agreed, otherSide, type Side, sides } from "../../store/rows.ts";
import { areCounterparts } from "./reconcile-field.ts";

/**
 * Whether one of the two fields was made for a while and edited by a person meanwhile. That edit was agreed on beside
 * what was made, and the other field of the pair it is in now has its base from before: a later edit there would undo
 * the person's without a conflict.
 */
export function isTorn(pair: FieldPair, shadows: Agreed, lookups: Lookups): boolean {
  const base = (side: Side) => shadows[side][pair.ends[side].name];
  const [left, right] = [base("left"), base("right")];
  if (left === undefined || right === undefined) return false;
  const isEdited = (side: Side): boolean => {
    const source = otherSide(side);
    const made = shadows[source][madeName(pair.ends[side].name)];
    return made !== undefined && !pair.ends[source].isMade && !sameValue(made, base(side) ?? null);
  };
  return sides.some(isEdited) && !areCounterparts(pair, { left, right }, lookups);
}
