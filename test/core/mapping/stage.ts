// Syncs, fields and records to compile mappings with.
import type { FieldConfig, Side, SyncConfig } from "../../../src/core/config/types.ts";
import type { FieldDescription, FieldValues, VendorRecord } from "../../../src/core/contract/records.ts";
import {
  compileMapping,
  type FieldPair,
  type Lookups,
  type Mapping,
} from "../../../src/core/mapping/compile.ts";

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

export const fieldOf = (more: Partial<FieldConfig> = {}): FieldConfig => ({
  left: "A",
  right: "b",
  values: null,
  computed: { left: null, right: null },
  defaults: { left: null, right: null },
  reference: null,
  required: false,
  users: false,
  formats: { left: null, right: null },
  zone: "UTC",
  unit: null,
  direction: "both",
  conflicts: "last-write-wins",
  ...more,
});

export const syncOf = (fields: readonly FieldConfig[], more: Partial<SyncConfig> = {}): SyncConfig => ({
  name: "cases",
  parent: null,
  left: { connection: "sf", object: "Case", where: null },
  right: { connection: "zd", object: "ticket", where: null },
  direction: "both",
  schedule: null,
  realtime: true,
  match: [],
  conflicts: "last-write-wins",
  prefer: "left",
  deletes: { kind: "keep", archive: { left: null, right: null } },
  guards: {
    maxDeletes: 100,
    maxDeleteShare: 0.1,
    deleteHoldMs: 0,
    maxFirstCreates: 1000,
    maxFlips: 10,
    flipWindowMs: 600_000,
  },
  rules: [],
  maxContentBytes: null,
  fields,
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

export const other = (side: Side): Side => (side === "left" ? "right" : "left");
