// The Jira connector against the suite, on the emulated site.
import { jira } from "../../src/core/connectors/jira/index.ts";
import { startJiraSubject } from "./jira-subject.ts";
import { describeConnector } from "./suite.ts";

describeConnector({ manifest: jira.manifest, start: () => startJiraSubject("cloud") });
describeConnector({ manifest: jira.manifest, start: () => startJiraSubject("data-center") });
