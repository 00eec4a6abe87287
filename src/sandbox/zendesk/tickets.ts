// Creating, changing, deleting and restoring tickets, with everything the vendor does along.
import { Refusal } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { textAt } from "../json.ts";
import { addAudit, addComment, changeEvent, createEvents, emptyAudit } from "./audits.ts";
import { fieldsOfTags, tagsOfFields } from "./custom-fields.ts";
import type { Desk } from "./desk.ts";
import { recordInvalid, updateConflict } from "./errors.ts";
import { commentEvent, compareFields, eventsOfChanges } from "./events.ts";
import type { Actor, Audit, Comment, Ticket, TicketFields } from "./model.ts";
import { isoSecond } from "./model.ts";
import { cleanTags, defaultStatusId, type Patch, readPatch } from "./patch.ts";
import { BRAND_ID, DESK_USER, FORM_ID, GROUP_ID, SYSTEM_USER } from "./setup.ts";

export interface Written {
  readonly ticket: Ticket;
  readonly audit: Audit;
}

/** @throws Refusal 422 */
export function createTicket(desk: Desk, input: JsonObject, actor: Actor): Written {
  const patch = readPatch(desk, input, "create");
  const now = desk.clock.now();
  const ticket: Ticket = {
    id: desk.nextTicketId(),
    submitterId: typeof input.submitter_id === "number" ? input.submitter_id : actor.userId,
    channel: actor.channel,
    // Customers write there; nothing of the API makes such a ticket.
    fromMessaging: actor.channel === "web" && input.from_messaging_channel === true,
    createdMs: now,
    description: patch.comment?.body ?? "",
    isPublic: patch.comment?.isPublic ?? true,
    updatedMs: now,
    generatedMs: now,
    deletedMs: null,
    deletedBy: null,
    fields: startFields(desk, patch, actor),
    comments: [],
    audits: [],
    followupIds: [],
  };
  linkFollowup(desk, ticket, input);
  desk.tickets.set(ticket.id, ticket);
  const comment = addComment(desk, ticket, patch.comment, actor);
  const audit = addAudit(
    desk,
    ticket,
    actor,
    [...createEvents(desk, ticket.fields), ...comment],
    patch.custom,
  );
  desk.linkExternalId(ticket, null);
  desk.touch(ticket);
  desk.announce(ticket, [{ type: "ticket.created", event: {} }]);
  routeLater(desk, ticket);
  return { ticket, audit };
}

function startFields(desk: Desk, patch: Patch, actor: Actor): TicketFields {
  const assigneeId = patch.fields.assigneeId ?? null;
  const status = assigneeId === null ? "new" : "open";
  const fields: TicketFields = {
    subject: null,
    status,
    customStatusId: defaultStatusId(status),
    priority: null,
    type: null,
    externalId: null,
    requesterId: actor.userId,
    assigneeId,
    groupId: desk.settings.createTrigger ? GROUP_ID : null,
    organizationId: null,
    brandId: BRAND_ID,
    formId: FORM_ID,
    problemId: null,
    dueAt: null,
    tags: [],
    customFields: new Map(),
  };
  return mergeFields(desk, fields, patch);
}

/** Lays a patch over fields; drop-downs, multi-selects and checkboxes and their tags move together. */
function mergeFields(desk: Desk, before: TicketFields, patch: Patch): TicketFields {
  const given = patch.fields;
  const merged: TicketFields = { ...before, ...given, customFields: before.customFields };
  const removed = new Set(patch.removeTags);
  merged.tags = cleanTags([...merged.tags, ...patch.addTags]).filter((tag) => !removed.has(tag));
  if (given.customFields !== undefined) {
    merged.customFields = new Map([...before.customFields, ...given.customFields]);
    merged.tags = tagsOfFields(merged.tags, given.customFields);
  }
  merged.customFields = fieldsOfTags(merged);
  if (
    given.assigneeId !== undefined &&
    given.assigneeId !== null &&
    given.status === undefined &&
    merged.status === "new"
  ) {
    merged.status = "open";
    merged.customStatusId = defaultStatusId("open");
  }
  return { ...merged, ...assignmentOf(desk, given, merged) };
}

/** Whom the ticket belongs to: a new group ends the assignment of who is not in it; a new assignee brings a group. */
function assignmentOf(
  { teams }: Desk,
  given: Patch["fields"],
  { assigneeId, groupId }: TicketFields,
): Pick<TicketFields, "assigneeId" | "groupId"> {
  if (assigneeId === null || teams.isIn(assigneeId, groupId)) return { assigneeId, groupId };
  const isNew = given.assigneeId !== undefined;
  return isNew ? { assigneeId, groupId: teams.defaultGroupOf(assigneeId) } : { assigneeId: null, groupId };
}

/** @throws Refusal 409 UpdateConflict, 422 for closed tickets and wrong values */
export function updateTicket(desk: Desk, ticket: Ticket, input: JsonObject, actor: Actor): Written {
  checkStamp(ticket, input);
  if (ticket.fields.status === "closed") throw closedTicket();
  const patch = readPatch(desk, input, "update");
  const before = ticket.fields;
  ticket.fields = mergeFields(desk, before, patch);
  const changes = compareFields(before, ticket.fields);
  if (changes.length === 0 && patch.comment === null) {
    ticket.fields = before;
    return { ticket, audit: emptyAudit(desk, ticket, actor, patch.custom) };
  }
  const comment = addComment(desk, ticket, patch.comment, actor);
  const events = [...changes.map((change) => changeEvent(desk, change)), ...comment];
  ticket.updatedMs = desk.clock.now();
  const audit = addAudit(desk, ticket, actor, events, patch.custom);
  desk.linkExternalId(ticket, before.externalId);
  desk.touch(ticket);
  const said = comment.length > 0 ? commentEvent(ticket, desk.users.get(actor.userId)) : null;
  desk.announce(ticket, [...eventsOfChanges(changes), ...(said === null ? [] : [said])]);
  return { ticket, audit };
}

/** One way: what was made private stays so. */
export function hideComment(desk: Desk, ticket: Ticket, comment: Comment, actor: Actor): void {
  comment.isPublic = false;
  touchComment(desk, ticket, comment, actor, "CommentPrivacyChange");
}

/** Takes a part of a comment's text out for good; there is no other change of a comment's text. */
export function redactComment(
  desk: Desk,
  ticket: Ticket,
  comment: Comment,
  text: string,
  actor: Actor,
): void {
  const hidden = "▇".repeat(text.length);
  comment.body = comment.body.replaceAll(text, hidden);
  comment.htmlBody = comment.htmlBody.replaceAll(text, hidden);
  touchComment(desk, ticket, comment, actor, "CommentRedactEvent");
}

function touchComment(desk: Desk, ticket: Ticket, comment: Comment, actor: Actor, type: string): void {
  ticket.updatedMs = desk.clock.now();
  addAudit(desk, ticket, actor, [{ id: desk.nextId(), type, comment_id: comment.id }], null);
  desk.touch(ticket);
}

/** Second grain: two writes within a second are not told apart, as at the vendor. */
export function checkStamp(ticket: Ticket, input: JsonObject): void {
  const isSafe = input.safe_update === true || input.safe_update === "true";
  if (!isSafe) return;
  const seen = Date.parse(textAt(input, "updated_stamp") ?? "");
  if (seen !== Date.parse(isoSecond(ticket.updatedMs))) throw new Refusal(updateConflict());
}

function closedTicket(): Refusal {
  const problem = {
    field: "status",
    error: "ClosedTicket",
    description: "Status: closed prevents ticket update",
  };
  return new Refusal(recordInvalid([problem]));
}

export function deleteTicket(desk: Desk, ticket: Ticket, actor: Actor): void {
  ticket.deletedMs = desk.clock.now();
  ticket.deletedBy = actor.userId;
  ticket.updatedMs = ticket.deletedMs;
  desk.touch(ticket);
  desk.announce(ticket, [{ type: "ticket.soft_deleted", event: {} }]);
}

export function restoreTicket(desk: Desk, ticket: Ticket): void {
  ticket.deletedMs = null;
  ticket.deletedBy = null;
  ticket.updatedMs = desk.clock.now();
  desk.touch(ticket);
  desk.announce(ticket, [{ type: "ticket.undeleted", event: {} }]);
}

function linkFollowup(desk: Desk, ticket: Ticket, input: JsonObject): void {
  const source = desk.live(Number(input.via_followup_source_id));
  source?.followupIds.push(ticket.id);
}

/** Omnichannel routing assigns new tickets by itself: an echo nobody asked for. */
function routeLater(desk: Desk, ticket: Ticket): void {
  if (desk.settings.routingEchoMs <= 0) return;
  desk.timers.after(desk.settings.routingEchoMs, () => {
    const isRoutable = ticket.deletedMs === null && ticket.fields.status !== "closed";
    if (!isRoutable || ticket.fields.assigneeId !== null) return;
    updateTicket(desk, ticket, { assignee_id: DESK_USER }, { userId: SYSTEM_USER, channel: "web" });
  });
}
