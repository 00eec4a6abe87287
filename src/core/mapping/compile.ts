// A sync's field list checked against both objects and made ready to run. Done once per configuration.

import { createHash } from "node:crypto";
import { flowsTo } from "../config/direction.ts";
import type { Computed, ConflictPolicy, Direction, Side, SyncConfig } from "../config/types.ts";
import type { ValidationError } from "../contract/errors.ts";
import type {
  FieldDescription,
  FieldValues,
  ObjectDescription,
  Value,
  VendorRecord,
} from "../contract/records.ts";
import { otherSide } from "../contract/sides.ts";
import { compilePair } from "./compile-pair.ts";
import { attempt, MappingError, type MappingFault, makeBoth, makeEach } from "./config-fault.ts";
import { type ExpressionScope, expressionFields, expressionScope } from "./expressions.ts";
import { behindFilters, compileFilter } from "./scope.ts";
import { templateFields } from "./template.ts";
import { checkArchive, checkMatch, compileValidation, unfilledFields } from "./validate.ts";

/** One side of a pair. Where the side has no field of its own, `name` stands for the computed value. */
export interface FieldEnd extends FieldDescription {
  /** No field of the side: the value is made anew from the whole record whenever it is read. */
  readonly isMade?: boolean;
  /** Canonical value of this end in a record; null when blank. Never throws: what can't be computed is told by translate. */
  read(record: VendorRecord): Value;
}

/** What an id of one side is called on the other. */
export type Reference =
  | {
      readonly kind: "link";
      /** The sync whose links translate it. */
      readonly sync: string;
      /** Which side of that sync each of our sides is. */
      readonly sideOf: Readonly<Record<Side, Side>>;
      readonly required: boolean;
    }
  | { readonly kind: "user" };

/** Answers about other records, fetched before anything is decided. */
export interface Lookups {
  /** Id on `to` of what `id` names on the other side; undefined: not known (yet); blank: nobody. */
  counterpart(reference: Reference, id: string, to: Side): string | undefined;
}

/** A pair of fields, ready to compare and translate. */
export interface FieldPair {
  /** `Subject ↔ subject`, for people; unique within the mapping. */
  readonly label: string;
  readonly ends: Readonly<Record<Side, FieldEnd>>;
  readonly direction: Direction;
  readonly conflicts: ConflictPolicy;
  readonly unit: string | null;
  /** What `merge` does here: sets member by member, text that both only added to joined; null: neither fits. */
  readonly merge: "set" | "append" | null;
  readonly reference: Reference | null;
  /**
   * The canonical value the `to` side should hold for this value of the other side, as far as it can store it.
   * @throws ValidationError E_MAPPING_VALUE; SyncError E_PARENT_MISSING when a reference is not known yet.
   */
  translate(value: Value, to: Side, lookups: Lookups): Value;
}

export interface Write {
  readonly kind: "create" | "update";
  /** Native names of the fields that are sent. */
  readonly changed: readonly string[];
}

export interface Mapping {
  /** Changes when records have to be looked at again: fields, filters and translations in one hash. */
  readonly generation: string;
  readonly pairs: readonly FieldPair[];
  /**
   * Whether the side's filter lets the record belong to the sync. One that can't be computed does; the record's fields
   * then read as faults, which translate refuses.
   */
  isInScope(record: VendorRecord, side: Side): boolean;
  /**
   * Why these fields, as they would be on `side` after the write, may not be written; null when they may.
   * With `write` it is known what the write does: a create must fill what the vendor requires, and of an update only
   * the changed fields are held against lists and lengths.
   */
  validate(fields: FieldValues, side: Side, write?: Write): ValidationError | null;
  /** Native names of what a new record of the side must have and no field of the sync fills: every create is refused. */
  readonly unfilled: Readonly<Record<Side, readonly string[]>>;
}

export { labelOf } from "./labels.ts";
export { flowsTo };

/**
 * Compiles a sync's fields against what both objects say of themselves.
 * @throws MappingError with every fault: E_FIELD_UNKNOWN for a field the object lacks; E_EXPRESSION for an expression
 * that does not fit the object; E_CONFIG_INVALID for a field that can't be written in the direction asked for, a value
 * the field does not list, or types that can't be brought into one another.
 */
export function compileMapping(
  sync: SyncConfig,
  objects: Readonly<Record<Side, ObjectDescription>>,
): Mapping {
  const scopes = { left: lazily(objects.left.fields), right: lazily(objects.right.fields) };
  const faults: MappingFault[] = [];
  const filters = attempt(faults, () => makeBoth((side) => compileFilter(sync, side, scopes[side])));
  const plain = attempt(faults, () =>
    makeEach(sync.fields, (field) => compilePair({ sync, field, objects, scopes })),
  );
  const pairs = filters && plain?.map((pair) => behindFilters(pair, filters));
  attempt(faults, () => checkMatch(sync, objects));
  attempt(faults, () => checkArchive(sync, objects));
  const validate = attempt(faults, () => compileValidation(sync, objects, pairs ?? [], scopes));
  if (!filters || !pairs || !validate || faults.length > 0) throw new MappingError(faults);
  return {
    generation: generationOf(sync, pairs),
    pairs,
    isInScope: (record, side) => filters[side]?.(record).isIn ?? true,
    validate,
    unfilled: makeBoth((side) => {
      const written = pairs.filter(({ direction }) => flowsTo(direction, side));
      return unfilledFields(
        objects[side],
        written.map(({ ends }) => ends[side]),
      );
    }),
  };
}

/** Environments of expressions cost time; most syncs have none. */
function lazily(fields: readonly FieldDescription[]): () => ExpressionScope {
  let scope: ExpressionScope | undefined;
  return () => {
    scope ??= expressionScope(fields);
    return scope;
  };
}

/** Counts up when the same configuration comes to see or translate values otherwise than before. */
const translationVersion = 2;

function generationOf(sync: SyncConfig, pairs: readonly FieldPair[]): string {
  const fields = sync.fields.map((field) => ({ ...field, values: field.values && [...field.values] }));
  const ends = pairs.map(({ ends: { left, right } }) =>
    [left, right].map(({ name, type, format, maxLength, maxBytes, decimals }) => [
      name,
      type,
      format,
      maxLength,
      maxBytes,
      decimals,
    ]),
  );
  const seen = [translationVersion, fields, sync.left.where, sync.right.where, ends];
  return createHash("sha256").update(JSON.stringify(seen)).digest("base64url");
}

/** Native names of the fields a port has to read for the sync. */
export function fieldsToRead(sync: SyncConfig, side: Side): readonly string[] {
  const { where } = sync[side];
  const rules = sync.rules.filter((rule) => rule.side === side);
  const expressions = [where, ...rules.flatMap(({ when, expression }) => [when, expression])];
  const names = [
    ...sync.fields.flatMap((field) => [field[side], ...sourcesOf(field.computed[otherSide(side)])]),
    ...sync.match.map((rule) => rule[side]),
    ...expressions.flatMap((text) => expressionFields(text ?? "")),
    ...Object.keys(sync.deletes.archive[side] ?? {}),
  ];
  return [...new Set(names)].filter((name) => name !== null);
}

function sourcesOf(computed: Computed | null): readonly string[] {
  if (computed?.kind === "template") return templateFields(computed.template);
  return computed?.kind === "expression" ? expressionFields(computed.expression) : [];
}
