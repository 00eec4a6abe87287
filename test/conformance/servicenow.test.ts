// The ServiceNow connector against the suite, on incidents and on a table of an instance's own.
import { describe } from "vitest";
import { servicenow } from "../../src/core/connectors/servicenow/index.ts";
import { incidents, requests, startServiceNowSubject } from "./servicenow-subject.ts";
import { describeConnector } from "./suite.ts";

describe("incident", () => {
  describeConnector({ manifest: servicenow.manifest, start: () => startServiceNowSubject(incidents) });
});

describe("u_request", () => {
  describeConnector({
    manifest: servicenow.manifest,
    capabilities: { deleteFeed: true },
    start: () => startServiceNowSubject(requests),
  });
});
