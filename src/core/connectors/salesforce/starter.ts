// What a first configuration makes of Salesforce's cases, by what the fields mean to a support desk.
import type { Starter } from "../../contract/starter.ts";

export const starter: Starter = {
  connection: [
    {
      key: "loginUrl",
      value: "https://salesforce.example",
      note: "the org's My Domain, https://acme.my.salesforce.com",
    },
  ],
  object: "Case",
  roles: {
    title: "Subject",
    text: "Description",
    // The values an org begins with.
    priority: {
      field: "Priority",
      values: { lowest: "Low", low: "Low", normal: "Medium", high: "High", urgent: "High" },
    },
    state: { field: "Status", values: { new: "New", open: "Working", waiting: "Escalated", done: "Closed" } },
    assignee: "OwnerId",
  },
};
