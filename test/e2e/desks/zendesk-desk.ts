// People at Zendesk: tickets, their comments and files.
import { z } from "zod";
import { ZENDESK_EMAIL } from "../../../src/sandbox/clients.ts";
import { addressOf, type Controls, type Desk, given, listOf, make, textOfFile, wordOf } from "./desk.ts";

const priorities = { low: "low", normal: "normal", high: "high" } as const;
const states = { new: "new", open: "open", waiting: "pending", done: "solved" } as const;

const ZendeskTicket = z.object({
  id: z.number(),
  subject: z.string(),
  description: z.string(),
  priority: z.string().nullable(),
  status: z.string(),
  assignee_id: z.number().nullable(),
});
const Comment = z.object({
  body: z.string(),
  public: z.boolean(),
  author_id: z.number(),
  attachments: z.array(z.unknown()),
});
const File = z.object({ id: z.number(), file_name: z.string(), ticket_id: z.number() });
const User = z.object({ id: z.number(), email: z.string().nullable() });
const Made = z.object({ id: z.number() });

export function zendeskDesk(sandbox: Controls): Desk {
  const users = () => listOf(sandbox, "/zendesk/users", User);
  const agentOf = async (email: string | null | undefined) =>
    email === undefined ? undefined : (await users()).find((user) => user.email === email)?.id;
  return {
    system: "zendesk",
    tellsWaiting: true,
    hire: async (name) => {
      const user = { name, email: addressOf(name), role: "agent" };
      await make(sandbox, "/zendesk/users", user, Made);
    },
    all: async () => {
      const people = new Map((await users()).map(({ id, email }) => [id, email]));
      return (await listOf(sandbox, "/zendesk/tickets", ZendeskTicket)).map((one) => ({
        id: String(one.id),
        title: one.subject,
        text: one.description,
        priority: wordOf(priorities, one.priority ?? ""),
        state: wordOf(states, one.status),
        assignee: one.assignee_id === null ? null : (people.get(one.assignee_id) ?? null),
      }));
    },
    create: async ({ title, text, priority }) => {
      const fields = { subject: title, description: text, priority: priorities[priority], status: "new" };
      return String((await make(sandbox, "/zendesk/tickets", fields, Made)).id);
    },
    edit: async (id, { title, priority, state, assignee }) => {
      const fields = given({
        subject: title,
        priority: priority && priorities[priority],
        status: state && states[state],
        assignee_id: await agentOf(assignee),
      });
      await sandbox.control("PATCH", `/zendesk/tickets/${id}`, fields);
    },
    comment: async (id, { text, isPublic }) =>
      void (await make(
        sandbox,
        "/zendesk/comments",
        { ticket_id: Number(id), body: text, public: isPublic },
        Made,
      )),
    attach: async (id, { name, text }) => {
      const said = { text: `Look at ${name}`, isPublic: true };
      const file = { ticket_id: Number(id), file_name: name, content_type: "text/plain", text };
      await make(sandbox, "/zendesk/files", { ...file, body: said.text, public: said.isPublic }, Made);
      return said;
    },
    remove: async (id) => void (await sandbox.control("DELETE", `/zendesk/tickets/${id}`)),
    // The first one is the ticket's description. Files come in comments; those of integ say nothing else.
    notes: async (id) => {
      const integration = (await users()).find(({ email }) => email === ZENDESK_EMAIL)?.id;
      return (await listOf(sandbox, `/zendesk/comments?ticket=${id}`, Comment))
        .slice(1)
        .filter(({ author_id, attachments }) => author_id !== integration || attachments.length === 0)
        .map((comment) => ({ text: comment.body, isPublic: comment.public }));
    },
    files: async (id) => {
      const files = (await listOf(sandbox, "/zendesk/files", File)).filter(
        (file) => String(file.ticket_id) === id,
      );
      return Promise.all(
        files.map(async (file) => ({
          name: file.file_name,
          text: await textOfFile(sandbox, `/zendesk/files/${file.id}/content`),
        })),
      );
    },
  };
}
