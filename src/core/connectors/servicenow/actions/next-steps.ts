// What to do about ServiceNow's refusals of actions, whichever action met them.
import type { NextSteps } from "../../../contract/actions.ts";

export const nextSteps: NextSteps = {
  E_AUTH_REJECTED:
    "See that the integration's user is active and not locked out (User Administration > Users), then run `integ connect CONNECTION`.",
  E_AUTH_SCOPE:
    "Give the integration's user a role that may read it (System Security > Access Control; the catalog needs `catalog` rights, knowledge its user criteria), then run the action again.",
  E_RECORD_FORBIDDEN:
    "An access rule, a business rule or a data policy refuses it: give the integration's user the role (System Security > Access Control), or change the input as the rule says, then run the action again.",
  E_RECORD_INVALID:
    "Correct the input as the instance says above; `integ actions CONNECTION` shows what the action takes. Then run it again.",
  E_RECORD_GONE:
    "There is none of this id, or the integration's user may not see it: check the input, and the user's roles (System Security > Access Control).",
  E_VENDOR_ANSWER:
    "See that the plugin behind the action is active (System Applications > All: Service Catalog, Knowledge, Import Sets) and that `baseUrl` of the connection is the instance, then run the action again.",
  E_RATE_LIMITED:
    "Wait as long as the instance says, or raise the rule (System Web Services > REST > Rate Limit Rules); then run the action again.",
};
