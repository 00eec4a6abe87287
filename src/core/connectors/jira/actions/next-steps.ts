// What to do about Jira's refusals of actions, whichever action met them.
import type { NextSteps } from "../../../contract/actions.ts";

export const nextSteps: NextSteps = {
  E_AUTH_SCOPE:
    "Give the integration's user the right in Jira (Project settings > People; global ones: Settings > System > Global permissions), and the app or token the scope for it; then run the action again.",
  E_RECORD_FORBIDDEN:
    "Give the integration's user the right in the project: components and versions ask for `Administer Projects` (Project settings > Permissions). Then run the action again.",
  E_RECORD_GONE:
    "Check the key: `integ act CONNECTION projects` lists the projects that can be seen. Jira answers the same where the integration's user lacks a right: browsing a project asks for `Browse Projects`, making components and versions for `Administer Projects` (Project settings > Permissions).",
  E_RECORD_INVALID:
    "Correct what Jira names above; `integ actions CONNECTION` shows what the action takes. Then run it again.",
  E_QUERY:
    "Correct the JQL as Jira says above. It must be bounded (`project = SUP`, say); the fields it may name are those of the project and the issue types that `integ act CONNECTION project project=KEY` shows.",
  E_RATE_LIMITED:
    "Run the action again when the time Jira asks for is over; `ceiling` of the connection holds integ itself below a bound.",
};
