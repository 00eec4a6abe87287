// People at Salesforce: cases, their comments and files.
import { z } from "zod";
import { addressOf, type Controls, type Desk, given, listOf, make, textOfFile, wordOf } from "./desk.ts";

const priorities = { low: "Low", normal: "Medium", high: "High" } as const;
const states = { new: "New", open: "Working", waiting: "Escalated", done: "Closed" } as const;

const Case = z.object({
  Id: z.string(),
  Subject: z.string().nullable(),
  Description: z.string().nullable(),
  Priority: z.string(),
  Status: z.string(),
  OwnerId: z.string(),
});
const Comment = z.object({ ParentId: z.string(), CommentBody: z.string(), IsPublished: z.boolean() });
const File = z.object({ Id: z.string(), PathOnClient: z.string(), ContentDocumentId: z.string() });
const Link = z.object({ LinkedEntityId: z.string(), ContentDocumentId: z.string() });
const User = z.object({ Id: z.string(), Email: z.string() });
const Made = z.object({ Id: z.string() });

export function salesforceDesk(sandbox: Controls): Desk {
  const users = () => listOf(sandbox, "/salesforce/users", User);
  const ownerOf = async (email: string | null | undefined) =>
    email === undefined ? undefined : (await users()).find((user) => user.Email === email)?.Id;
  return {
    system: "salesforce",
    tellsWaiting: true,
    hire: async (name) => {
      const email = addressOf(name);
      await make(sandbox, "/salesforce/users", { Name: name, Username: email, Email: email }, Made);
    },
    all: async () => {
      const people = new Map((await users()).map(({ Id, Email }) => [Id, Email]));
      return (await listOf(sandbox, "/salesforce/cases", Case)).map((one) => ({
        id: one.Id,
        title: one.Subject ?? "",
        text: one.Description ?? "",
        priority: wordOf(priorities, one.Priority),
        state: wordOf(states, one.Status),
        assignee: people.get(one.OwnerId) ?? null,
      }));
    },
    create: async ({ title, text, priority }) => {
      const fields = { Subject: title, Description: text, Priority: priorities[priority], Status: "New" };
      return (await make(sandbox, "/salesforce/cases", fields, Made)).Id;
    },
    edit: async (id, { title, priority, state, assignee }) => {
      const fields = given({
        Subject: title,
        Priority: priority && priorities[priority],
        Status: state && states[state],
        OwnerId: await ownerOf(assignee),
      });
      await sandbox.control("PATCH", `/salesforce/cases/${id}`, fields);
    },
    comment: async (id, { text, isPublic }) =>
      void (await make(
        sandbox,
        "/salesforce/comments",
        { ParentId: id, CommentBody: text, IsPublished: isPublic },
        Made,
      )),
    attach: async (id, { name, text }) => {
      await make(sandbox, "/salesforce/files", { ParentId: id, Name: name, text }, Made);
      return null;
    },
    remove: async (id) => void (await sandbox.control("DELETE", `/salesforce/cases/${id}`)),
    notes: async (id) =>
      (await listOf(sandbox, "/salesforce/comments", Comment))
        .filter(({ ParentId }) => ParentId === id)
        .map(({ CommentBody, IsPublished }) => ({ text: CommentBody, isPublic: IsPublished })),
    files: async (id) => {
      const links = await listOf(sandbox, "/salesforce/links", Link);
      const own = new Set(
        links.filter((link) => link.LinkedEntityId === id).map((link) => link.ContentDocumentId),
      );
      const files = (await listOf(sandbox, "/salesforce/files", File)).filter((file) =>
        own.has(file.ContentDocumentId),
      );
      return Promise.all(
        files.map(async ({ Id, PathOnClient }) => ({
          name: PathOnClient,
          text: await textOfFile(sandbox, `/salesforce/files/${Id}/content`),
        })),
      );
    },
  };
}
