// Values that could not be made. A record that was read must be seen by who observes it even when an expression fails
// on it: the fault travels as the value, and only who wants to carry it over is refused. So one record's trouble never
// stops the others.
import { ValidationError } from "../contract/errors.ts";
import type { Value } from "../contract/records.ts";

const faultKey = "integ.fault";

/** The value that stands for one that could not be made. */
export function faultValue(what: string, error: unknown): Value {
  const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
  return { [faultKey]: why === "" ? what : `${what}: ${why}` };
}

/** @throws ValidationError E_MAPPING_VALUE for a value that could not be made. */
export function refuseFault(value: Value): void {
  if (typeof value !== "object" || value === null || !(faultKey in value)) return;
  const fault: unknown = Reflect.get(value, faultKey);
  throw new ValidationError({
    code: "E_MAPPING_VALUE",
    message: String(fault),
    hint: "Correct the record, or the expression, then run `integ replay-dlq`.",
  });
}

/** A record for which an expression of the configuration has no result. */
export function undecided(what: string, error: unknown): ValidationError {
  const why = error instanceof Error ? error.message.split("\n")[0] : "";
  return new ValidationError({
    code: "E_MAPPING_VALUE",
    message: `${what}: ${why}`,
    hint: "Correct the record, or the expression, then run `integ replay-dlq`.",
    cause: error,
  });
}
