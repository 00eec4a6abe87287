// What a first configuration makes of Zendesk's tickets, by what the fields mean to a support desk.
import type { Starter } from "../../contract/starter.ts";

export const starter: Starter = {
  connection: [
    { key: "baseUrl", value: "https://zendesk.example", note: "the account, https://acme.zendesk.com" },
  ],
  object: "ticket",
  roles: {
    title: "subject",
    text: "description",
    priority: {
      field: "priority",
      values: { lowest: "low", low: "low", normal: "normal", high: "high", urgent: "urgent" },
    },
    state: {
      field: "status",
      values: { new: "new", open: "open", waiting: ["pending", "hold"], done: ["solved", "closed"] },
    },
    assignee: "assignee_id",
    requester: "requester_id",
  },
};
