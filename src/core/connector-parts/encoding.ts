// Values on their way to and from a vendor: the rules that are the same for all of them. Pure.
import type { ErrorCode } from "../contract/error-codes.ts";
import { ConfigError, type IntegrationError, ValidationError } from "../contract/errors.ts";
import type { Value } from "../contract/records.ts";

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

/** A list of texts to send; a text counts as its words. @throws Unfit */
export function writeWords(name: string, value: Value): readonly string[] {
  if (value === null) return [];
  if (isText(value)) return value.split(/\s+/).filter((word) => word !== "");
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

/**
 * The description of a field that a write names; `object` as messages call it ("Zendesk ticket").
 * @throws Unfit when there is none, or it can't be set
 */
export function writableField<F extends Writable>(
  object: string,
  fields: Readonly<Record<string, F>>,
  name: string,
  may: "creatable" | "updatable",
): F {
  const found = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (found === undefined) throw new Unfit("E_FIELD_UNKNOWN", `A ${object} has no field "${name}"`);
  if (found[may]) return found;
  const write = may === "creatable" ? "a create" : "an update";
  throw new Unfit("E_RECORD_INVALID", `${name} can't be set by ${write}`);
}
