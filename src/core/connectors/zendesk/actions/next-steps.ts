// What to do about Zendesk's refusals of actions, whichever action met them.
import type { NextSteps } from "../../../contract/actions.ts";

export const nextSteps: NextSteps = {
  E_AUTH_SCOPE:
    "Give the integration's agent the right (Admin Center > People > Team > Roles), and its OAuth client the scope for it (`scope` of the connection; the help center asks for `hc:read`, which `read` holds); then run the action again.",
  E_RECORD_FORBIDDEN:
    "Give the integration's agent the right (Admin Center > People > Team > Roles; merging is a permission of its own), then run the action again.",
  E_RECORD_GONE:
    "Check the id: there is none of it, or the integration's agent may not see it (Admin Center > People > Team > Roles). Then run the action again.",
  E_RECORD_INVALID:
    "Correct what Zendesk names above; `integ actions CONNECTION` shows what the action takes. Then run it again.",
  E_VENDOR_ANSWER:
    "See that what the action asks for is switched on (Guide for articles, Agent Workspace with messaging for conversations) and check `subdomain` or `baseUrl` of the connection; then run the action again.",
  E_RATE_LIMITED:
    "Run the action again when the time Zendesk asks for is over. Jobs: at most 30 are open at once, of all integrations together.",
};
