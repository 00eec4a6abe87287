// Syncs, fields and records to compile mappings with.
import type { FieldConfig, SyncConfig } from "../../../src/core/config/types.ts";
import type { FieldDescription, FieldValues, VendorRecord } from "../../../src/core/contract/records.ts";
import {
  compileMapping,
  type FieldPair,
  type Lookups,
  type Mapping,
} from "../../../src/core/mapping/compile.ts";
import { plainField, plainSync } from "../config/plain-sync.ts";

export const described = (name: string, more: Partial<FieldDescription> = {}): FieldDescription => ({
  name,
  label: name,
  type: "text",
  creatable: true,
  updatable: true,
  required: false,
  maxLength: null,
  values: null,
  ...more,
});

export const fieldOf = (more: Partial<FieldConfig> = {}): FieldConfig => plainField("A", "b", more);

export const syncOf = (fields: readonly FieldConfig[], more: Partial<SyncConfig> = {}): SyncConfig =>
  plainSync(fields, {
    name: "cases",
    left: { connection: "sf", object: "Case", where: null },
    right: { connection: "zd", object: "ticket", where: null },
    ...more,
  });

type Described = Partial<FieldDescription> | readonly FieldDescription[];

const asFields = (given: Described, name: string): readonly FieldDescription[] =>
  "length" in given ? given : [described(name, given)];

/** A mapping of Case and ticket; by default each has one field, `A` and `b`. */
export function mappingOf(
  field: Partial<FieldConfig> | readonly FieldConfig[],
  left: Described = {},
  right: Described = {},
  more: Partial<SyncConfig> = {},
): Mapping {
  const fields = "length" in field ? field : [fieldOf(field)];
  return compileMapping(syncOf(fields, more), {
    left: { name: "Case", label: "Case", fields: asFields(left, "A") },
    right: { name: "ticket", label: "Ticket", fields: asFields(right, "b") },
  });
}

/** The first pair of {@link mappingOf}. */
export function pairOf(...given: Parameters<typeof mappingOf>): FieldPair {
  const [pair] = mappingOf(...given).pairs;
  if (pair === undefined) throw new Error("no pair");
  return pair;
}

export const noLookups: Lookups = { counterpart: () => undefined };

export const recordOf = (fields: FieldValues): VendorRecord => ({
  id: "1",
  version: "1",
  modifiedAt: "2026-01-01T00:00:00.000Z",
  deleted: false,
  correlationKey: null,
  fields,
});
