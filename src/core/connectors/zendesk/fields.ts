// The fields of a ticket: names, types, what can be written; the system's own and the account's custom ones.
import { ConfigError } from "../../contract/errors.ts";
import type { FieldDescription, FieldType, ObjectDescription } from "../../contract/records.ts";
import type { Choices } from "./choices.ts";
import type { Choice } from "./desk-client.ts";
import type { TicketField } from "./schema.ts";

interface SystemField {
  readonly label: string;
  readonly type: FieldType;
  readonly creatable: boolean;
  readonly updatable: boolean;
  readonly values: readonly string[] | null;
  readonly refersTo?: readonly string[];
  /** `type` under which GET /ticket_fields lists it; null when it does not. */
  readonly listedAs: string | null;
}

function field(type: FieldType, label: string, facts: Partial<SystemField> = {}): SystemField {
  return { label, type, creatable: true, updatable: true, values: null, listedAs: null, ...facts };
}

const readOnly = { creatable: false, updatable: false } as const;

/** Fields every account has, by native name. `description` is the first comment: written once, at creation. */
export const systemFields: Readonly<Record<string, SystemField>> = {
  id: field("id", "Ticket ID", readOnly),
  subject: field("text", "Subject", { listedAs: "subject" }),
  description: field("longtext", "Description", { updatable: false, listedAs: "description" }),
  status: field("picklist", "Status", {
    values: ["new", "open", "pending", "hold", "solved", "closed"],
    listedAs: "status",
  }),
  priority: field("picklist", "Priority", {
    values: ["low", "normal", "high", "urgent"],
    listedAs: "priority",
  }),
  type: field("picklist", "Type", {
    values: ["problem", "incident", "question", "task"],
    listedAs: "tickettype",
  }),
  tags: field("multipicklist", "Tags"),
  // Ids of what the account lists by name (choices.ts).
  custom_status_id: field("reference", "Ticket status", { listedAs: "custom_status" }),
  ticket_form_id: field("reference", "Form"),
  brand_id: field("reference", "Brand"),
  // Creates put the correlation key there, so no mapped value can.
  external_id: field("text", "External ID", { creatable: false }),
  assignee_id: field("reference", "Assignee", { listedAs: "assignee", refersTo: ["user"] }),
  group_id: field("reference", "Group", { listedAs: "group" }),
  requester_id: field("reference", "Requester", { refersTo: ["user"] }),
  organization_id: field("reference", "Organization", { refersTo: ["organization"] }),
  from_messaging_channel: field("boolean", "Came through messaging", readOnly),
  created_at: field("datetime", "Created at", readOnly),
  updated_at: field("datetime", "Updated at", readOnly),
};

const customPattern = /^custom_field_(\d{1,16})$/;

// Types of custom fields, from the vendor's list; one that is not here travels as text.
const customTypes: Readonly<Record<string, FieldType>> = {
  text: "text",
  textarea: "longtext",
  checkbox: "boolean",
  date: "date",
  integer: "number",
  decimal: "number",
  regexp: "text",
  partialcreditcard: "text",
  multiselect: "multipicklist",
  tagger: "picklist",
  lookup: "reference",
};

/** Id of the custom field a native name stands for; null when it stands for none. */
export function customFieldId(name: string): string | null {
  return customPattern.exec(name)?.[1] ?? null;
}

/** Native name of a custom field by its id. */
export function customFieldName(id: string): string {
  return `custom_field_${id}`;
}

/** @throws ConfigError (E_FIELD_UNKNOWN) for a name no account can have. */
export function requireKnownNames(names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(systemFields, name) || customFieldId(name) !== null) continue;
    throw new ConfigError({
      code: "E_FIELD_UNKNOWN",
      message: `A Zendesk ticket has no field "${name}"`,
      hint: `Fields: ${Object.keys(systemFields).join(", ")} and custom_field_ID.`,
    });
  }
}

function optionsOf(options: TicketField["system_field_options"]): readonly Choice[] {
  return (options ?? []).map(({ value, name }) => ({ id: value, label: name ?? value }));
}

/** Values and, where people see something else in their place, labels. */
function listing(choices: readonly Choice[]): Pick<FieldDescription, "values" | "labels"> {
  const labelled = choices.filter(({ id, label }) => id !== label);
  return {
    values: choices.length > 0 ? choices.map(({ id }) => id) : null,
    ...(labelled.length > 0
      ? { labels: Object.fromEntries(labelled.map(({ id, label }) => [id, label])) }
      : {}),
  };
}

function describeSystem(
  name: string,
  system: SystemField,
  listed: TicketField | undefined,
  choices: readonly Choice[] | undefined,
): FieldDescription {
  const told = listing(choices ?? (system.values === null ? [] : optionsOf(listed?.system_field_options)));
  // The account's list leaves out states that a person can't pick (new, closed), which records do have.
  const values = name === "status" ? system.values : (told.values ?? system.values);
  return {
    name,
    label: listed?.title ?? system.label,
    type: system.type,
    creatable: system.creatable,
    updatable: system.updatable,
    // `required` at the vendor concerns solving in the agent's UI; the API refuses no create for it.
    required: false,
    maxLength: null,
    ...told,
    values,
    ...(system.refersTo === undefined ? {} : { refersTo: system.refersTo }),
  };
}

function describeCustom(custom: TicketField): FieldDescription {
  return {
    name: customFieldName(custom.id),
    label: custom.title ?? custom.id,
    type: customTypes[custom.type] ?? "text",
    creatable: true,
    updatable: true,
    required: false,
    maxLength: null,
    ...listing(optionsOf(custom.custom_field_options)),
  };
}

/** Describes a ticket from the account's own list of active fields, and what it lists for those that name something. */
export function describeTicket(listed: readonly TicketField[], choices: Choices): ObjectDescription {
  const active = listed.filter((ticketField) => ticketField.active !== false);
  const system = Object.entries(systemFields).map(([name, facts]) =>
    describeSystem(
      name,
      facts,
      active.find((ticketField) => ticketField.type === facts.listedAs),
      choices.get(name),
    ),
  );
  const custom = active
    .filter((ticketField) => Object.hasOwn(customTypes, ticketField.type))
    .map(describeCustom);
  return { name: "ticket", label: "Ticket", fields: [...system, ...custom] };
}
