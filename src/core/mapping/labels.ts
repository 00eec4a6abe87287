// What an entry of a sync's field list is called, and where its keys stand in the configuration.
import type { ConfigPath } from "../config/problems.ts";
import type { FieldConfig } from "../config/types.ts";
import type { FaultPlace } from "./config-fault.ts";

/** How a field's entry is called, for people and in what is stored of it; unique within a sync. */
export function labelOf({ left, right }: FieldConfig): string {
  if (left === null) return `computed → ${right}`;
  return right === null ? `${left} ← computed` : `${left} ↔ ${right}`;
}

/** Where a key of the entry stands, or what is below it. */
export const placeOf = (field: FieldConfig, ...keys: ConfigPath): FaultPlace => ({
  path: ["fields", labelOf(field), ...keys],
});
