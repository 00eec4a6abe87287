// A sync's field list checked against both objects and made ready to run. Done once per configuration.
import { nearestName } from "../config/nearest.ts";
import type { ConflictPolicy, Direction, FieldConfig, Side, SyncConfig } from "../config/types.ts";
import { ConfigError } from "../contract/errors.ts";
import type { FieldDescription, ObjectDescription, Value } from "../contract/records.ts";
import { canonical } from "./canonical.ts";
import { convertType, fitLength, mapValue } from "./convert.ts";

/** A pair of fields, ready to compare and translate. */
export interface FieldPair {
  /** `Subject ↔ subject`, for people. */
  readonly label: string;
  readonly ends: Readonly<Record<Side, FieldDescription>>;
  readonly direction: Direction;
  readonly conflicts: ConflictPolicy;
  /**
   * The canonical value the `to` side should hold for this value of the other side, as far as it can store it.
   * @throws ValidationError E_MAPPING_VALUE.
   */
  translate(value: Value, to: Side): Value;
}

export interface Mapping {
  readonly pairs: readonly FieldPair[];
}

/** Whether edits may flow to `side`. */
export const flowsTo = (direction: Direction, side: Side): boolean =>
  direction === "both" || direction === (side === "right" ? "left-to-right" : "right-to-left");

/**
 * Compiles a sync's fields against what both objects say of themselves.
 * @throws ConfigError E_FIELD_UNKNOWN for a field the object lacks, E_CONFIG_INVALID for one that can't be written
 * in the direction asked for.
 */
export function compileMapping(
  sync: SyncConfig,
  objects: Readonly<Record<Side, ObjectDescription>>,
): Mapping {
  return { pairs: sync.fields.map((field) => compilePair(sync, field, objects)) };
}

function compilePair(
  sync: SyncConfig,
  field: FieldConfig,
  objects: Readonly<Record<Side, ObjectDescription>>,
): FieldPair {
  const ends = {
    left: findField(sync, objects.left, field.left, "left"),
    right: findField(sync, objects.right, field.right, "right"),
  };
  for (const side of ["left", "right"] as const) requireWritable(sync, ends[side], side, field.direction);
  const entries = field.values && [...field.values];
  const forward =
    entries &&
    new Map(entries.flatMap(([left, rights]) => rights.slice(0, 1).map((right) => [left, right] as const)));
  const backward =
    entries && new Map(entries.flatMap(([left, rights]) => rights.map((right) => [right, left] as const)));
  return {
    label: `${field.left} ↔ ${field.right}`,
    ends,
    direction: field.direction,
    conflicts: field.conflicts,
    translate: (value, to) => {
      const source = ends[to === "right" ? "left" : "right"];
      const clean = canonical(value, source.type);
      if (clean === null) return null;
      const map = to === "right" ? forward : backward;
      const target = ends[to];
      const mapped = map
        ? mapValue(clean, map, source.name, target.name)
        : convertType(clean, target, source.name);
      return fitLength(canonical(mapped, target.type), target.maxLength);
    },
  };
}

function findField(sync: SyncConfig, object: ObjectDescription, name: string, side: Side): FieldDescription {
  const found = object.fields.find((field) => field.name === name);
  if (found) return found;
  const near = nearestName(
    name,
    object.fields.map((field) => field.name),
  );
  throw new ConfigError({
    code: "E_FIELD_UNKNOWN",
    connection: sync[side].connection,
    message: `Sync ${sync.name} maps the ${side} field ${name}, which ${object.name} at ${sync[side].connection} does not have`,
    ...(near === undefined ? {} : { hint: `Write it as ${near}.` }),
  });
}

function requireWritable(sync: SyncConfig, field: FieldDescription, side: Side, direction: Direction): void {
  if (!flowsTo(direction, side) || field.creatable || field.updatable) return;
  throw new ConfigError({
    code: "E_CONFIG_INVALID",
    connection: sync[side].connection,
    message: `Sync ${sync.name} writes the ${side} field ${field.name}, which the vendor lets nobody write`,
    hint: `Set the field's direction to ${side === "left" ? "left-to-right" : "right-to-left"}.`,
  });
}
