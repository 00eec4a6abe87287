// One entry of a sync's `fields` with every default filled in.
import { directionOf, nameOn, onlyDirection } from "./field-shape.ts";
import { sidesOf } from "./references.ts";
import type { FieldSettings, SyncSettings } from "./schema-sync.ts";
import type { Computed, FieldConfig, Side, ValueMap } from "./types.ts";

type Ends = Readonly<Record<Side, { readonly connection: string; readonly object: string }>>;

/** What a field's entry is resolved against. */
export interface FieldSurroundings {
  readonly sync: SyncSettings;
  /** What every sync joins, by its name. */
  readonly endsOf: ReadonlyMap<string, Ends>;
}

/** The field with its direction, policy and ways of translation decided. The entry has passed the checks. */
export function resolveField(field: FieldSettings, { sync, endsOf }: FieldSurroundings): FieldConfig {
  const isInvertible = onlyDirection(field) === null;
  return {
    left: (isInvertible ? nameOn(field, "left") : field.left) ?? null,
    right: (isInvertible ? nameOn(field, "right") : field.right) ?? null,
    values: field.values === undefined ? null : valueMap(field.values),
    computed: computedOf(field),
    defaults: defaultsOf(field.default),
    reference: field.reference?.trim() ?? null,
    ...referredBy(sync, field.reference === undefined ? undefined : endsOf.get(field.reference.trim())),
    required: field.required ?? false,
    users: field.users ?? false,
    formats: { left: field.format?.left ?? null, right: field.format?.right ?? null },
    zone: field.zone ?? "UTC",
    unit: field.unit ?? null,
    direction: directionOf(field, sync.direction),
    conflicts: field.conflicts ?? sync.conflicts,
  };
}

function referredBy(
  own: Ends,
  other: Ends | undefined,
): Pick<FieldConfig, "referenceSides" | "referenceObjects"> {
  const connections = ({ left, right }: Ends) => ({ left: left.connection, right: right.connection });
  const referenceSides = other === undefined ? null : sidesOf(connections(own), connections(other));
  if (other === undefined || referenceSides === null) return {};
  const { left, right } = referenceSides;
  return { referenceSides, referenceObjects: { left: other[left].object, right: other[right].object } };
}

function computedOf(field: FieldSettings): FieldConfig["computed"] {
  const expression = (text: string | undefined): Computed | null =>
    text === undefined ? null : { kind: "expression", expression: text };
  if (field.toRight !== undefined || field.toLeft !== undefined)
    return { left: expression(field.toLeft), right: expression(field.toRight) };
  const computed: Computed | null =
    field.template !== undefined
      ? { kind: "template", template: field.template }
      : field.constant !== undefined
        ? { kind: "constant", value: field.constant }
        : expression(field.expression);
  return field.right === undefined ? { left: computed, right: null } : { left: null, right: computed };
}

function defaultsOf(given: FieldSettings["default"]): FieldConfig["defaults"] {
  if (given === undefined) return { left: null, right: null };
  if (typeof given !== "object" || Array.isArray(given)) return { left: given, right: given };
  return { left: given.left ?? null, right: given.right ?? null };
}

function valueMap(values: Readonly<Record<string, string | readonly string[]>>): ValueMap {
  return new Map(
    Object.entries(values).map(([left, right]) => [left, typeof right === "string" ? [right] : right]),
  );
}
