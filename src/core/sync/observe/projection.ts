// A vendor's record seen through a mapping: canonical values of the mapped fields, and a hash of them.
import { createHash } from "node:crypto";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import { stableJson } from "../../mapping/canonical.ts";
import type { Mapping } from "../../mapping/compile.ts";
import type { Side, Sighting } from "../../store/rows.ts";

/** Canonical values of the side's mapped fields. */
export function project(record: VendorRecord, mapping: Mapping, side: Side): FieldValues {
  const values: Record<string, Value> = {};
  for (const { ends } of mapping.pairs) {
    values[ends[side].name] = ends[side].read(record);
  }
  return values;
}

/** What we remember of having seen this record in this state, by this mapping: by another one it is news. */
export function sightingOf(record: VendorRecord, mapping: Mapping, side: Side): Sighting {
  const seen = { by: mapping.generation, values: project(record, mapping, side), deleted: record.deleted };
  const hash = createHash("sha256").update(stableJson(seen)).digest("base64url").slice(0, 22);
  return { recordId: record.id, version: record.version, hash };
}
