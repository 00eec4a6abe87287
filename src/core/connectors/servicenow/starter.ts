// What a first configuration makes of ServiceNow's incidents, by what the fields mean to a support desk.
import type { StarterObject } from "../../contract/starter.ts";

export const starter: readonly StarterObject[] = [
  {
    object: "incident",
    title: "Incidents",
    roles: {
      title: { field: "short_description" },
      text: { field: "description" },
      priority: { field: "priority", values: { low: ["4", "5"], normal: "3", high: "2", urgent: "1" } },
      // As instances come; `stateFields` of the connection says what being on hold and being resolved need.
      state: { field: "state", values: { new: "1", open: "2", waiting: "3", done: ["6", "7", "8"] } },
      assignee: { field: "assigned_to" },
      requester: { field: "caller_id" },
      externalNumber: { field: "number", writes: "never" },
    },
    comments: true,
    attachments: true,
  },
];
