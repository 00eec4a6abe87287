// Versions of records whose vendor gives a time of change and nothing finer.
import { createHash } from "node:crypto";
import type { Value, VendorRecord } from "../contract/records.ts";

const separator = "~";
const digestLength = 12;

/**
 * A record whose version is its time of change with a digest of its fields behind it, because two changes within the
 * grain of the vendor's clock have the same time. The fields of a deleted record are left out.
 */
export function versioned(record: Omit<VendorRecord, "version">): VendorRecord {
  const fields: Record<string, Value> = {};
  if (!record.deleted)
    for (const name of Object.keys(record.fields).sort()) fields[name] = record.fields[name] ?? null;
  const digest = createHash("sha256")
    .update(JSON.stringify([record.deleted, fields]))
    .digest("hex")
    .slice(0, digestLength);
  return { ...record, version: `${record.modifiedAt}${separator}${digest}`, fields };
}

/** The vendor's time of change inside a version. */
export function stampOf(version: string): string {
  return version.split(separator)[0] ?? "";
}
