// The Jira connector against the suite, on the emulated site and the emulated server.
import { describe } from "vitest";
import { jira } from "../../src/core/connectors/jira/index.ts";
import { startJiraSubject } from "./jira-subject.ts";
import { describeConnector } from "./suite.ts";

describe("Cloud", () => {
  describeConnector({ manifest: jira.manifest, start: () => startJiraSubject("cloud") });
});

describe("Data Center", () => {
  describeConnector({ manifest: jira.manifest, start: () => startJiraSubject("data-center") });
});
