// Reads the ticket object of a write and checks it, as the vendor words its refusals.

import { Refusal } from "../edge.ts";
import { isJsonArray, type Json, type JsonObject, objectAt, textAt } from "../json.ts";
import { brokenRule } from "../settings.ts";
import { type NewComment, readComment } from "./comment-patch.ts";
import { readCustomFields } from "./custom-fields.ts";
import type { Desk } from "./desk.ts";
import { type FieldProblem, recordInvalid } from "./errors.ts";
import { PRIORITIES, STATUSES, TICKET_TYPES, type TicketFields } from "./model.ts";
import { BRANDS, CUSTOM_STATUSES, FORMS, GROUPS, type Named, plainUser } from "./setup.ts";

export interface Patch {
  readonly fields: Partial<TicketFields>;
  readonly comment: NewComment | null;
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly custom: Json;
}

/** @throws Refusal 422 RecordInvalid naming every wrong field */
export function readPatch(desk: Desk, input: JsonObject, verb: "create" | "update"): Patch {
  const problems: FieldProblem[] = [];
  const fields: Partial<TicketFields> = {
    ...readChoices(input, problems),
    ...readTexts(input, problems),
    ...readReferences(desk, input, problems),
  };
  const status = readStatus(input, problems);
  const customFields = readCustomFields(input, problems);
  const tags = readTags(input.tags);
  const comment = readComment(desk, input, verb, problems);
  checkRules(desk, input, verb, problems);
  if (problems.length > 0) throw new Refusal(recordInvalid(problems));
  return {
    fields: {
      ...fields,
      ...status,
      ...(tags === null ? {} : { tags }),
      ...(customFields === null ? {} : { customFields }),
    },
    comment,
    addTags: readTags(input.additional_tags) ?? [],
    removeTags: readTags(input.remove_tags) ?? [],
    custom: input.metadata ?? null,
  };
}

function readChoices(input: JsonObject, problems: FieldProblem[]): Partial<TicketFields> {
  const fields: Partial<TicketFields> = {};
  if (input.priority !== undefined) {
    const priority = PRIORITIES.find((known) => known === input.priority) ?? null;
    if (priority === null && !isBlank(input.priority))
      problems.push(invalidValue("priority", "Priority", input.priority));
    fields.priority = priority;
  }
  if (input.type !== undefined) {
    const type = TICKET_TYPES.find((known) => known === input.type) ?? null;
    if (type === null && !isBlank(input.type)) problems.push(invalidValue("type", "Type", input.type));
    fields.type = type;
  }
  return fields;
}

/** `custom_status_id` wins over `status` when both are sent. */
function readStatus(input: JsonObject, problems: FieldProblem[]): Partial<TicketFields> {
  if (typeof input.custom_status_id === "number") {
    const custom = CUSTOM_STATUSES.find((known) => known.id === input.custom_status_id);
    if (custom !== undefined) return { status: custom.category, customStatusId: custom.id };
    problems.push(invalidValue("custom_status_id", "Custom status", input.custom_status_id));
    return {};
  }
  if (input.status === undefined || input.status === null) return {};
  const status = STATUSES.find((known) => known === input.status);
  if (status === undefined) {
    problems.push(invalidValue("status", "Status", input.status));
    return {};
  }
  return { status, customStatusId: defaultStatusId(status === "closed" ? "solved" : status) };
}

export function defaultStatusId(category: string): number {
  return CUSTOM_STATUSES.find((known) => known.category === category && known.isDefault)?.id ?? 0;
}

function readTexts(input: JsonObject, problems: FieldProblem[]): Partial<TicketFields> {
  const fields: Partial<TicketFields> = {};
  if (input.subject !== undefined) fields.subject = input.subject === null ? null : String(input.subject);
  if (input.external_id !== undefined) {
    fields.externalId = isBlank(input.external_id) ? null : String(input.external_id);
    if ((fields.externalId?.length ?? 0) > 255) {
      problems.push({
        field: "external_id",
        error: "FieldTooLong",
        description: "External: is too long (maximum is 255 characters)",
      });
    }
  }
  if (input.due_at !== undefined) {
    const due = textAt(input, "due_at");
    if (due !== null && Number.isNaN(Date.parse(due))) problems.push(invalidValue("due_at", "Due at", due));
    fields.dueAt = due;
  }
  return fields;
}

function readReferences(desk: Desk, input: JsonObject, problems: FieldProblem[]): Partial<TicketFields> {
  const fields: Partial<TicketFields> = {};
  const requester = readRequester(desk, input);
  if (requester !== null) fields.requesterId = requester;
  if (typeof input.requester_id === "number") {
    if (desk.people.users.live(input.requester_id) === null)
      problems.push(invalidValue("requester", "Requester", input.requester_id));
    fields.requesterId = input.requester_id;
  }
  if (input.assignee_id !== undefined) fields.assigneeId = readAssignee(desk, input.assignee_id, problems);
  if (input.group_id !== undefined) fields.groupId = numberOrNull(input.group_id);
  checkAssignment(desk, fields, problems);
  if (input.organization_id !== undefined)
    fields.organizationId = readOrganization(desk, input.organization_id, problems);
  if (input.problem_id !== undefined) fields.problemId = numberOrNull(input.problem_id);
  return { ...fields, ...readKinds(input, problems) };
}

function readKinds(input: JsonObject, problems: FieldProblem[]): Partial<TicketFields> {
  const fields: Partial<TicketFields> = {};
  if (typeof input.brand_id === "number") {
    fields.brandId = input.brand_id;
    if (!isOneOf(BRANDS, fields.brandId)) problems.push(invalidValue("brand", "Brand", input.brand_id));
  }
  if (typeof input.ticket_form_id === "number") {
    fields.formId = input.ticket_form_id;
    if (!isOneOf(FORMS, fields.formId)) problems.push(invalidValue("ticket_form", "Form", fields.formId));
  }
  return fields;
}

const isOneOf = (known: readonly Named[], id: number): boolean => known.some((one) => one.id === id);

/** An assignee and a group that come together belong together. */
function checkAssignment(
  { teams }: Desk,
  { assigneeId = null, groupId }: Partial<TicketFields>,
  problems: FieldProblem[],
): void {
  if (typeof groupId === "number" && !isOneOf(GROUPS, groupId))
    problems.push(invalidValue("group", "Group", groupId));
  else if (typeof groupId === "number" && assigneeId !== null && !teams.isIn(assigneeId, groupId))
    problems.push(invalidValue("assignee", "Assignee", assigneeId));
}

/** The assignee must be an agent, else 422. */
function readAssignee(desk: Desk, value: Json, problems: FieldProblem[]): number | null {
  const id = numberOrNull(value);
  if (id === null) return null;
  const user = desk.people.users.live(id);
  if (user === null || user.role === "end-user") problems.push(invalidValue("assignee", "Assignee", value));
  return id;
}

function readOrganization(desk: Desk, value: Json, problems: FieldProblem[]): number | null {
  const id = numberOrNull(value);
  if (id !== null && desk.people.organizations.live(id) === null)
    problems.push(invalidValue("organization", "Organization", value));
  return id;
}

/** An unknown requester address creates an end user. */
function readRequester(desk: Desk, input: JsonObject): number | null {
  const requester = objectAt(input, "requester");
  const email = textAt(requester ?? {}, "email") ?? textAt(input, "requester");
  if (email === null) return null;
  const known = desk.people.users.byKey(email);
  if (known !== null) return known.id;
  const name = textAt(requester ?? {}, "name") ?? email.split("@")[0] ?? email;
  const user = plainUser(desk.nextId(), name, email, "end-user", desk.clock.now());
  desk.people.users.put(user, user.createdMs);
  return user.id;
}

function readTags(value: Json | undefined): readonly string[] | null {
  if (value === undefined || value === null) return null;
  const list = isJsonArray(value) ? value.map(String) : String(value).split(/[\s,]+/);
  return cleanTags(list);
}

/** Tags are lower case, without blanks, each once. */
export function cleanTags(tags: readonly string[]): readonly string[] {
  const clean = tags
    .map((tag) => tag.trim().toLowerCase().replaceAll(/\s+/g, "_"))
    .filter((tag) => tag !== "");
  return [...new Set(clean)].sort();
}

function checkRules(desk: Desk, input: JsonObject, verb: string, problems: FieldProblem[]): void {
  const rule = brokenRule(desk.settings.validationRules, input);
  if (rule !== null) problems.push({ field: rule.field, error: "InvalidValue", description: rule.message });
  for (const field of desk.settings.requiredFields) {
    const isMissing =
      verb === "create" ? isBlank(input[field]) : input[field] === null || input[field] === "";
    if (isMissing) problems.push({ field, error: "BlankValue", description: `${field}: cannot be blank` });
  }
}

function invalidValue(field: string, label: string, value: Json): FieldProblem {
  return { field, error: "InvalidValue", description: `${label}: ${String(value)} is not valid` };
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "";
}

function numberOrNull(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}
