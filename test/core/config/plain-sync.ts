// A field and a sync with nothing special about them, to be changed by what a test is about.
import type { FieldConfig, Guards, SyncConfig } from "../../../src/core/config/types.ts";

const neither = { left: null, right: null };

export const plainField = (left: string, right: string, more: Partial<FieldConfig> = {}): FieldConfig => ({
  left,
  right,
  values: null,
  computed: neither,
  defaults: neither,
  reference: null,
  required: false,
  users: false,
  formats: neither,
  zone: "UTC",
  unit: null,
  direction: "both",
  conflicts: "last-write-wins",
  ...more,
});

/** Wide enough not to stop anything. */
export const plainGuards: Guards = {
  maxDeletes: 100,
  maxDeleteShare: 1,
  deleteHoldMs: 0,
  maxFirstCreates: 1000,
  maxFlips: 10,
  flipWindowMs: 600_000,
};

/** A sync of things between a connection called left and one called right. */
export const plainSync = (fields: readonly FieldConfig[], more: Partial<SyncConfig> = {}): SyncConfig => ({
  name: "things",
  parent: null,
  left: { connection: "left", object: "thing", where: null },
  right: { connection: "right", object: "thing", where: null },
  direction: "both",
  schedule: null,
  realtime: true,
  match: [],
  conflicts: "last-write-wins",
  prefer: "left",
  deletes: { kind: "keep", archive: neither },
  guards: plainGuards,
  rules: [],
  maxContentBytes: null,
  fields,
  ...more,
});
