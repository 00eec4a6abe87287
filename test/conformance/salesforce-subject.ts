// The emulated org as a subject of the suite, with a person who edits cases beside integ.
import { systemClock } from "../../src/cli/ports.ts";
import { salesforce } from "../../src/core/connectors/salesforce/index.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import { memoryLimits } from "../../src/core/http/limits.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { createTestContext, type TestContext } from "./context.ts";
import { runSandbox } from "./sandbox.ts";
import type { ConformanceSubject } from "./subject.ts";

function makeValues(n: number): FieldValues {
  return {
    Subject: `Printer ${n} says 'PC LOAD LETTER' \\ again`,
    Description: `First line of ${n}\r\nSecond line, é ü 漢字 😀`,
    Priority: n % 2 === 0 ? "High" : "Low",
    Status: "New",
  };
}

export async function startSalesforceSubject(): Promise<ConformanceSubject> {
  const sandbox = await runSandbox();
  // Pages shorter than asked, as for wide rows: batches of equal timestamps cross them.
  await sandbox.control("POST", "/settings", { salesforce: { queryPageSize: 20 } });
  const { clientId, clientSecret } = sandbox.clients.salesforce;
  const secrets = new Map(Object.entries({ clientId, clientSecret }));
  const limits = memoryLimits(systemClock());
  const opened: TestContext[] = [];
  const connect = () => {
    const config = { connector: "salesforce", loginUrl: sandbox.salesforceUrl, pollEvery: "1s" };
    const testContext = createTestContext({ name: "sf", config, secrets, limits });
    opened.push(testContext);
    return salesforce.connect(testContext.context);
  };
  const play = async (fault: JsonObject): Promise<void> => {
    await sandbox.control("POST", "/faults", { vendor: "salesforce", times: 1, ...fault });
  };
  return {
    connection: connect(),
    object: "Case",
    fields: ["Subject", "Description", "Priority", "Status", "SuppliedEmail", "IsClosed", "ClosedDate"],
    textField: "Subject",
    otherField: "Description",
    clearableField: "Description",
    absentIds: ["500Zz0000000001IAA", "500Zz0000000002IAA"],
    feedLagMs: 0,
    makeValues,
    badValues: () => ({ ...makeValues(0), Subject: "x".repeat(256) }),
    async editAsUser(id, fields) {
      await sandbox.control("PATCH", `/salesforce/cases/${id}`, { ...fields });
    },
    async deleteAsUser(id) {
      await sandbox.control("DELETE", `/salesforce/cases/${id}`);
    },
    reconnect: connect,
    faults: {
      breakToken: () => play({ kind: "expire-tokens" }),
      cutAfterEffect: () => play({ kind: "cut-after", match: { method: "PATCH" } }),
      rateLimit: () => play({ kind: "status", status: 403, code: "REQUEST_LIMIT_EXCEEDED" }),
      gatewayPage: () => play({ kind: "html" }),
    },
    async stop() {
      for (const testContext of opened) await testContext.release();
      await sandbox.stop();
    },
  };
}
