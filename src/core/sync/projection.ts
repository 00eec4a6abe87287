// A vendor's record seen through a mapping: canonical values of the mapped fields, and a hash of them.
import { createHash } from "node:crypto";
import type { FieldValues, Value, VendorRecord } from "../contract/records.ts";
import { canonical, stableJson } from "../mapping/canonical.ts";
import type { Mapping } from "../mapping/compile.ts";
import type { Side, Sighting } from "../store/rows.ts";

/** Canonical values of the side's mapped fields. */
export function project(record: VendorRecord, mapping: Mapping, side: Side): FieldValues {
  const values: Record<string, Value> = {};
  for (const { ends } of mapping.pairs) {
    values[ends[side].name] = canonical(record.fields[ends[side].name], ends[side].type);
  }
  return values;
}

/** What we remember of having seen this record in this state. */
export function sightingOf(record: VendorRecord, mapping: Mapping, side: Side): Sighting {
  const seen = { values: project(record, mapping, side), deleted: record.deleted };
  const hash = createHash("sha256").update(stableJson(seen)).digest("base64url").slice(0, 22);
  return { recordId: record.id, version: record.version, hash };
}
