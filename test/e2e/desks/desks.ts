// The desk of each emulated system, by its name.
import type { Vendor } from "../../../src/sandbox/vendor-names.ts";
import type { Controls, Desk } from "./desk.ts";
import { jiraDesk } from "./jira-desk.ts";
import { salesforceDesk } from "./salesforce-desk.ts";
import { servicenowDesk } from "./servicenow-desk.ts";
import { zendeskDesk } from "./zendesk-desk.ts";

const desks: Readonly<Record<Vendor, (sandbox: Controls) => Desk>> = {
  salesforce: salesforceDesk,
  zendesk: zendeskDesk,
  jira: jiraDesk,
  servicenow: servicenowDesk,
};

export const openDesk = (system: Vendor, sandbox: Controls): Desk => desks[system](sandbox);
