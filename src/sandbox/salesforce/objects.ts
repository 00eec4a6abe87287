// The objects the emulated org has: Case to work with, and the few it points at, to read.
import { AUDIT_FIELDS, CASE_FIELDS, type Field, field } from "./case-fields.ts";
import { makeId } from "./ids.ts";

export interface ObjectType {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly writable: boolean;
  readonly fields: readonly Field[];
  /** Lower-case name → field. */
  readonly byName: ReadonlyMap<string, Field>;
}

export const ORGANIZATION_ID = makeId("00D", 1);
export const INTEGRATION_USER_ID = makeId("005", 1);
export const DESK_USER_ID = makeId("005", 2);
export const QUEUE_ID = makeId("00G", 1);

const SYSTEM = { nillable: false, defaulted: true } as const;

function objectType(
  name: string,
  plural: string,
  keyPrefix: string,
  writable: boolean,
  fields: readonly Field[],
): ObjectType {
  const byName = new Map(fields.map((each) => [each.name.toLowerCase(), each]));
  return { name, label: name, labelPlural: plural, keyPrefix, writable, fields, byName };
}

function named(name: string, plural: string, keyPrefix: string, more: readonly Field[]): ObjectType {
  return objectType(name, plural, keyPrefix, false, [
    field("Id", `${name} ID`, "id", SYSTEM),
    field("Name", "Name", "string", { length: 121, nillable: false }),
    ...more,
    ...AUDIT_FIELDS,
  ]);
}

export const OBJECT_TYPES: readonly ObjectType[] = [
  objectType("Case", "Cases", "500", true, CASE_FIELDS),
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
  objectType("CaseStatus", "Case Status Value", "01J", false, [
    field("Id", "Case Status Value ID", "id", SYSTEM),
    field("ApiName", "API Name", "string", { length: 255 }),
    field("MasterLabel", "Master Label", "string", { length: 255 }),
    field("IsClosed", "Closed", "boolean", SYSTEM),
    field("IsDefault", "Default", "boolean", SYSTEM),
    field("SortOrder", "Sort Order", "int"),
    ...AUDIT_FIELDS,
  ]),
];
