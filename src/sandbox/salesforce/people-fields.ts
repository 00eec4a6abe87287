// The fields of Contact and Account that integrations use most, as a default org describes them (recorded describe,
// API 48), plus custom ones of the kinds a default org lacks: rich text and several choices.
import { AUDIT_FIELDS, type Field, field, KEY_FIELDS, picklist, reference, SYSTEM, text } from "./fields.ts";

const PERSON = { extraTypeInfo: "personname" } as const;
const ACCOUNT_TYPES = [
  "Prospect",
  "Customer - Direct",
  "Customer - Channel",
  "Channel Partner / Reseller",
  "Installation Partner",
  "Technology Partner",
  "Other",
];
const INDUSTRIES =
  "Agriculture,Apparel,Banking,Biotechnology,Chemicals,Communications,Construction,Consulting,Education,Electronics,Energy,Engineering,Entertainment,Environmental,Finance,Food & Beverage,Government,Healthcare,Hospitality,Insurance,Machinery,Manufacturing,Media,Not For Profit,Recreation,Retail,Shipping,Technology,Telecommunications,Transportation,Utilities,Other".split(
    ",",
  );

function identity(label: string, object: string): readonly Field[] {
  return [
    field("Id", `${label} ID`, "id", SYSTEM),
    field("IsDeleted", "Deleted", "boolean", { ...SYSTEM, defaultValue: false }),
    reference("MasterRecordId", "Master Record ID", [object], "MasterRecord", { writable: false }),
  ];
}

function phone(name: string, label: string): Field {
  return field(name, label, "phone", { length: 40, writable: true });
}

function area(name: string, label: string, length: number, more: Partial<Field> = {}): Field {
  const isLong = length > 255;
  return field(name, label, "textarea", {
    length,
    writable: true,
    filterable: !isLong,
    sortable: !isLong,
    ...more,
  });
}

const OWNER = reference("OwnerId", "Owner ID", ["User"], "Owner", { ...SYSTEM, writable: true });

export const CONTACT_FIELDS: readonly Field[] = [
  ...identity("Contact", "Contact"),
  reference("AccountId", "Account ID", ["Account"], "Account"),
  text("LastName", "Last Name", 80, { ...PERSON, nillable: false }),
  text("FirstName", "First Name", 40, PERSON),
  { ...picklist("Salutation", "Salutation", ["Mr.", "Ms.", "Mrs.", "Dr.", "Prof."]), ...PERSON },
  text("Name", "Full Name", 121, { ...PERSON, nillable: false, writable: false }),
  area("MailingStreet", "Mailing Street", 255),
  text("MailingCity", "Mailing City", 40),
  text("MailingCountry", "Mailing Country", 80),
  phone("Phone", "Business Phone"),
  phone("MobilePhone", "Mobile Phone"),
  reference("ReportsToId", "Reports To ID", ["Contact"], "ReportsTo"),
  field("Email", "Email", "email", { length: 80, writable: true, idLookup: true }),
  text("Title", "Title", 128),
  text("Department", "Department", 80),
  area("Description", "Contact Description", 32_000),
  OWNER,
  ...AUDIT_FIELDS,
  field("Topics__c", "Topics", "multipicklist", {
    length: 4099,
    writable: true,
    custom: true,
    picklist: ["Billing", "Hardware", "Training"],
  }),
  area("Profile__c", "Profile", 32_768, { custom: true, extraTypeInfo: "richtextarea" }),
  ...KEY_FIELDS,
];

export const ACCOUNT_FIELDS: readonly Field[] = [
  ...identity("Account", "Account"),
  text("Name", "Account Name", 255, { nillable: false, extraTypeInfo: "switchablepersonname" }),
  picklist("Type", "Account Type", ACCOUNT_TYPES),
  reference("ParentId", "Parent Account ID", ["Account"], "Parent"),
  area("BillingStreet", "Billing Street", 255),
  text("BillingCity", "Billing City", 40),
  text("BillingCountry", "Billing Country", 80),
  phone("Phone", "Account Phone"),
  field("Website", "Website", "url", { length: 255, writable: true }),
  picklist("Industry", "Industry", INDUSTRIES),
  field("NumberOfEmployees", "Employees", "int", { writable: true }),
  area("Description", "Account Description", 32_000),
  OWNER,
  ...AUDIT_FIELDS,
  ...KEY_FIELDS,
];
