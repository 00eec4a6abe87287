// The emulated ServiceNow as a subject of the suite, with a person who works on its records beside integ.
import { z } from "zod";
import { systemClock } from "../../src/cli/ports.ts";
import { servicenow } from "../../src/core/connectors/servicenow/index.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import { memoryLimits } from "../../src/core/http/limits.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { createTestContext, type TestContext, withoutLimits } from "./context.ts";
import { type RunningSandbox, runSandbox } from "./sandbox.ts";
import type { ConformanceSubject } from "./subject.ts";

const Clients = z.object({
  servicenow: z.object({
    baseUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    username: z.string(),
    password: z.string(),
    apiKey: z.string(),
  }),
});

export interface ServiceNowInstance {
  readonly sandbox: RunningSandbox;
  readonly secrets: Map<string, string>;
  connect(config?: Readonly<Record<string, unknown>>): TestContext & {
    readonly connection: ReturnType<typeof servicenow.connect>;
  };
  release(): Promise<void>;
}

/** A running instance with a user for the integration. */
export async function startServiceNow(settings: JsonObject = {}): Promise<ServiceNowInstance> {
  const sandbox = await runSandbox();
  await sandbox.control("POST", "/settings", { servicenow: settings });
  const { servicenow: client } = Clients.parse(await sandbox.control("GET", "/clients"));
  const { baseUrl, username, ...credentials } = client;
  const secrets = new Map(Object.entries(credentials));
  const books = memoryLimits(systemClock());
  const opened: TestContext[] = [];
  return {
    sandbox,
    secrets,
    connect(more = {}) {
      const config = { connector: "servicenow", baseUrl, username, pollEvery: "1s", ...more };
      const testContext = createTestContext({ name: "servicenow", config, secrets, limits: books });
      opened.push(testContext);
      return { ...testContext, connection: servicenow.connect(withoutLimits(testContext.context)) };
    },
    async release() {
      for (const testContext of opened) await testContext.release();
      await sandbox.stop();
    },
  };
}

/** What the suite does with one table. */
export interface TableUnderTest {
  readonly table: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly fields: readonly string[];
  readonly textField: string;
  readonly otherField: string;
  readonly clearableField: string;
  makeValues(n: number): FieldValues;
  badValues(): FieldValues;
}

export const incidents: TableUnderTest = {
  table: "incident",
  config: {},
  fields: [
    "short_description",
    "description",
    "state",
    "priority",
    "category",
    "due_date",
    "assigned_to",
    "number",
  ],
  textField: "short_description",
  otherField: "category",
  clearableField: "description",
  makeValues: (n) => ({
    short_description: `Printer ${n} says "PC LOAD LETTER" again, é ü 漢字 😀`,
    description: `First line of ${n}\nand a second one, with a comma`,
    state: n % 3 === 0 ? "2" : "1",
    priority: String((n % 5) + 1),
    category: n % 2 === 0 ? "hardware" : "software",
    due_date: "2026-12-01T10:00:00.000Z",
  }),
  // Resolved, and no word on how.
  badValues: () => ({ short_description: "Solved by itself", state: "6" }),
};

export const requests: TableUnderTest = {
  table: "u_request",
  config: { keyFields: { u_request: "u_integ_key" }, deletes: "audit" },
  fields: ["u_title", "u_details", "u_stage", "u_amount", "u_urgent", "u_due", "u_owner"],
  textField: "u_title",
  otherField: "u_amount",
  clearableField: "u_details",
  makeValues: (n) => ({
    u_title: `Request ${n}, é ü 漢字 😀`,
    u_details: `Details of ${n}`,
    u_amount: n,
    u_urgent: n % 2 === 0,
    u_due: "2026-12-01T10:00:00.000Z",
  }),
  badValues: () => ({ u_title: "Wanted by nobody we know", u_owner: "nobody" }),
};

/** As the vendor stores it: what its own users would have typed. */
function rawOf(fields: FieldValues): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value ?? "")]));
}

/** The subject on an emulated instance of its own. */
export async function startServiceNowSubject(under: TableUnderTest): Promise<ConformanceSubject> {
  const instance = await startServiceNow();
  const { control } = instance.sandbox;
  const play = async (fault: JsonObject) => {
    await control("POST", "/faults", { vendor: "servicenow", times: 1, ...fault });
  };
  const connect = () => instance.connect(under.config).connection;
  return {
    ...under,
    connection: connect(),
    object: under.table,
    absentIds: ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"],
    feedLagMs: 1000,
    async editAsUser(id, fields) {
      await control("PATCH", `/servicenow/tables/${under.table}/${id}`, rawOf(fields));
    },
    async deleteAsUser(id) {
      await control("DELETE", `/servicenow/tables/${under.table}/${id}`);
    },
    reconnect: connect,
    faults: {
      breakToken: () => play({ kind: "expire-tokens" }),
      cutAfterEffect: () => play({ kind: "cut-after", match: { method: "POST" } }),
      rateLimit: () => play({ kind: "status", status: 429, retryAfterS: 1 }),
      gatewayPage: () => play({ kind: "html" }),
    },
    stop: () => instance.release(),
  };
}
