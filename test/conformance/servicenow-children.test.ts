// Comments, files and people of ServiceNow against the rules for them.
import { describeChildren } from "./child-rules.ts";
import { startServiceNowChildren } from "./servicenow-children.ts";

describeChildren("servicenow (incident)", () =>
  startServiceNowChildren("incident", { short_description: "It does not print" }),
);
describeChildren("servicenow (u_request)", () =>
  startServiceNowChildren("u_request", { u_title: "A chair" }),
);
