// Objects whose fields are the same in every account.
import { ConfigError } from "../contract/errors.ts";
import type { FieldDescription, ObjectDescription } from "../contract/records.ts";

export type FixedField = Pick<
  FieldDescription,
  "label" | "type" | "creatable" | "updatable" | "required" | "values" | "refersTo" | "format"
>;

const unchanged = { updatable: false, required: false, values: null } as const;
/** Of a field that the vendor sets. */
export const readOnly = { ...unchanged, creatable: false } as const;
/** Of a field that is given when a record is made, and stays. */
export const givenOnce = { ...unchanged, creatable: true } as const;

/** The description of an object whose fields are the same in every account. */
export function describeFixed(
  name: string,
  label: string,
  fields: Readonly<Record<string, FixedField>>,
): ObjectDescription {
  const described = Object.entries(fields).map(([fieldName, facts]): FieldDescription => {
    const { type, creatable, updatable, required, values, refersTo, format } = facts;
    return {
      name: fieldName,
      label: facts.label,
      type,
      creatable,
      updatable,
      required,
      values,
      maxLength: null,
      ...(refersTo === undefined ? {} : { refersTo }),
      ...(format === undefined ? {} : { format }),
    };
  });
  return { name, label, fields: described };
}

/**
 * `object` as messages call it ("Zendesk user").
 * @throws ConfigError (E_FIELD_UNKNOWN) for a name that is not among the fields
 */
export function requireFields(
  object: string,
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  const unknown = names.find((name) => !Object.hasOwn(fields, name));
  if (unknown === undefined) return;
  throw new ConfigError({
    code: "E_FIELD_UNKNOWN",
    message: `A ${object} has no field "${unknown}"`,
    hint: `Fields: ${Object.keys(fields).join(", ")}.`,
  });
}
