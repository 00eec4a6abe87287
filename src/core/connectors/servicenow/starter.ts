// What a first configuration makes of ServiceNow's incidents, by what the fields mean to a support desk.
import type { Starter } from "../../contract/starter.ts";

const closing = { close_code: "Solution provided", close_notes: "Resolved in the other system" };

export const starter: Starter = {
  connection: [
    {
      key: "baseUrl",
      value: "https://servicenow.example",
      note: "the instance, https://acme.service-now.com",
    },
    {
      key: "stateFields",
      // Awaiting Vendor: the caller's reason would ask for a comment as well.
      value: { "3": { hold_reason: "4" }, "6": closing },
      note: "what being on hold and being resolved ask for, where nobody has said it",
    },
    { key: "deletes", value: "audit", note: "read from sys_audit_delete" },
  ],
  object: "incident",
  roles: {
    title: "short_description",
    text: "description",
    priority: { field: "priority", values: { lowest: "5", low: "4", normal: "3", high: "2", urgent: "1" } },
    // As instances come.
    state: { field: "state", values: { new: "1", open: "2", waiting: "3", done: ["6", "7", "8"] } },
    assignee: "assigned_to",
    requester: "caller_id",
  },
};
