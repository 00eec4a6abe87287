// The emulated account as a subject of the suite, with an agent who works on tickets beside integ.
import { systemClock } from "../../src/cli/ports.ts";
import { zendesk } from "../../src/core/connectors/zendesk/index.ts";
import type { ConnectionContext } from "../../src/core/contract/connector.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import { memoryLimits } from "../../src/core/http/limits.ts";
import { CLIENT_ID, CLIENT_SECRET, ZENDESK_API_TOKEN, ZENDESK_EMAIL } from "../../src/sandbox/clients.ts";
import {
  CASE_NUMBER_FIELD_ID,
  ENGINEERING_GROUP_ID,
  HARDWARE_FORM_ID,
  LABS_BRAND_ID,
  PRODUCT_FIELD_ID,
  VIP_FIELD_ID,
} from "../../src/sandbox/zendesk/setup.ts";
import { createTestContext, type TestContext } from "./context.ts";
import type { RunningDesk } from "./dev-desk.ts";
import type { ConformanceSubject } from "./subject.ts";

const caseNumber = `custom_field_${CASE_NUMBER_FIELD_ID}`;
const product = `custom_field_${PRODUCT_FIELD_ID}`;
const vip = `custom_field_${VIP_FIELD_ID}`;

/** Works on a record, such as `tickets/1`, through another credential than integ's: the API token. */
export async function workOn(
  desk: RunningDesk,
  method: string,
  path: string,
  body?: Readonly<Record<string, FieldValues>>,
): Promise<void> {
  const credential = Buffer.from(`${ZENDESK_EMAIL}/token:${ZENDESK_API_TOKEN}`).toString("base64");
  const response = await fetch(`${desk.url}/api/v2/${path}`, {
    method,
    headers: { authorization: `Basic ${credential}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`the agent's ${method} was answered ${response.status}`);
}

function makeValues(n: number): FieldValues {
  return {
    subject: `Printer ${n} says "PC LOAD LETTER" again, é ü 漢字 😀`,
    description: `First line of ${n}\nSecond line`,
    priority: n % 2 === 0 ? "high" : "low",
    status: "open",
    [caseNumber]: `C-${n}`,
    [product]: "hardware_area",
    group_id: String(ENGINEERING_GROUP_ID),
    brand_id: String(LABS_BRAND_ID),
    ticket_form_id: String(HARDWARE_FORM_ID),
  };
}

/** The vendor allows ten exports a minute; the rules of the suite have no such patience. */
function withQuickExport(context: ConnectionContext): ConnectionContext {
  const quick = { capacity: 100_000, perMs: 60_000 };
  const limits = { account: quick, jobs: quick, incremental: quick };
  return {
    ...context,
    http: (options) => context.http({ ...options, limits: { ...options.limits, ...limits } }),
  };
}

export interface ZendeskSubject extends ConformanceSubject {
  editAsUser(id: string, fields: FieldValues): Promise<void>;
}

/** The subject on a running account; stopping the subject leaves the account running. */
export function createZendeskSubject(desk: RunningDesk): ZendeskSubject {
  const secrets = new Map([
    ["clientId", CLIENT_ID],
    ["clientSecret", CLIENT_SECRET],
  ]);
  const limits = memoryLimits(systemClock());
  const opened: TestContext[] = [];
  const connect = () => {
    const config = { connector: "zendesk", baseUrl: desk.url, pollEvery: "1s" };
    const testContext = createTestContext({ name: "zd", config, secrets, limits });
    opened.push(testContext);
    return zendesk.connect(withQuickExport(testContext.context));
  };
  return {
    connection: connect(),
    object: "ticket",
    fields: [
      ...["subject", "description", "priority", "status", "tags", "assignee_id"],
      ...["group_id", "brand_id", "ticket_form_id", caseNumber, product, vip],
    ],
    textField: "subject",
    otherField: caseNumber,
    clearableField: "priority",
    absentIds: ["35184372088831", "35184372088830"],
    feedLagMs: desk.exportLagMs,
    makeValues,
    badValues: () => ({ ...makeValues(0), priority: "sky-high" }),
    editAsUser: (id, fields) => workOn(desk, "PUT", `tickets/${id}`, { ticket: fields }),
    deleteAsUser: (id) => workOn(desk, "DELETE", `tickets/${id}`),
    reconnect: connect,
    faults: {
      breakToken: async () => desk.expireTokens(),
      cutAfterEffect: async () =>
        desk.fault({ kind: "cut-after", match: { method: "POST", pathPrefix: "/api/" }, times: 1 }),
      rateLimit: async () => desk.fault({ kind: "status", status: 429, retryAfterS: 1, times: 1 }),
      gatewayPage: async () => desk.fault({ kind: "html", times: 1 }),
    },
    async stop() {
      for (const testContext of opened) await testContext.release();
      await desk.stop();
    },
  };
}
