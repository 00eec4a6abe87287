// The Case object's fields as a default org describes them (recorded describe, API 48), plus two custom keys.

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
  | "int";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly length: number;
  readonly writable: boolean;
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
    writable: false,
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

const SYSTEM = { nillable: false, defaulted: true } as const;

function text(name: string, label: string, length: number, more: Partial<Field> = {}): Field {
  return field(name, label, "string", { length, writable: true, ...more });
}

function reference(
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

function picklist(
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

const REASONS = [
  "Installation",
  "Equipment Complexity",
  "Performance",
  "Breakdown",
  "Equipment Design",
  "Feedback",
  "Other",
];

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

export const CASE_FIELDS: readonly Field[] = [
  field("Id", "Case ID", "id", SYSTEM),
  field("IsDeleted", "Deleted", "boolean", { ...SYSTEM, defaultValue: false }),
  reference("MasterRecordId", "Master Record ID", ["Case"], "MasterRecord", { writable: false }),
  text("CaseNumber", "Case Number", 30, { ...SYSTEM, writable: false, idLookup: true, autoNumber: true }),
  reference("ContactId", "Contact ID", ["Contact"], "Contact"),
  reference("AccountId", "Account ID", ["Account"], "Account"),
  reference("AssetId", "Asset ID", ["Asset"], "Asset"),
  reference("ParentId", "Parent Case ID", ["Case"], "Parent"),
  text("SuppliedName", "Name", 80),
  field("SuppliedEmail", "Email Address", "email", { length: 80, writable: true }),
  text("SuppliedPhone", "Phone", 40),
  text("SuppliedCompany", "Company", 80),
  picklist("Type", "Case Type", ["Mechanical", "Electrical", "Electronic", "Structural", "Other"]),
  picklist("Status", "Status", ["New", "Working", "Escalated", "Closed"], "New"),
  picklist("Reason", "Case Reason", REASONS),
  picklist("Origin", "Case Origin", ["Phone", "Email", "Web"]),
  text("Subject", "Subject", 255),
  picklist("Priority", "Priority", ["High", "Medium", "Low"], "Medium"),
  field("Description", "Description", "textarea", {
    length: 32_000,
    writable: true,
    filterable: false,
    sortable: false,
  }),
  field("IsClosed", "Closed", "boolean", { ...SYSTEM, defaultValue: false }),
  field("ClosedDate", "Closed Date", "datetime"),
  field("IsEscalated", "Escalated", "boolean", { ...SYSTEM, writable: true, defaultValue: false }),
  reference("OwnerId", "Owner ID", ["Group", "User"], "Owner", { ...SYSTEM, writable: true }),
  ...AUDIT_FIELDS,
  field("ContactPhone", "Contact Phone", "phone", { length: 40 }),
  field("ContactMobile", "Contact Mobile", "phone", { length: 40 }),
  field("ContactEmail", "Contact Email", "email", { length: 80 }),
  field("ContactFax", "Contact Fax", "phone", { length: 40 }),
  field("Comments", "Internal Comments", "textarea", { length: 4000, writable: true, filterable: false }),
  field("LastViewedDate", "Last Viewed Date", "datetime"),
  field("LastReferencedDate", "Last Referenced Date", "datetime"),
  text("Integ_Key__c", "Integ Key", 64, {
    custom: true,
    externalId: true,
    unique: true,
    caseSensitive: true,
    idLookup: true,
  }),
  text("Legacy_Key__c", "Legacy Key", 64, { custom: true, externalId: true, idLookup: true }),
];
