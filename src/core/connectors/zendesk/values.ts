// Values on their way to and from the vendor, the same for all objects. Pure.
import { createHash } from "node:crypto";
import type { ErrorCode } from "../../contract/error-codes.ts";
import { ConfigError, type IntegrationError, ValidationError } from "../../contract/errors.ts";
import type { Value, VendorRecord } from "../../contract/records.ts";

const versionSeparator = "~";
const digestLength = 12;

/** A text as a field's value: blank is null. */
export function orNull(value: string | null | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}

/** Whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** A list of texts as a field's value: a sorted set, none is null. */
export function sortedSet(values: readonly string[]): readonly string[] | null {
  return values.length === 0 ? null : [...new Set(values)].sort();
}

/** A vendor's value in the form fields have. */
export function readValue(value: Value | undefined): Value {
  if (value === undefined || value === "") return null;
  return Array.isArray(value) && value.every(isText) ? sortedSet(value) : value;
}

/**
 * A record whose version is its time of change with a digest of its fields behind it, because two changes within one
 * second have the same time. The fields of a deleted record are left out.
 */
export function versioned(record: Omit<VendorRecord, "version">): VendorRecord {
  const fields: Record<string, Value> = {};
  if (!record.deleted)
    for (const name of Object.keys(record.fields).sort()) fields[name] = record.fields[name] ?? null;
  const digest = createHash("sha256")
    .update(JSON.stringify([record.deleted, fields]))
    .digest("hex")
    .slice(0, digestLength);
  return { ...record, version: `${record.modifiedAt}${versionSeparator}${digest}`, fields };
}

/** The vendor's time of change inside a version. */
export function stampOf(version: string): string {
  return version.split(versionSeparator)[0] ?? "";
}

/** A value that can't be sent; becomes the item's error. */
export class Unfit extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** E_RECORD_INVALID: a field's value is not what it must be. */
export function invalid(name: string, expected: string): Unfit {
  return new Unfit("E_RECORD_INVALID", `${name} must be ${expected}`);
}

/** A text to send. @throws Unfit */
export function writeText(name: string, value: Value): string | null {
  if (value === null || isText(value)) return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw invalid(name, "a text");
}

/** An id to send, as the number the vendor takes. @throws Unfit */
export function writeReference(name: string, value: Value): number | null {
  if (value === null) return null;
  const id = Number(value);
  if ((isText(value) || typeof value === "number") && /^\d+$/.test(String(value)) && Number.isSafeInteger(id))
    return id;
  throw invalid(name, "an id of the vendor (digits)");
}

/** A list to send. @throws Unfit */
export function writeTags(name: string, value: Value): readonly string[] {
  if (value === null) return [];
  if (isText(value)) return value.split(/\s+/).filter((tag) => tag !== "");
  if (Array.isArray(value) && value.every(isText)) return value;
  throw invalid(name, "a list of texts");
}

/** A yes or no to send. @throws Unfit */
export function writeFlag(name: string, value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw invalid(name, "true or false");
}

/** What is to be sent, or why it can't be. */
export type Attempt<T> = { readonly value: T } | { readonly error: IntegrationError };

/** Runs an encoding; an Unfit value becomes the item's error. */
export function attempt<T>(encode: () => T): Attempt<T> {
  try {
    return { value: encode() };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const facts = { code: error.code, message: error.message };
    return { error: error.code === "E_FIELD_UNKNOWN" ? new ConfigError(facts) : new ValidationError(facts) };
  }
}

interface Writable {
  readonly creatable: boolean;
  readonly updatable: boolean;
}

/** The description of a field that a write names. @throws Unfit when there is none, or it can't be set. */
export function writableField<F extends Writable>(
  object: string,
  fields: Readonly<Record<string, F>>,
  name: string,
  may: "creatable" | "updatable",
): F {
  const found = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (found === undefined) throw new Unfit("E_FIELD_UNKNOWN", `A Zendesk ${object} has no field "${name}"`);
  if (found[may]) return found;
  const write = may === "creatable" ? "a create" : "an update";
  throw new Unfit("E_RECORD_INVALID", `${name} can't be set by ${write}`);
}
