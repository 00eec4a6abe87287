// Every action of every connector against the emulated vendors: what it gives is what it says it gives, and nothing it
// asks for departs from the vendors' published descriptions.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jira } from "../../src/core/connectors/jira/index.ts";
import { servicenow } from "../../src/core/connectors/servicenow/index.ts";
import { zendesk } from "../../src/core/connectors/zendesk/index.ts";
import type { Connection, ConnectionConfig, Connector } from "../../src/core/contract/connector.ts";
import type { Value } from "../../src/core/contract/records.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { MESSAGING_APP, MESSAGING_KEY } from "../../src/sandbox/zendesk/messaging.ts";
import { createTestContext, type TestContext } from "../conformance/context.ts";
import { copySpecs, quickZendeskSpecs } from "../published-specs.ts";

const folder = process.env.INTEG_SPECS_DIR ?? join(import.meta.dirname, "../../../shared/specs");
const jiraSpecs = [join(folder, "jira/jira-v3.json")].filter((file) => existsSync(file));

type Fields = Record<string, Value>;

let sandbox: Sandbox;
let clients: Readonly<Record<string, Readonly<Record<string, string>>>>;
const opened: TestContext[] = [];
beforeAll(async () => {
  copySpecs();
  const specs = { jira: jiraSpecs, zendesk: quickZendeskSpecs() };
  sandbox = await startSandbox({ latencyMs: 0, webhooks: false, specs });
  clients = (await control("GET", "/clients")) as unknown as typeof clients;
});
afterAll(async () => {
  for (const context of opened) await context.release();
  await sandbox.close();
});

async function control(method: string, path: string, body?: object): Promise<Fields> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { "content-type": "application/json" };
  const response = await fetch(sandbox.controlUrl + path, { method, headers, ...content });
  return (await response.json()) as Fields;
}

function connect(
  connector: Connector,
  config: Fields,
  secrets: Readonly<Record<string, string>>,
): Connection {
  const name = connector.manifest.id;
  const whole: ConnectionConfig = { connector: name, ...config };
  const context = createTestContext({ name, config: whole, secrets: new Map(Object.entries(secrets)) });
  opened.push(context);
  return connector.connect(context.context);
}

/** Runs actions of a connection by their ids, and notes which. */
function actor(connection: Connection) {
  const ran = new Set<string>();
  return {
    async run(id: string, input: Fields = {}, requestKey = "K-1"): Promise<Fields> {
      const action = connection.actions?.find((one) => one.id === id);
      if (action === undefined) throw new Error(`no action ${id}`);
      ran.add(id);
      const ask = { requestKey, signal: new AbortController().signal };
      const result = await action.run(action.inputSchema.parse(input), ask);
      expect([id, result]).toEqual([id, action.outputSchema.parse(result)]);
      return result as Fields;
    },
    /** What a run of unknown outcome would be found to have made. */
    async find(id: string, input: Fields, requestKey: string, sentAt: number | null): Promise<Value | null> {
      const action = connection.actions?.find((one) => one.id === id);
      const ask = { requestKey, sentAt, signal: new AbortController().signal };
      return (await action?.find?.(action.inputSchema.parse(input), ask)) ?? null;
    },
    untried: () => (connection.actions ?? []).map(({ id }) => id).filter((id) => !ran.has(id)),
  };
}

const rows = (result: Fields, key: string): readonly Fields[] => result[key] as unknown as readonly Fields[];
const violations = async () => (await control("GET", "/violations")).violations;

describe.each(["cloud", "data-center"] as const)("the actions of Jira, %s,", (deployment) => {
  it("JRA-5 JRA-6 give what they say they give", async () => {
    const isCloud = deployment === "cloud";
    await control("POST", "/settings", {
      jira: { deployment: isCloud ? "cloud" : "data-center-10", indexLagMs: 0 },
    });
    const client = clients.jira ?? {};
    const access = isCloud ? { email: client.email } : { deployment, auth: "personal-token" };
    const { apiToken = "", personalToken = "", baseUrl = "" } = client;
    const secrets = { apiToken, token: personalToken };
    const { run, untried } = actor(connect(jira, { baseUrl, ...access } as Fields, secrets));
    expect(rows(await run("projects", { text: "sup" }), "projects")).toMatchObject([{ key: "SUP" }]);
    expect(rows(await run("project", { project: "SUP" }), "issueTypes")[0]).toMatchObject({
      states: expect.arrayContaining([expect.objectContaining({ category: "done" })]),
    });
    const name = `Ink ${deployment}`;
    const made = await run("create-component", { project: "SUP", name });
    expect([made.created, (await run("create-component", { project: "SUP", name })).created]).toEqual([
      true,
      false,
    ]);
    expect(rows(await run("components", { project: "SUP" }), "components")).toContainEqual(
      expect.objectContaining({ name }),
    );
    const version = await run("create-version", { project: "SUP", name, releaseDate: "2026-12-01" });
    expect(version).toMatchObject({ created: true, released: false, releaseDate: "2026-12-01" });
    expect(await run("create-version", { project: "SUP", name })).toMatchObject({
      created: false,
      id: version.id,
    });
    expect(await run("release-version", { project: "SUP", name })).toMatchObject({ released: true });
    expect(rows(await run("versions", { project: "SUP" }), "versions")).toContainEqual(
      expect.objectContaining({ name, released: true }),
    );
    const { issue } = await control("POST", "/jira/issues", {
      fields: {
        project: { key: "SUP" },
        issuetype: { name: "Task" },
        summary: name,
        description: "It is out.",
      },
    });
    const { key } = issue as Fields;
    const found = await run("search", { jql: `key = ${key}`, fields: ["summary", "description"] });
    expect(rows(found, "issues")).toMatchObject([
      { key, fields: { summary: name, description: "It is out." } },
    ]);
    expect(rows(await run("transitions", { issue: key ?? "" }), "transitions").length).toBeGreaterThan(0);
    expect(rows(await run("assignable-people", { project: "SUP", text: "Dana" }), "people")).toHaveLength(1);
    expect(untried()).toEqual([]);
    expect(await violations()).toEqual([]);
  });
});

describe("the actions of ServiceNow", () => {
  it("SNW-3 SNW-4 SNW-5 give what they say they give", async () => {
    const { baseUrl = "", username = "", password = "" } = clients.servicenow ?? {};
    const config = {
      baseUrl,
      username,
      auth: "basic",
      lookupLag: "1s",
      keyFields: { u_request: "u_integ_key" },
    };
    const { run, find, untried } = actor(connect(servicenow, config, { password }));
    const [item] = rows(await run("catalog-items", { text: "email" }), "items");
    const id = String(item?.item);
    expect(await run("catalog-item", { item: id })).toMatchObject({
      variables: [{ name: "new_email", mandatory: true }],
    });
    const order = { item: id, variables: { new_email: "ann@acme.example" } };
    const sentAt = Date.now();
    const ordered = await run("order-item", order, "PO-7");
    expect(await find("order-item", order, "PO-7", null)).toEqual(ordered);
    expect(await find("order-item", order, "PO-8", sentAt)).toBeNull();
    expect(await run("follow-request", { request: ordered.number ?? "" })).toMatchObject({
      request: ordered.request,
      items: [{ about: "New Email Account", tasks: [{}] }],
    });
    const [hit] = rows(await run("search-knowledge", { query: "spam" }), "articles");
    expect(await run("show-article", { article: hit?.article ?? "" })).toMatchObject({
      title: "How to Deal with Spam",
      text: expect.stringContaining("Don't reply to spam"),
    });
    const flow = { table: "u_request", values: { u_title: "A laptop" } };
    const started = await run("start-flow", flow, "F-1");
    expect(await find("start-flow", flow, "F-1", sentAt)).toEqual(started);
    expect(await find("start-flow", flow, "F-2", sentAt)).toBeNull();
    const record = started.record ?? "";
    const followed = await run("follow-flow", { table: "u_request", record, stateField: "u_stage" });
    expect(followed.state).toBeTypeOf("string");
    const called = await run("call-own-api", {
      path: "/api/x_desk/flows/request",
      body: { u_title: "A phone" },
    });
    expect(called).toMatchObject({ answer: { table: "u_request" } });
    const row = { u_key: "C-1", u_short_description: "No ink" };
    const imported = { stagingTable: "u_incident_import", row };
    expect(rows(await run("import-row", imported), "results")).toMatchObject([{ status: "inserted" }]);
    const rule = await run("show-business-rule", { url: "https://integ.acme.example/webhooks/snow" });
    expect(rule.script).toContain("https://integ.acme.example/webhooks/snow");
    expect(untried()).toEqual([]);
  });
});

describe("the actions of Zendesk", () => {
  it("ZDK-5 ZDK-6 ZDK-9 give what they say they give", async () => {
    const { baseUrl = "", clientSecret = "", clientId = "" } = clients.zendesk ?? {};
    const secrets = { clientId, clientSecret };
    const messaging = { messagingKeyId: MESSAGING_KEY.id, messagingKeySecret: MESSAGING_KEY.secret };
    const { run, find, untried } = actor(connect(zendesk, { baseUrl }, { ...secrets, ...messaging }));
    const [hit] = rows(await run("search-articles", { query: "password" }), "articles");
    expect(hit).toMatchObject({ title: "Resetting your password", locale: "en-us" });
    const article = hit?.article ?? "";
    expect(await run("show-article", { article })).toMatchObject({
      text: expect.stringContaining("**portal**"),
    });
    expect(await run("show-article", { article, locale: "en-us" })).toMatchObject({ article });
    expect(rows(await run("groups"), "groups")[0]).toMatchObject({ name: "Support", usual: true });
    expect(rows(await run("brands"), "brands")[0]).toMatchObject({ usual: true, active: true });
    expect(rows(await run("ticket-forms"), "forms")[0]).toMatchObject({ usual: true });
    expect(rows(await run("ticket-statuses"), "statuses").length).toBeGreaterThan(3);
    const [target, source] = [await openTicket("Ink"), await openTicket("Ink again")];
    const merge = { target, sources: [source] };
    expect(await find("merge-tickets", merge, "M-1", null)).toBeNull();
    const merged = await run("merge-tickets", { ...merge, note: "The same printer" }, "M-1");
    expect(merged).toEqual({ target, merged: [source] });
    expect(await find("merge-tickets", merge, "M-1", null)).toEqual(merged);
    const { conversation } = await control("POST", "/zendesk/conversations", {
      ticket_id: Number(target),
      text: "Is it mended?",
    });
    const talk = (conversation as Fields).id ?? "";
    expect(await run("conversation-ticket", { conversation: talk })).toMatchObject({ ticket: target });
    const answer = { app: MESSAGING_APP, conversation: talk, text: "It is." };
    const sent = await run("send-message", answer, "A-1");
    expect(await find("send-message", answer, "A-1", null)).toEqual(sent);
    expect(await find("send-message", answer, "A-2", null)).toBeNull();
    expect(rows(await run("conversation-log", { ticket: target }), "events")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ text: "Is it mended?", who: "user" }),
        expect.objectContaining({ text: "It is." }),
      ]),
    );
    expect(untried()).toEqual([]);
    expect(await violations()).toEqual([]);
  });
});

async function openTicket(subject: string): Promise<string> {
  const { ticket } = await control("POST", "/zendesk/tickets", { subject, comment: { body: subject } });
  return String((ticket as Fields).id);
}
