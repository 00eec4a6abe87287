// The fields of users and organizations: names, types, what can be written, and the way from the vendor's row.
import type { FieldType, Value } from "../../contract/records.ts";
import type { Organization, User } from "./people-schema.ts";

export interface PersonField<Row> {
  readonly label: string;
  readonly type: FieldType;
  readonly creatable: boolean;
  readonly updatable: boolean;
  readonly required: boolean;
  readonly values: readonly string[] | null;
  readonly refersTo?: readonly string[];
  readonly read: (row: Row) => Value | undefined;
}

export type PersonFields<Row> = Readonly<Record<string, PersonField<Row>>>;

function field<Row>(
  type: FieldType,
  label: string,
  read: (row: Row) => Value | undefined,
  facts: Partial<PersonField<Row>> = {},
): PersonField<Row> {
  return { label, type, creatable: true, updatable: true, required: false, values: null, read, ...facts };
}

const readOnly = { creatable: false, updatable: false } as const;

export const userFields: PersonFields<User> = {
  id: field("id", "User ID", (user) => user.id, readOnly),
  name: field("text", "Name", (user) => user.name, { required: true }),
  // On an update the vendor adds a second address and leaves this one as it is.
  email: field("text", "Email", (user) => user.email, { updatable: false }),
  phone: field("text", "Phone", (user) => user.phone),
  alias: field("text", "Alias", (user) => user.alias),
  details: field("longtext", "Details", (user) => user.details),
  notes: field("longtext", "Notes", (user) => user.notes),
  tags: field("multipicklist", "Tags", (user) => user.tags),
  organization_id: field("reference", "Organization", (user) => user.organization_id, {
    refersTo: ["organization"],
  }),
  // Rights and paid seats hang on it: no sync gives them. The vendor makes whoever is created an end user.
  role: field("picklist", "Role", (user) => user.role, {
    ...readOnly,
    values: ["end-user", "agent", "admin"],
  }),
  // Creates put the correlation key there, so no mapped value can.
  external_id: field("text", "External ID", (user) => user.external_id, readOnly),
  created_at: field("datetime", "Created at", (user) => user.created_at, readOnly),
  updated_at: field("datetime", "Updated at", (user) => user.updated_at, readOnly),
};

export const organizationFields: PersonFields<Organization> = {
  id: field("id", "Organization ID", (organization) => organization.id, readOnly),
  name: field("text", "Name", (organization) => organization.name, { required: true }),
  details: field("longtext", "Details", (organization) => organization.details),
  notes: field("longtext", "Notes", (organization) => organization.notes),
  domain_names: field("multipicklist", "Domain names", (organization) => organization.domain_names),
  tags: field("multipicklist", "Tags", (organization) => organization.tags),
  external_id: field("text", "External ID", (organization) => organization.external_id, readOnly),
  created_at: field("datetime", "Created at", (organization) => organization.created_at, readOnly),
  updated_at: field("datetime", "Updated at", (organization) => organization.updated_at, readOnly),
};
