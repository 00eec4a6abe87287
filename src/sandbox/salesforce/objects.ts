// The objects the emulated org has: cases, their people and what hangs on them, and the few these point at, to read.
import { CASE_FIELDS } from "./case-fields.ts";
import {
  CASE_COMMENT_FIELDS,
  CONTENT_DOCUMENT_FIELDS,
  CONTENT_LINK_FIELDS,
  CONTENT_VERSION_FIELDS,
} from "./content-fields.ts";
import { AUDIT_FIELDS, type Field, field, SYSTEM } from "./fields.ts";
import { makeId } from "./ids.ts";
import { ACCOUNT_FIELDS, CONTACT_FIELDS } from "./people-fields.ts";

export type Verb = "create" | "update" | "delete" | "merge";

export interface ObjectType {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  /** What the API does with its records, beside reading them. */
  readonly verbs: ReadonlySet<Verb>;
  readonly fields: readonly Field[];
  /** Lower-case name → field. */
  readonly byName: ReadonlyMap<string, Field>;
}

export const ORGANIZATION_ID = makeId("00D", 1);
export const INTEGRATION_USER_ID = makeId("005", 1);
export const DESK_USER_ID = makeId("005", 2);
/** Somebody who has left: a user who is not active. */
export const IDLE_USER_ID = makeId("005", 3);
export const QUEUE_ID = makeId("00G", 1);

function objectType(
  name: string,
  plural: string,
  keyPrefix: string,
  verbs: readonly Verb[],
  fields: readonly Field[],
): ObjectType {
  const byName = new Map(fields.map((each) => [each.name.toLowerCase(), each]));
  return { name, label: name, labelPlural: plural, keyPrefix, verbs: new Set(verbs), fields, byName };
}

function named(name: string, plural: string, keyPrefix: string, more: readonly Field[]): ObjectType {
  return objectType(
    name,
    plural,
    keyPrefix,
    [],
    [
      field("Id", `${name} ID`, "id", SYSTEM),
      field("Name", "Name", "string", { length: 121, nillable: false }),
      ...more,
      ...AUDIT_FIELDS,
    ],
  );
}

const ALL: readonly Verb[] = ["create", "update", "delete"];

export const OBJECT_TYPES: readonly ObjectType[] = [
  objectType("Case", "Cases", "500", ALL, CASE_FIELDS),
  objectType("Contact", "Contacts", "003", [...ALL, "merge"], CONTACT_FIELDS),
  objectType("Account", "Accounts", "001", [...ALL, "merge"], ACCOUNT_FIELDS),
  objectType("CaseComment", "Case Comments", "00a", ALL, CASE_COMMENT_FIELDS),
  objectType("ContentVersion", "ContentVersions", "068", ["create", "update"], CONTENT_VERSION_FIELDS),
  objectType("ContentDocument", "ContentDocuments", "069", ["update", "delete"], CONTENT_DOCUMENT_FIELDS),
  objectType("ContentDocumentLink", "ContentDocumentLinks", "06A", ALL, CONTENT_LINK_FIELDS),
  named("User", "Users", "005", [
    field("Username", "Username", "string", { length: 80, nillable: false }),
    field("Email", "Email", "email", { length: 128, nillable: false }),
    field("IsActive", "Active", "boolean", SYSTEM),
  ]),
  named("Group", "Groups", "00G", [
    field("Type", "Type", "picklist", { length: 40, picklist: ["Regular", "Queue"] }),
    field("DeveloperName", "API Name", "string", { length: 80 }),
  ]),
  named("Organization", "Organizations", "00D", [
    field("OrganizationType", "Edition", "picklist", { length: 40, picklist: ["Enterprise Edition"] }),
    field("IsSandbox", "Is Sandbox", "boolean", SYSTEM),
  ]),
  objectType(
    "CaseStatus",
    "Case Status Value",
    "01J",
    [],
    [
      field("Id", "Case Status Value ID", "id", SYSTEM),
      field("ApiName", "API Name", "string", { length: 255 }),
      field("MasterLabel", "Master Label", "string", { length: 255 }),
      field("IsClosed", "Closed", "boolean", SYSTEM),
      field("IsDefault", "Default", "boolean", SYSTEM),
      field("SortOrder", "Sort Order", "int"),
      ...AUDIT_FIELDS,
    ],
  ),
];
