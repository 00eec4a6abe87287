// What moves between systems: records, their fields, and how an object describes itself.

/** A field value as it travels inside integ: plain JSON. Dates are RFC 3339 UTC strings, ids are strings. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Native field name → value. A field that is absent was not read; `null` means read and blank. */
export type FieldValues = Readonly<Record<string, Value>>;

/** One record as a vendor returned it, projected to plain JSON by the connector. */
export interface VendorRecord {
  /** Immutable id at the vendor. */
  readonly id: string;
  /** Opaque token that changes when the record changes (Salesforce SystemModstamp, Zendesk updated_at). */
  readonly version: string;
  /** Server time of the last change, RFC 3339 UTC; its precision is `capabilities.timePrecisionMs`. */
  readonly modifiedAt: string;
  /** True when the vendor says the record is deleted; `fields` may then be empty. */
  readonly deleted: boolean;
  /** Value of the correlation field, or null when blank or when the object has none. */
  readonly correlationKey: string | null;
  /** Id of the record this one was merged into; absent when it was not. Such a record counts as deleted. */
  readonly mergedInto?: string;
  readonly fields: FieldValues;
}

export type FieldType =
  | "text"
  | "longtext"
  | "picklist"
  | "multipicklist"
  | "boolean"
  | "number"
  | "date"
  | "datetime"
  | "reference"
  | "id";

/** How a text field carries formatting. Atlassian's document format travels as JSON, the others as text. */
export type TextFormat = "plain" | "html" | "markdown" | "adf" | "wiki" | "mrkdwn";

/** One field of an object, from the vendor's own description of it. */
export interface FieldDescription {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly creatable: boolean;
  readonly updatable: boolean;
  /** A create without it is refused by the vendor. */
  readonly required: boolean;
  /** Longest text the vendor stores, in UTF-16 code units; null when unbounded or unknown. */
  readonly maxLength: number | null;
  /** Longest text the vendor stores, in bytes of UTF-8; absent or null when unbounded or unknown. */
  readonly maxBytes?: number | null;
  /** Digits after the point a number is stored with; absent or null when any. */
  readonly decimals?: number | null;
  /** Values the vendor lists; null when the field is free. */
  readonly values: readonly string[] | null;
  /** Listed value → what people see in its place, where that is another; for messages alone, mappings hold values. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent: plain text. */
  readonly format?: TextFormat;
  /** Objects a reference may point to; absent when unknown. A person's reference names the vendor's user object. */
  readonly refersTo?: readonly string[];
}

export interface ObjectDescription {
  readonly name: string;
  readonly label: string;
  readonly fields: readonly FieldDescription[];
}
