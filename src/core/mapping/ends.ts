// The ends of a pair: fields of the vendors, what they hold where the other side is blank.
import { flowsTo } from "../config/direction.ts";
import type { FieldConfig, Side, SyncConfig } from "../config/types.ts";
import type { FieldDescription, ObjectDescription, Value } from "../contract/records.ts";
import type { FieldEnd, FieldPair } from "./compile.ts";
import { findField, mappingFault } from "./config-fault.ts";
import { convertType } from "./convert.ts";
import type { ExpressionScope } from "./expressions.ts";
import { labelOf, placeOf } from "./labels.ts";
import { canonicalOf, storable } from "./rich.ts";
import type { Zone } from "./times.ts";
import type { Ends } from "./translate.ts";
import { checkListed } from "./value-maps.ts";

export interface PairSurroundings {
  readonly sync: SyncConfig;
  readonly field: FieldConfig;
  readonly objects: Readonly<Record<Side, ObjectDescription>>;
  /** Expressions over the records of a side. */
  readonly scopes: Readonly<Record<Side, () => ExpressionScope>>;
}

/** Under which name a value that is made for a field is agreed on, at the side it is made of. */
export const madeName = (target: string): string => `=${target}`;

/** What every pair has whose two ends are fields. */
export function basics(
  field: FieldConfig,
  ends: Ends,
): Omit<FieldPair, "translate" | "merge" | "reference"> & { merge: null; reference: null } {
  const { direction, conflicts, unit } = field;
  return { label: labelOf(field), ends, direction, conflicts, unit, merge: null, reference: null };
}

/** A field of the vendor's as an end. @throws ConfigError when it is unknown, or written and can't be. */
export function realEnd({ sync, field, objects }: PairSurroundings, side: Side): FieldEnd {
  const described = findField(sync, objects[side], field[side] ?? "", side, placeOf(field, side));
  const format = field.formats[side];
  const end: FieldDescription = format === null ? described : { ...described, format };
  if (flowsTo(field.direction, side) && !end.creatable && !end.updatable) {
    throw mappingFault(
      sync,
      side,
      `writes the ${side} field ${end.name}, which the vendor lets nobody write`,
      `Set the field's direction to ${side === "left" ? "left-to-right" : "right-to-left"}.`,
      placeOf(field, side),
    );
  }
  return { ...end, read: (record) => canonicalOf(record.fields[end.name], end) };
}

/** What is written to a side where the other one is blank. @throws ConfigError when the field can't hold it. */
export function defaultOf({ sync, field }: PairSurroundings, end: FieldEnd, side: Side, zone: Zone): Value {
  const given = field.defaults[side];
  if (given === null || !flowsTo(field.direction, side)) return null;
  const converted = convertType(canonicalOf(given, { ...end, format: "plain" }), end.type, zone);
  if (converted === undefined) {
    const message = `has the default ${JSON.stringify(given)} for the ${side} field ${end.name}, which is a ${end.type}`;
    throw mappingFault(sync, side, message, `Give a ${end.type} as the default.`, placeOf(field, "default"));
  }
  checkListed({ sync, side, end, what: "has the default", place: placeOf(field, "default") }, converted);
  return storable(converted, end);
}
