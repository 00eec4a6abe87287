// The `values` of a field, read both ways and checked against what the vendors list.

import { flowsTo } from "../config/direction.ts";
import { nearestName } from "../config/nearest.ts";
import type { FieldConfig, Side, SyncConfig, ValueMap } from "../config/types.ts";
import type { Value } from "../contract/records.ts";
import { sides } from "../contract/sides.ts";
import { canonical } from "./canonical.ts";
import type { FieldEnd } from "./compile.ts";
import { mappingFault } from "./config-fault.ts";
import { convertType, textOf } from "./convert.ts";
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
  for (const side of sides) {
    if (!flowsTo(field.direction, side)) continue;
    for (const value of maps[side].values()) checkMapped(sync, side, ends[side], value, zone);
  }
  return maps;
}

const keyOf = (text: string, end: FieldEnd): string => {
  const type = end.type === "multipicklist" ? "text" : end.type;
  return textOf(canonical(text, type)) ?? text;
};

function checkMapped(sync: SyncConfig, side: Side, end: FieldEnd, value: string, zone: Zone): void {
  const converted = convertType(canonical(value, "text"), end.type, zone);
  if (converted === undefined) {
    const message = `maps to "${value}" for the ${side} field ${end.name}, which is a ${end.type}`;
    throw mappingFault(sync, side, message, `Correct the entry in the field's \`values\`.`);
  }
  checkListed(sync, side, end, converted, "maps to");
}

/** @throws ConfigError when the field has a list of values and these are not all in it. */
export function checkListed(sync: SyncConfig, side: Side, end: FieldEnd, value: Value, what: string): void {
  const { values } = end;
  if (values === null || value === null) return;
  for (const one of Array.isArray(value) ? value : [value]) {
    const text = textOf(one) ?? "";
    if (values.includes(text)) continue;
    const near = nearestName(text, values);
    throw mappingFault(
      sync,
      side,
      `${what} "${text}" for the ${side} field ${end.name}, which does not list it`,
      near === undefined ? `The field has ${values.slice(0, 20).join(", ")}.` : `Write it as ${near}.`,
    );
  }
}
