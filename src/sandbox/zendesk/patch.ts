// Reads the ticket object of a write and checks it, as the vendor words its refusals.

import { Refusal } from "../edge.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, objectAt, textAt } from "../json.ts";
import { brokenRule } from "../settings.ts";
import { readCustomFields } from "./custom-fields.ts";
import type { Desk } from "./desk.ts";
import { type FieldProblem, recordInvalid } from "./errors.ts";
import { PRIORITIES, STATUSES, TICKET_TYPES, type TicketFields } from "./model.ts";
import { CUSTOM_STATUSES } from "./setup.ts";

export interface NewComment {
  readonly body: string;
  readonly htmlBody: string;
  readonly isPublic: boolean;
  readonly authorId: number | null;
}

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
    if (!desk.users.has(input.requester_id))
      problems.push(invalidValue("requester", "Requester", input.requester_id));
    fields.requesterId = input.requester_id;
  }
  if (input.assignee_id !== undefined) fields.assigneeId = readAssignee(desk, input.assignee_id, problems);
  if (input.group_id !== undefined) fields.groupId = numberOrNull(input.group_id);
  if (input.organization_id !== undefined) fields.organizationId = numberOrNull(input.organization_id);
  if (input.problem_id !== undefined) fields.problemId = numberOrNull(input.problem_id);
  if (typeof input.brand_id === "number") fields.brandId = input.brand_id;
  if (typeof input.ticket_form_id === "number") fields.formId = input.ticket_form_id;
  return fields;
}

/** The assignee must be an agent, else 422. */
function readAssignee(desk: Desk, value: Json, problems: FieldProblem[]): number | null {
  const id = numberOrNull(value);
  if (id === null) return null;
  const user = desk.users.get(id);
  if (user === undefined || user.role === "end-user")
    problems.push(invalidValue("assignee", "Assignee", value));
  return id;
}

/** An unknown requester address creates an end user. */
function readRequester(desk: Desk, input: JsonObject): number | null {
  const requester = objectAt(input, "requester");
  const email = textAt(requester ?? {}, "email") ?? textAt(input, "requester");
  if (email === null) return null;
  const known = desk.userByEmail(email);
  if (known !== null) return known.id;
  const name = textAt(requester ?? {}, "name") ?? email.split("@")[0] ?? email;
  const user = { id: desk.nextId(), name, email, role: "end-user", createdMs: desk.clock.now() } as const;
  desk.addUser(user);
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

function readComment(
  desk: Desk,
  input: JsonObject,
  verb: string,
  problems: FieldProblem[],
): NewComment | null {
  const given = input.comment ?? (verb === "create" ? input.description : undefined);
  const comment = typeof given === "string" ? { body: given } : given;
  const isGiven = isJsonObject(comment);
  const body = isGiven ? (textAt(comment, "body") ?? plainText(textAt(comment, "html_body") ?? "")) : "";
  if (body.trim() === "") {
    if (verb === "create")
      problems.push({ field: "base", error: "BlankValue", description: "Description: cannot be blank" });
    return null;
  }
  const authorId = isGiven && typeof comment.author_id === "number" ? comment.author_id : null;
  if (authorId !== null && !desk.users.has(authorId))
    problems.push(invalidValue("author", "Author", authorId));
  const html =
    (isGiven ? textAt(comment, "html_body") : null) ??
    `<div class="zd-comment" dir="auto">${escapeHtml(body)}</div>`;
  return { body, htmlBody: html, isPublic: !(isGiven && comment.public === false), authorId };
}

function plainText(html: string): string {
  return html.replaceAll(/<[^>]*>/g, "");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
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
