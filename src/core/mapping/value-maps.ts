// The `values` of a field, read both ways and checked against what the vendors list.

import { flowsTo } from "../config/direction.ts";
import { nearestName } from "../config/nearest.ts";
import type { FieldConfig, Side, SyncConfig, ValueMap } from "../config/types.ts";
import type { Value } from "../contract/records.ts";
import { sides } from "../contract/sides.ts";
import { canonical } from "./canonical.ts";
import { choicesOf } from "./choices.ts";
import type { FieldEnd } from "./compile.ts";
import { type FaultPlace, makeEach, mappingFault } from "./config-fault.ts";
import { convertType, textOf } from "./convert.ts";
import { placeOf } from "./labels.ts";
import type { Zone } from "./times.ts";
import type { Ends } from "./translate.ts";

/**
 * For each side written to, the text of the other side's values → the text of its own.
 * @throws ConfigError for a value that the field can't hold or does not list.
 */
export function compileValues(
  sync: SyncConfig,
  field: FieldConfig,
  values: ValueMap,
  ends: Ends,
  zone: Zone,
): Readonly<Record<Side, ReadonlyMap<string, string>>> {
  const entries = [...values];
  const forward = entries.flatMap(([left, rights]) =>
    rights.slice(0, 1).map((right) => [keyOf(left, ends.left), right] as const),
  );
  const backward = entries.flatMap(([left, rights]) =>
    rights.map((right) => [keyOf(right, ends.right), left] as const),
  );
  const maps = { left: new Map(backward), right: new Map(forward) };
  makeEach(writtenValues(field, values), ({ side, value, place }) =>
    checkMapped({ sync, side, end: ends[side], what: "maps to", place }, value, zone),
  );
  return maps;
}

interface WrittenValue {
  readonly side: Side;
  readonly value: string;
  readonly place: FaultPlace;
}

/** The values of the map that are written somewhere, each with its place. */
function writtenValues(field: FieldConfig, values: ValueMap): WrittenValue[] {
  return sides
    .filter((side) => flowsTo(field.direction, side))
    .flatMap((side) =>
      [...values].flatMap(([left, [right]]): WrittenValue[] => {
        if (side === "left")
          return [{ side, value: left, place: { ...placeOf(field, "values", left), target: "key" } }];
        return right === undefined ? [] : [{ side, value: right, place: placeOf(field, "values", left, 0) }];
      }),
    );
}

const keyOf = (text: string, end: FieldEnd): string => {
  const type = end.type === "multipicklist" ? "text" : end.type;
  return textOf(canonical(text, type)) ?? text;
};

/** What is checked: what it is called in the refusal, and where it stands. */
export interface Checked {
  readonly sync: SyncConfig;
  readonly side: Side;
  readonly end: FieldEnd;
  /** `maps to`, `has the default`. */
  readonly what: string;
  readonly place: FaultPlace;
}

function checkMapped(checked: Checked, value: string, zone: Zone): void {
  const { sync, side, end, place } = checked;
  const converted = convertType(canonical(value, "text"), end.type, zone);
  if (converted === undefined) {
    const message = `maps to "${value}" for the ${side} field ${end.name}, which is a ${end.type}`;
    throw mappingFault(sync, side, message, `Correct the entry in the field's \`values\`.`, place);
  }
  checkListed(checked, converted);
}

/** @throws MappingError when the field has a list of values and these are not all in it. */
export function checkListed({ sync, side, end, what, place }: Checked, value: Value): void {
  const { values } = end;
  if (values === null || value === null) return;
  for (const one of Array.isArray(value) ? value : [value]) {
    const text = textOf(one) ?? "";
    if (values.includes(text)) continue;
    throw mappingFault(
      sync,
      side,
      `${what} "${text}" for the ${side} field ${end.name}, which does not list it`,
      `The field has ${choicesOf(end)}.`,
      place,
      nearestName(text, values),
    );
  }
}
