// People at Jira: the tasks of a service project, their comments and attachments.
import { z } from "zod";
import { addressOf, type Controls, type Desk, given, listOf, make, textOfFile, wordOf } from "./desk.ts";

export const jiraProject = { project: "HELP", issueType: "Task" } as const;

const priorities = { low: "Low", normal: "Medium", high: "High" } as const;
const states = { new: "To Do", open: "In Progress", waiting: "Waiting", done: "Done" } as const;

const Named = z.object({ name: z.string() });
const Person = z.object({ accountId: z.string(), emailAddress: z.string().optional() });
const Issue = z.object({
  id: z.string(),
  fields: z.object({
    summary: z.string(),
    description: z.unknown(),
    priority: Named,
    status: Named,
    assignee: Person.nullable(),
  }),
});
const Comment = z.object({ body: z.unknown(), jsdPublic: z.boolean() });
const File = z.object({ id: z.string(), filename: z.string(), issue: z.string() });
const Made = z.object({ id: z.string() });

export function jiraDesk(sandbox: Controls): Desk {
  const accountOf = async (email: string | null | undefined) => {
    if (email === undefined || email === null) return email;
    const people = await listOf(sandbox, "/jira/users", Person);
    return { accountId: people.find((person) => person.emailAddress === email)?.accountId };
  };
  return {
    system: "jira",
    // It does, by status; integ goes by the category, which waiting and open have in common.
    tellsWaiting: false,
    hire: async (name) => {
      await make(sandbox, "/jira/users", { name, displayName: name, email: addressOf(name) }, Person);
    },
    all: async () =>
      (await listOf(sandbox, "/jira/issues", Issue)).map(({ id, fields }) => ({
        id,
        title: fields.summary,
        text: textIn(fields.description),
        priority: wordOf(priorities, fields.priority.name),
        state: wordOf(states, fields.status.name),
        assignee: fields.assignee?.emailAddress ?? null,
      })),
    create: async ({ title, text, priority }) => {
      const fields = {
        project: { key: jiraProject.project },
        issuetype: { name: jiraProject.issueType },
        summary: title,
        description: text,
        priority: { name: priorities[priority] },
      };
      return (await make(sandbox, "/jira/issues", { fields }, Made)).id;
    },
    edit: async (id, { title, priority, state, assignee }) => {
      const fields = given({
        summary: title,
        priority: priority && { name: priorities[priority] },
        status: state && states[state],
        assignee: await accountOf(assignee),
      });
      await sandbox.control("PATCH", `/jira/issues/${id}`, { fields });
    },
    comment: async (id, { text, isPublic }) =>
      void (await make(sandbox, "/jira/comments", { issue: id, body: text, internal: !isPublic }, Made)),
    attach: async (id, { name, text }) => {
      await make(sandbox, "/jira/files", { issue: id, name, type: "text/plain", text }, Made);
      return null;
    },
    remove: async (id) => void (await sandbox.control("DELETE", `/jira/issues/${id}`)),
    notes: async (id) =>
      (await listOf(sandbox, `/jira/comments?issue=${id}`, Comment)).map(({ body, jsdPublic }) => ({
        text: textIn(body),
        isPublic: jsdPublic,
      })),
    files: async (id) => {
      const files = (await listOf(sandbox, "/jira/files", File)).filter(({ issue }) => issue === id);
      return Promise.all(
        files.map(async (file) => ({
          name: file.filename,
          text: await textOfFile(sandbox, `/jira/files/${file.id}/content`),
        })),
      );
    },
  };
}

const Node = z.object({ text: z.string().optional(), content: z.array(z.unknown()).optional() });

/** The words of a document, without its form. */
function textIn(document: unknown): string {
  const node = Node.safeParse(document).data;
  if (node === undefined) return typeof document === "string" ? document : "";
  return (node.text ?? "") + (node.content ?? []).map(textIn).join("");
}
