// The emulated org as a subject of the suite, with a person who edits cases beside integ.
import { salesforce } from "../../src/core/connectors/salesforce/index.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import { createTestContext, memoryBuckets, type TestContext } from "./context.ts";
import { type RunningOrg, startOrg } from "./dev-org.ts";
import type { ConformanceSubject } from "./subject.ts";

const object = "Case";

/** Calls the REST API as a person's own client would: another session, no tag of integ's. */
async function openDesk(
  org: RunningOrg,
): Promise<(method: string, id: string, body?: FieldValues) => Promise<void>> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: org.clientId,
    client_secret: org.clientSecret,
  });
  return async (method, id, body) => {
    const signIn = await fetch(`${org.url}/services/oauth2/token`, { method: "POST", body: form });
    const answer: unknown = await signIn.json();
    if (typeof answer !== "object" || answer === null || !("access_token" in answer))
      throw new Error("no token");
    const response = await fetch(`${org.url}/services/data/v66.0/sobjects/${object}/${id}`, {
      method,
      headers: {
        authorization: `Bearer ${String(answer.access_token)}`,
        "content-type": "application/json",
        "sforce-auto-assign": "FALSE",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`the desk's ${method} was answered ${response.status}`);
  };
}

function makeValues(n: number): FieldValues {
  return {
    Subject: `Printer ${n} says 'PC LOAD LETTER' \\ again`,
    Description: `First line of ${n}\r\nSecond line, é ü 漢字 😀`,
    Priority: n % 2 === 0 ? "High" : "Low",
    Status: "New",
  };
}

export async function startSalesforceSubject(): Promise<ConformanceSubject> {
  const org = await startOrg();
  const desk = await openDesk(org);
  const secrets = new Map([
    ["clientId", org.clientId],
    ["clientSecret", org.clientSecret],
  ]);
  const buckets = memoryBuckets();
  const opened: TestContext[] = [];
  const connect = () => {
    const config = { connector: "salesforce", loginUrl: org.url, pollEvery: "1s" };
    const testContext = createTestContext({ name: "sf", config, secrets, buckets });
    opened.push(testContext);
    return salesforce.connect(testContext.context);
  };
  return {
    connection: connect(),
    object,
    fields: ["Subject", "Description", "Priority", "Status", "SuppliedEmail", "IsClosed", "ClosedDate"],
    textField: "Subject",
    otherField: "Description",
    clearableField: "Description",
    absentIds: ["500Zz0000000001IAA", "500Zz0000000002IAA"],
    feedLagMs: 0,
    makeValues,
    badValues: () => ({ ...makeValues(0), Subject: "x".repeat(256) }),
    editAsUser: (id, fields) => desk("PATCH", id, fields),
    deleteAsUser: (id) => desk("DELETE", id),
    reconnect: connect,
    faults: {
      breakToken: () => org.fault({ kind: "expire-tokens" }),
      cutAfterEffect: () => org.fault({ kind: "cut-after", match: { method: "PATCH" }, times: 1 }),
      rateLimit: () => org.fault({ kind: "status", status: 403, code: "REQUEST_LIMIT_EXCEEDED", times: 1 }),
      gatewayPage: () => org.fault({ kind: "html", times: 1 }),
    },
    async stop() {
      for (const testContext of opened) await testContext.release();
      await org.stop();
    },
  };
}
