// What a column of a table is, and short ways to write one down.

/** Names as `sys_dictionary.internal_type` has them. */
export type FieldType =
  | "GUID"
  | "string"
  | "html"
  | "script_plain"
  | "integer"
  | "boolean"
  | "choice"
  | "reference"
  | "glide_list"
  | "glide_date_time"
  | "journal_input"
  | "journal_list"
  | "email"
  | "sys_class_name"
  | "domain_id"
  | "password2";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly maxLength: number;
  /** Kept by the instance: values sent for it are ignored without a word. */
  readonly readOnly: boolean;
  readonly mandatory: boolean;
  readonly defaultValue: string;
  /** The table a reference leads to. */
  readonly reference: string;
  /** Column the reference holds, where it is not the record's sys_id. */
  readonly referenceKey: string;
  /** Choices are those of this list: value → label. */
  readonly choices: Readonly<Record<string, string>>;
}

type More = Partial<Omit<Field, "name" | "label" | "type">>;

const usualLength: Readonly<Partial<Record<FieldType, number>>> = {
  GUID: 32,
  reference: 32,
  glide_list: 4000,
  html: 65_000,
  script_plain: 8000,
  journal_input: 4000,
  journal_list: 4000,
  email: 100,
  password2: 255,
};

export function field(name: string, label: string, type: FieldType, more: More = {}): Field {
  return {
    name,
    label,
    type,
    maxLength: usualLength[type] ?? 40,
    readOnly: false,
    mandatory: false,
    defaultValue: "",
    reference: "",
    referenceKey: "sys_id",
    choices: {},
    ...more,
  };
}

export const text = (name: string, label: string, maxLength = 100, more: More = {}): Field =>
  field(name, label, "string", { maxLength, ...more });

export const reference = (name: string, label: string, to: string, more: More = {}): Field =>
  field(name, label, "reference", { reference: to, ...more });

export const moment = (name: string, label: string, more: More = {}): Field =>
  field(name, label, "glide_date_time", more);

export const flag = (name: string, label: string, defaultValue: string, more: More = {}): Field =>
  field(name, label, "boolean", { defaultValue, ...more });

export const count = (name: string, label: string, more: More = {}): Field =>
  field(name, label, "integer", more);

export function choice(
  name: string,
  label: string,
  choices: Readonly<Record<string, string>>,
  defaultValue = "",
  more: More = {},
): Field {
  return field(name, label, "choice", { choices, defaultValue, ...more });
}

/** Who and when: on every table, set by the instance alone. */
export const SYSTEM_FIELDS: readonly Field[] = [
  field("sys_id", "Sys ID", "GUID", { readOnly: true }),
  moment("sys_created_on", "Created", { readOnly: true }),
  text("sys_created_by", "Created by", 40, { readOnly: true }),
  moment("sys_updated_on", "Updated", { readOnly: true }),
  text("sys_updated_by", "Updated by", 40, { readOnly: true }),
  count("sys_mod_count", "Updates", { readOnly: true, defaultValue: "0" }),
  text("sys_tags", "Tags", 255, { readOnly: true }),
];
