// People at ServiceNow: incidents, what their journals hold, and their attachments.
import { z } from "zod";
import { addressOf, type Controls, type Desk, given, listOf, make, textOfFile, wordOf } from "./desk.ts";

/** What an incident of a priority is given: the instance makes the priority of it. */
const levels = {
  low: { impact: "2", urgency: "3" },
  normal: { impact: "2", urgency: "2" },
  high: { impact: "1", urgency: "2" },
} as const;
const priorities = { low: "4", normal: "3", high: "2" } as const;
const states = { new: "1", open: "2", waiting: "3", done: "6" } as const;
/** What people fill in with a state. */
const asked: Readonly<Partial<Record<keyof typeof states, Readonly<Record<string, string>>>>> = {
  waiting: { hold_reason: "4" },
  done: { close_code: "Solution provided", close_notes: "Somebody has seen to it" },
};

const Incident = z.object({
  sys_id: z.string(),
  short_description: z.string(),
  description: z.string(),
  priority: z.string(),
  state: z.string(),
  assigned_to: z.string(),
});
const Entry = z.object({ element: z.string(), value: z.string() });
const File = z.object({ sys_id: z.string(), file_name: z.string() });
const User = z.object({ sys_id: z.string(), email: z.string() });
const Made = z.object({ sys_id: z.string() });

export function servicenowDesk(sandbox: Controls): Desk {
  const users = () => listOf(sandbox, "/servicenow/users", User);
  const userOf = async (email: string | null | undefined) =>
    email === undefined ? undefined : ((await users()).find((user) => user.email === email)?.sys_id ?? "");
  return {
    system: "servicenow",
    tellsWaiting: true,
    hire: async (name) => {
      const user = { user_name: name, name, email: addressOf(name), active: "true" };
      await make(sandbox, "/servicenow/users", user, Made);
    },
    all: async () => {
      const people = new Map((await users()).map(({ sys_id, email }) => [sys_id, email]));
      return (await listOf(sandbox, "/servicenow/incidents", Incident)).map((one) => ({
        id: one.sys_id,
        title: one.short_description,
        text: one.description,
        priority: wordOf(priorities, one.priority),
        state: wordOf(states, one.state),
        assignee: people.get(one.assigned_to) ?? null,
      }));
    },
    create: async ({ title, text, priority }) => {
      const fields = { short_description: title, description: text, ...levels[priority] };
      return (await make(sandbox, "/servicenow/incidents", fields, Made)).sys_id;
    },
    edit: async (id, { title, priority, state, assignee }) => {
      const fields = given({
        short_description: title,
        ...(priority && levels[priority]),
        state: state && states[state],
        ...(state && asked[state]),
        assigned_to: await userOf(assignee),
      });
      await sandbox.control("PATCH", `/servicenow/incidents/${id}`, fields);
    },
    comment: async (id, { text, isPublic }) =>
      void (await make(
        sandbox,
        "/servicenow/journal",
        { element_id: id, element: isPublic ? "comments" : "work_notes", value: text },
        Made,
      )),
    attach: async (id, { name, text }) => {
      await make(
        sandbox,
        "/servicenow/files",
        {
          table_name: "incident",
          table_sys_id: id,
          file_name: name,
          content_type: "text/plain",
          text,
        },
        Made,
      );
      return null;
    },
    remove: async (id) => void (await sandbox.control("DELETE", `/servicenow/incidents/${id}`)),
    notes: async (id) =>
      (await listOf(sandbox, `/servicenow/journal?record=${id}`, Entry)).map(({ element, value }) => ({
        text: value,
        isPublic: element === "comments",
      })),
    files: async (id) => {
      const files = await listOf(sandbox, `/servicenow/files?record=${id}`, File);
      return Promise.all(
        files.map(async (file) => ({
          name: file.file_name,
          text: await textOfFile(sandbox, `/servicenow/files/${file.sys_id}/content`),
        })),
      );
    },
  };
}
