// What a first configuration makes of Jira's issues, by what the fields mean to a support desk.
import type { StarterObject } from "../../contract/starter.ts";
import { issueObject } from "./scope.ts";

export const starter: readonly StarterObject[] = [
  {
    object: issueObject,
    title: "Issues",
    roles: {
      title: { field: "summary" },
      text: { field: "description" },
      // The names of Jira's own scheme; a site may have others.
      priority: {
        field: "priority",
        values: { low: ["Low", "Lowest"], normal: "Medium", high: "High", urgent: "Highest" },
      },
      // Every workflow has the categories, whatever its states are called.
      state: {
        field: "statusCategory",
        values: { new: "new", open: "indeterminate", waiting: "indeterminate", done: "done" },
      },
      assignee: { field: "assignee" },
      requester: { field: "reporter" },
      externalNumber: { field: "key", writes: "never" },
    },
    comments: true,
    attachments: true,
  },
];
