// Comments, files and people of Jira against the rules for them.

import { describeChildren } from "./child-rules.ts";
import { startJiraChildren } from "./jira-children.ts";

describeChildren("jira (cloud)", () => startJiraChildren("cloud"));
describeChildren("jira (data-center)", () => startJiraChildren("data-center"));
