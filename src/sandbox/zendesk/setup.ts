// What the emulated account starts with: people, groups, brands, forms, ticket fields, statuses.
import { ZENDESK_EMAIL } from "../clients.ts";
import { type CustomField, type CustomStatus, FIRST_ID, type Role, type User } from "./model.ts";

export const ACCOUNT_ID = 22_129_848;
export const INTEGRATION_USER = FIRST_ID - 100;
export const DESK_USER = FIRST_ID - 99;
export const SYSTEM_USER = -1;
export const GROUP_ID = FIRST_ID - 90;
export const ENGINEERING_GROUP_ID = GROUP_ID + 1;
export const BRAND_ID = FIRST_ID - 80;
export const LABS_BRAND_ID = BRAND_ID + 1;
export const FORM_ID = FIRST_ID - 70;
export const HARDWARE_FORM_ID = FORM_ID + 1;
export const CLIENT_NUMBER = FIRST_ID - 60;
const FIELD_BASE = FIRST_ID - 1000;
const OPTION_BASE = FIRST_ID - 2000;
const STATUS_BASE = FIRST_ID - 3000;

const DAY_MS = 86_400_000;

/** A user with nothing but name, address and role. */
export function plainUser(
  id: number,
  name: string,
  email: string | null,
  role: Role,
  createdMs: number,
): User {
  const blank = { externalId: null, organizationId: null, phone: null, alias: "", details: "", notes: "" };
  return { id, name, email, role, createdMs, updatedMs: createdMs, active: true, tags: [], ...blank };
}

/** Both are there since the day before, so that every index knows them. */
export function startUsers(nowMs: number): readonly User[] {
  return [
    plainUser(INTEGRATION_USER, "Integration User", ZENDESK_EMAIL, "admin", nowMs - DAY_MS),
    plainUser(DESK_USER, "Dana Desk", "dana@sandbox.example", "agent", nowMs - DAY_MS),
  ];
}

/** What people give a name and the API knows by an id; one of each kind is what tickets get by themselves. */
export interface Named {
  readonly id: number;
  readonly name: string;
  readonly isDefault: boolean;
}

export const GROUPS: readonly Named[] = [
  { id: GROUP_ID, name: "Support", isDefault: true },
  { id: ENGINEERING_GROUP_ID, name: "Engineering", isDefault: false },
];

export const BRANDS: readonly Named[] = [
  { id: BRAND_ID, name: "Acme", isDefault: true },
  { id: LABS_BRAND_ID, name: "Acme Labs", isDefault: false },
];

export const FORMS: readonly Named[] = [
  { id: FORM_ID, name: "Default ticket form", isDefault: true },
  { id: HARDWARE_FORM_ID, name: "Hardware", isDefault: false },
];

export const PRODUCT_FIELD_ID = FIELD_BASE + 100;
export const CASE_NUMBER_FIELD_ID = FIELD_BASE + 101;
export const VIP_FIELD_ID = FIELD_BASE + 102;
export const REGIONS_FIELD_ID = FIELD_BASE + 103;
export const DUE_FIELD_ID = FIELD_BASE + 104;
export const COUNT_FIELD_ID = FIELD_BASE + 105;

const options = (start: number, names: readonly string[]) =>
  names.map((name, index) => ({
    id: OPTION_BASE + start + index,
    name,
    value: name.toLowerCase().replaceAll(" ", "_"),
  }));

export const CUSTOM_FIELDS: readonly CustomField[] = [
  {
    id: PRODUCT_FIELD_ID,
    type: "tagger",
    title: "Product area",
    options: options(0, ["Billing area", "Hardware area", "Account area"]),
    tag: null,
  },
  { id: CASE_NUMBER_FIELD_ID, type: "text", title: "Case number", options: [], tag: null },
  { id: VIP_FIELD_ID, type: "checkbox", title: "VIP", options: [], tag: "vip_customer" },
  {
    id: REGIONS_FIELD_ID,
    type: "multiselect",
    title: "Regions",
    options: options(10, ["Region north", "Region south"]),
    tag: null,
  },
  { id: DUE_FIELD_ID, type: "date", title: "Promised on", options: [], tag: null },
  { id: COUNT_FIELD_ID, type: "integer", title: "Affected seats", options: [], tag: null },
];

export interface SystemField {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
}

const plain = (offset: number, type: string, title: string): SystemField => ({
  id: FIELD_BASE + offset,
  type,
  title,
  options: [],
});

const choice = (offset: number, type: string, title: string, values: readonly string[]): SystemField => ({
  id: FIELD_BASE + offset,
  type,
  title,
  options: values.map((value) => ({ name: value.charAt(0).toUpperCase() + value.slice(1), value })),
});

export const SYSTEM_FIELDS: readonly SystemField[] = [
  plain(1, "subject", "Subject"),
  plain(2, "description", "Description"),
  choice(3, "status", "Status", ["new", "open", "pending", "hold", "solved"]),
  choice(4, "tickettype", "Type", ["question", "incident", "problem", "task"]),
  choice(5, "priority", "Priority", ["low", "normal", "high", "urgent"]),
  plain(6, "group", "Group"),
  plain(7, "assignee", "Assignee"),
  plain(8, "custom_status", "Ticket status"),
];

export const CUSTOM_STATUSES: readonly CustomStatus[] = [
  { id: STATUS_BASE + 1, category: "new", label: "New", isDefault: true },
  { id: STATUS_BASE + 2, category: "open", label: "Open", isDefault: true },
  { id: STATUS_BASE + 3, category: "pending", label: "Pending", isDefault: true },
  { id: STATUS_BASE + 4, category: "hold", label: "On-hold", isDefault: true },
  { id: STATUS_BASE + 5, category: "solved", label: "Solved", isDefault: true },
  { id: STATUS_BASE + 6, category: "hold", label: "Waiting on engineering", isDefault: false },
];
