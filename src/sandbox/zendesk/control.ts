// The other records of the emulated account as people at their desks handle them: users, organizations, comments, files.
import { readJson } from "../control-call.ts";
import { type Answer, type Edge, Refusal } from "../edge.ts";
import { arrayAt, type JsonObject, numberAt, textAt } from "../json.ts";
import type { Account } from "./account.ts";
import { addTicketControl } from "./control-tickets.ts";
import { notFound } from "./errors.ts";
import { mergeAsAgent } from "./merge.ts";
import type { Actor, Comment, StoredFile, Ticket } from "./model.ts";
import { addOrganization, changeOrganization, deleteOrganization } from "./organization-routes.ts";
import { renderComment, renderFile, renderOrganization, renderTicket, renderUser } from "./render.ts";
import { DESK_USER } from "./setup.ts";
import { hideComment, redactComment, restoreTicket, updateTicket } from "./tickets.ts";
import { addUser, changeUser, deactivateUser } from "./user-routes.ts";

const AGENT: Actor = { userId: DESK_USER, channel: "web" };

interface ControlParts {
  readonly account: Account;
  /** Origin of the vendor's listener, for links in answers. */
  url(): string;
}

/**
 * Routes below /zendesk. `tickets`, `users` and `organizations`: GET (`?since=`), POST, PATCH, DELETE. `comments`: GET
 * (`?ticket=`), POST `{ticket_id, body | html_body, public, author_id}`, PATCH `{public: false}` or `{redact: TEXT}`.
 * `files`: GET, POST `{ticket_id, file_name, content_type, text | base64, public, body}`, DELETE, `:id/content`.
 * `tickets/:id/merge` with `{ids}`; `tickets/:id/restore`.
 */
export function addZendeskControl(edge: Edge, parts: ControlParts): void {
  addTicketControl(edge, parts.account, parts.url);
  addUserRoutes(edge, parts);
  addOrganizationRoutes(edge, parts);
  addCommentRoutes(edge, parts);
  addFileRoutes(edge, parts);
  const { account, url } = parts;
  edge.route("POST", "/zendesk/tickets/:id/merge", (call) =>
    answered(() => {
      const target = ticketOf(account, Number(call.params.id));
      const ids = (arrayAt(readJson(call), "ids") ?? []).map(Number);
      for (const id of ids) mergeAsAgent(account.desk, target, id, AGENT);
      return { status: 200, body: { ticket: renderTicket(target, url()) } };
    }),
  );
  edge.route("POST", "/zendesk/tickets/:id/restore", (call) => {
    const ticket = account.desk.tickets.get(Number(call.params.id));
    if (ticket === undefined || ticket.deletedMs === null) return notFound();
    restoreTicket(account.desk, ticket);
    return { status: 200, body: { ticket: renderTicket(ticket, url()) } };
  });
}

function addUserRoutes(edge: Edge, { account, url }: ControlParts): void {
  const { desk } = account;
  const shown = (status: number, user: Parameters<typeof renderUser>[0]): Answer => ({
    status,
    body: { user: renderUser(user, url()) },
  });
  edge.route("GET", "/zendesk/users", (call) => {
    const found = desk.people.users.changes.since(Number(call.query.get("since") ?? 0));
    const users = [...found].flatMap(({ id }) => desk.users.get(Number(id)) ?? []);
    return { status: 200, body: { users: users.map((user) => renderUser(user, url())) } };
  });
  edge.route("POST", "/zendesk/users", (call) => answered(() => shown(201, addUser(desk, readJson(call)))));
  edge.route("PATCH", "/zendesk/users/:id", (call) => {
    const user = desk.people.users.live(Number(call.params.id));
    return user === null ? notFound() : answered(() => shown(200, changeUser(desk, user, readJson(call))));
  });
  edge.route("DELETE", "/zendesk/users/:id", (call) => {
    const user = desk.people.users.live(Number(call.params.id));
    return user === null ? notFound() : shown(200, deactivateUser(desk, user));
  });
}

function addOrganizationRoutes(edge: Edge, { account, url }: ControlParts): void {
  const { desk } = account;
  const { organizations } = desk.people;
  const shown = (status: number, organization: Parameters<typeof renderOrganization>[0]): Answer => ({
    status,
    body: { organization: renderOrganization(organization, url()) },
  });
  edge.route("GET", "/zendesk/organizations", (call) => {
    const found = organizations.changes.since(Number(call.query.get("since") ?? 0));
    const live = [...found].flatMap(({ id }) => organizations.live(Number(id)) ?? []);
    return { status: 200, body: { organizations: live.map((each) => renderOrganization(each, url())) } };
  });
  edge.route("POST", "/zendesk/organizations", (call) =>
    answered(() => shown(201, addOrganization(desk, readJson(call)))),
  );
  edge.route("PATCH", "/zendesk/organizations/:id", (call) => {
    const known = organizations.live(Number(call.params.id));
    if (known === null) return notFound();
    return answered(() => shown(200, changeOrganization(desk, known, readJson(call))));
  });
  edge.route("DELETE", "/zendesk/organizations/:id", (call) => {
    const known = organizations.live(Number(call.params.id));
    if (known === null) return notFound();
    deleteOrganization(desk, known);
    return { status: 204 };
  });
}

function addCommentRoutes(edge: Edge, { account, url }: ControlParts): void {
  const { desk } = account;
  const shown = (status: number, ticket: Ticket, comment: Comment): Answer => ({
    status,
    body: { comment: { ...renderComment(comment, url()), ticket_id: ticket.id } },
  });
  edge.route("GET", "/zendesk/comments", (call) => {
    const only = call.query.get("ticket");
    const tickets = [...desk.tickets.values()].filter(({ id }) => only === null || String(id) === only);
    const rows = tickets.flatMap((ticket) =>
      ticket.comments.map((comment) => ({ ...renderComment(comment, url()), ticket_id: ticket.id })),
    );
    return { status: 200, body: { comments: rows } };
  });
  edge.route("POST", "/zendesk/comments", (call) =>
    answered(() => {
      const { ticket_id, ...comment } = readJson(call);
      const ticket = ticketOf(account, Number(ticket_id));
      return shown(201, ticket, addAsAgent(account, ticket, comment));
    }),
  );
  edge.route("PATCH", "/zendesk/comments/:id", (call) => {
    const found = commentOf(account, Number(call.params.id));
    if (found === null) return notFound();
    const { ticket, comment } = found;
    const input = readJson(call);
    const redact = textAt(input, "redact");
    if (redact !== null) redactComment(desk, ticket, comment, redact, AGENT);
    if (input.public === false) hideComment(desk, ticket, comment, AGENT);
    return shown(200, ticket, comment);
  });
}

function addFileRoutes(edge: Edge, { account, url }: ControlParts): void {
  const { desk } = account;
  edge.route("GET", "/zendesk/files", () => {
    const rows = [...desk.tickets.values()].flatMap((ticket) =>
      ticket.comments.flatMap((comment) =>
        comment.files.map((file) => shownFile(ticket, comment, file, url())),
      ),
    );
    return { status: 200, body: { files: rows } };
  });
  edge.route("POST", "/zendesk/files", (call) =>
    answered(() => ({ status: 201, body: { file: addFile(account, readJson(call), url()) } })),
  );
  edge.route("GET", "/zendesk/files/:id/content", (call) => {
    const file = desk.files.byId(Number(call.params.id));
    if (file === null || file.deleted) return notFound();
    return { status: 200, bytes: file.bytes, headers: { "content-type": file.type } };
  });
  edge.route("DELETE", "/zendesk/files/:id", (call) => {
    const file = desk.files.byId(Number(call.params.id));
    if (file === null || file.deleted) return notFound();
    file.deleted = true;
    return { status: 204 };
  });
}

/** A comment with one file, made of `text` or `base64`. @throws Refusal 404, 422 */
function addFile(account: Account, input: JsonObject, url: string): JsonObject {
  const ticket = ticketOf(account, numberAt(input, "ticket_id") ?? 0);
  const name = textAt(input, "file_name") ?? "file";
  const base64 = textAt(input, "base64");
  const bytes = base64 === null ? Buffer.from(textAt(input, "text") ?? "") : Buffer.from(base64, "base64");
  const type = textAt(input, "content_type") ?? "application/octet-stream";
  const uploads = [account.desk.files.upload(null, name, type, bytes)?.token ?? ""];
  const said = { body: textAt(input, "body") ?? "See the file", public: input.public ?? true, uploads };
  const comment = addAsAgent(account, ticket, said);
  const [file] = comment.files;
  if (file === undefined) throw new Refusal(notFound());
  return shownFile(ticket, comment, file, url);
}

function shownFile(ticket: Ticket, comment: Comment, file: StoredFile, url: string): JsonObject {
  return { ...renderFile(file, url), ticket_id: ticket.id, comment_id: comment.id };
}

/** @throws Refusal 422 when the ticket takes no comment, or the comment says nothing */
function addAsAgent(account: Account, ticket: Ticket, comment: JsonObject): Comment {
  const before = ticket.comments.length;
  updateTicket(account.desk, ticket, { comment }, AGENT);
  const made = ticket.comments.at(-1);
  if (made !== undefined && ticket.comments.length > before) return made;
  throw new Refusal({ status: 422, body: { error: "the comment is blank" } });
}

function ticketOf(account: Account, id: number): Ticket {
  const ticket = account.desk.live(id);
  if (ticket === null) throw new Refusal(notFound());
  return ticket;
}

function commentOf({ desk }: Account, id: number) {
  for (const ticket of desk.tickets.values()) {
    const comment = ticket.comments.find((each) => each.id === id);
    if (comment !== undefined) return { ticket, comment };
  }
  return null;
}

function answered(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
