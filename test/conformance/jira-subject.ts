// The emulated Jira as a subject of the suite, with a person who works on issues beside integ.
import { z } from "zod";
import { systemClock } from "../../src/cli/ports.ts";
import { jira } from "../../src/core/connectors/jira/index.ts";
import type { FieldValues, Value } from "../../src/core/contract/records.ts";
import { memoryLimits } from "../../src/core/http/limits.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { createTestContext, type TestContext, withoutLimits } from "./context.ts";
import { type RunningSandbox, runSandbox } from "./sandbox.ts";
import type { ConformanceSubject } from "./subject.ts";

const caseNumber = "customfield_10010";
const product = "customfield_10011";
const seats = "customfield_10013";

export type JiraKind = "cloud" | "data-center";

const Clients = z.object({
  jira: z.object({
    baseUrl: z.string(),
    email: z.string(),
    apiToken: z.string(),
    personalToken: z.string(),
  }),
});

/** The account of the integration, and what the connection's configuration says of it. */
async function accountOf(sandbox: RunningSandbox, kind: JiraKind) {
  const { jira: client } = Clients.parse(await sandbox.control("GET", "/clients"));
  const access =
    kind === "cloud"
      ? { auth: "api-token", email: client.email }
      : { deployment: kind, auth: "personal-token" };
  const secrets = new Map([
    ["apiToken", client.apiToken],
    ["token", client.personalToken],
  ]);
  return { secrets, config: { connector: "jira", baseUrl: client.baseUrl, pollEvery: "1s", ...access } };
}

/** Text as Jira of this kind carries it. */
export function textOf(kind: JiraKind, text: string): Value {
  if (kind === "data-center") return text;
  return { type: "doc", version: 1, content: [{ type: "paragraph", content: [{ type: "text", text }] }] };
}

function makeValues(kind: JiraKind, n: number): FieldValues {
  return {
    summary: `Printer ${n} says "PC LOAD LETTER" again, é ü 漢字 😀`,
    description: textOf(kind, `First line of ${n}`),
    priority: n % 2 === 0 ? "High" : "Low",
    status: n % 3 === 0 ? "In Progress" : "To Do",
    labels: [`floor-${n}`, "printer"],
    duedate: "2026-12-01",
    [caseNumber]: `C-${n}`,
    [product]: "Hardware area",
    [seats]: n,
  };
}

export interface JiraAccount {
  readonly sandbox: RunningSandbox;
  connect(config?: Readonly<Record<string, unknown>>): TestContext & {
    readonly connection: ReturnType<typeof jira.connect>;
  };
  release(): Promise<void>;
}

/** A running Jira with an index that is hardly late and limits nobody meets. */
export async function startJira(kind: JiraKind, settings: JsonObject = {}): Promise<JiraAccount> {
  const sandbox = await runSandbox();
  const most = 1_000_000;
  const limits = {
    getPerS: most,
    postPerS: most,
    putPerS: most,
    deletePerS: most,
    perIssue2s: most,
    perIssue30s: most,
    pointsPerHour: most,
  };
  const deployment = kind === "cloud" ? kind : "data-center-10";
  await sandbox.control("POST", "/settings", { jira: { deployment, indexLagMs: 50, limits, ...settings } });
  const { config, secrets } = await accountOf(sandbox, kind);
  const books = memoryLimits(systemClock());
  const opened: TestContext[] = [];
  return {
    sandbox,
    connect(more = {}) {
      const testContext = createTestContext({
        name: "jira",
        config: { ...config, ...more },
        secrets,
        limits: books,
      });
      opened.push(testContext);
      return { ...testContext, connection: jira.connect(withoutLimits(testContext.context)) };
    },
    async release() {
      for (const testContext of opened) await testContext.release();
      await sandbox.stop();
    },
  };
}

/** The subject on an emulated site of its own. */
export async function startJiraSubject(kind: JiraKind): Promise<ConformanceSubject> {
  const account = await startJira(kind);
  const { control } = account.sandbox;
  const play = async (fault: JsonObject) => {
    await control("POST", "/faults", { vendor: "jira", times: 1, ...fault });
  };
  const connect = () => account.connect().connection;
  return {
    connection: connect(),
    object: "issue:SUP:Task",
    fields: [
      "summary",
      "description",
      "priority",
      "status",
      "statusCategory",
      "labels",
      "duedate",
      "assignee",
      "project",
      "issuetype",
      caseNumber,
      product,
      seats,
    ],
    textField: "summary",
    otherField: caseNumber,
    clearableField: product,
    absentIds: ["99999991", "99999990"],
    feedLagMs: 1000,
    makeValues: (n) => makeValues(kind, n),
    badValues: () => ({ ...makeValues(kind, 0), priority: "Sky-high" }),
    async editAsUser(id, fields) {
      await control("PATCH", `/jira/issues/${id}`, { fields });
    },
    async deleteAsUser(id) {
      await control("DELETE", `/jira/issues/${id}`);
    },
    reconnect: connect,
    faults: {
      breakToken: () => play({ kind: "expire-tokens" }),
      cutAfterEffect: () => play({ kind: "cut-after", match: { method: "POST" } }),
      rateLimit: () => play({ kind: "status", status: 429, retryAfterS: 1 }),
      gatewayPage: () => play({ kind: "html" }),
    },
    stop: () => account.release(),
  };
}
