// What a first configuration makes of Jira's issues, by what the fields mean to a support desk.
import type { Starter } from "../../contract/starter.ts";
import { issueObject } from "./scope.ts";

export const starter: Starter = {
  connection: [
    {
      key: "baseUrl",
      value: "https://jira.example",
      note: "where people open it, https://acme.atlassian.net",
    },
    { key: "project", value: "SUP", note: "the project's key" },
    { key: "issueType", value: "Task", note: "what new issues are; issues of other types are left alone" },
    {
      key: "transitionFields",
      value: { resolution: "Done" },
      note: "where a transition's screen asks for it",
    },
    {
      key: "deletes",
      value: "absence",
      note: "what is neither listed nor readable any more counts as deleted",
    },
  ],
  object: issueObject,
  roles: {
    title: "summary",
    text: "description",
    // The names of Jira's own scheme; a site may have others.
    priority: {
      field: "priority",
      values: { lowest: "Lowest", low: "Low", normal: "Medium", high: "High", urgent: "Highest" },
    },
    // Every workflow has the categories, whatever its states are called.
    state: {
      field: "statusCategory",
      values: { new: "new", open: "indeterminate", waiting: "indeterminate", done: "done" },
    },
    assignee: "assignee",
    requester: "reporter",
  },
};
