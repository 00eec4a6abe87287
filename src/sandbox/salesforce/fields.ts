// What a field of an object is, and short ways to write one down.

export type FieldType =
  | "id"
  | "boolean"
  | "reference"
  | "string"
  | "email"
  | "phone"
  | "picklist"
  | "textarea"
  | "datetime"
  | "int"
  | "url"
  | "multipicklist"
  | "base64";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly length: number;
  /** What the type alone does not tell: `richtextarea` holds HTML. */
  readonly extraTypeInfo: string | null;
  /** Can be given on create, and on update unless `fixed`. */
  readonly writable: boolean;
  readonly fixed: boolean;
  readonly nillable: boolean;
  readonly defaulted: boolean;
  readonly filterable: boolean;
  readonly sortable: boolean;
  readonly idLookup: boolean;
  readonly autoNumber: boolean;
  readonly custom: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly picklist: readonly string[];
  readonly defaultValue: string | boolean | null;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
}

export function field(name: string, label: string, type: FieldType, more: Partial<Field> = {}): Field {
  return {
    name,
    label,
    type,
    length: type === "id" || type === "reference" ? 18 : 0,
    extraTypeInfo: type === "textarea" ? "plaintextarea" : null,
    writable: false,
    fixed: false,
    nillable: true,
    defaulted: false,
    filterable: true,
    sortable: true,
    idLookup: type === "id",
    autoNumber: false,
    custom: false,
    externalId: false,
    unique: false,
    caseSensitive: false,
    picklist: [],
    defaultValue: null,
    referenceTo: [],
    relationshipName: null,
    ...more,
  };
}

/** Traits of fields the platform fills. */
export const SYSTEM = { nillable: false, defaulted: true } as const;

export function text(name: string, label: string, length: number, more: Partial<Field> = {}): Field {
  return field(name, label, "string", { length, writable: true, ...more });
}

export function reference(
  name: string,
  label: string,
  to: readonly string[],
  relation: string,
  more: Partial<Field> = {},
): Field {
  return field(name, label, "reference", {
    writable: true,
    referenceTo: to,
    relationshipName: relation,
    ...more,
  });
}

export function picklist(
  name: string,
  label: string,
  values: readonly string[],
  defaultValue: string | null = null,
): Field {
  const defaulted = defaultValue !== null;
  return field(name, label, "picklist", {
    length: 40,
    writable: true,
    picklist: values,
    defaultValue,
    defaulted,
  });
}

/** Who and when: the same on every object. */
export const AUDIT_FIELDS: readonly Field[] = [
  field("CreatedDate", "Created Date", "datetime", SYSTEM),
  reference("CreatedById", "Created By ID", ["User"], "CreatedBy", { ...SYSTEM, writable: false }),
  field("LastModifiedDate", "Last Modified Date", "datetime", SYSTEM),
  reference("LastModifiedById", "Last Modified By ID", ["User"], "LastModifiedBy", {
    ...SYSTEM,
    writable: false,
  }),
  field("SystemModstamp", "System Modstamp", "datetime", SYSTEM),
];

/** Custom fields every object that integ writes to has: the key it needs, and an older one that is not unique. */
export const KEY_FIELDS: readonly Field[] = [
  text("Integ_Key__c", "Integ Key", 64, {
    custom: true,
    externalId: true,
    unique: true,
    caseSensitive: true,
    idLookup: true,
  }),
  text("Legacy_Key__c", "Legacy Key", 64, { custom: true, externalId: true, idLookup: true }),
];
