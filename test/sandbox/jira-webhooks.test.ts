import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/sandbox/json.ts";
import { API_TOKEN, type App, type JiraSite, signInApp, startJira } from "./jira-site.ts";
import { member, objects, until } from "./running.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: JsonObject;
}

const DAY_MS = 86_400_000;

let site: JiraSite;
let server: Server;
let received: Received[];
let answers: number[];
let url: string;

beforeEach(async () => {
  received = [];
  answers = [];
  site = await startJira();
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      received.push({ headers: request.headers, text, body: member(JSON.parse(text || "{}") as Json) });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook`;
});
afterEach(async () => {
  await site.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const set = (jira: JsonObject) => site.control("POST", "/settings", { jira });
const make = async (fields: JsonObject = {}): Promise<string> => {
  const given = { project: { key: "SUP" }, issuetype: { name: "Task" }, summary: "s", ...fields };
  return String(member((await site.control("POST", "/jira/issues", { fields: given })).json, "issue").id);
};
const arrived = (count: number) =>
  until(
    () => received,
    (all) => all.length >= count,
  );
const names = () => received.map(({ body }) => body.webhookEvent);

const ISSUE_EVENTS = ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted"];
const COMMENT_EVENTS = ["comment_created", "comment_updated", "comment_deleted"];

const register = (app: App, ...webhooks: readonly JsonObject[]) =>
  app.send("POST", "webhook", { url, webhooks });
const supHook = { jqlFilter: "project = SUP", events: [...ISSUE_EVENTS, ...COMMENT_EVENTS] };
const resultsOf = (json: Json) => objects(json, "webhookRegistrationResult");

describe("an app's webhooks", () => {
  it("JRA-9 carry a token made with the app's secret, and no address of anybody", async () => {
    await register(await signInApp(site), supHook);
    const id = await make({ description: "typed" });
    await arrived(1);
    const [call] = received;
    expect(call?.body).toMatchObject({
      webhookEvent: "jira:issue_created",
      issue_event_type_name: "issue_created",
      issue: { id, fields: { description: "typed" } },
    });
    expect(call?.text).not.toContain("emailAddress");
    const [head, claims, signature] = String(call?.headers.authorization).replace("Bearer ", "").split(".");
    const expected = createHmac("sha256", "sandbox-secret").update(`${head}.${claims}`).digest("base64url");
    expect(signature).toBe(expected);
    expect(call?.headers["x-atlassian-webhook-flow"]).toBe("Primary");
  });

  it("JRA-9 are for apps alone, and each of a request may fail alone", async () => {
    expect((await site.send("POST", "webhook", { url, webhooks: [supHook] })).status).toBe(403);
    const app = await signInApp(site);
    const made = await register(
      app,
      supHook,
      { jqlFilter: "summary ~ x", events: ["jira:issue_created"] },
      { jqlFilter: "project = NONE", events: ["jira:issue_created"] },
      { jqlFilter: "", events: ["jira:nothing"] },
    );
    expect([made.status, resultsOf(made.json)]).toMatchObject([
      200,
      [
        { createdWebhookId: expect.any(Number) },
        { errors: ["The clause summary ~ is unsupported"] },
        { errors: ["The jqlFilter is not valid"] },
        { errors: ["The event jira:nothing is not supported"] },
      ],
    ]);
    expect(
      resultsOf((await register(app, supHook, supHook, supHook, supHook, supHook)).json).at(-1),
    ).toMatchObject({
      errors: [expect.stringContaining("limit")],
    });
    const other = await app.send("POST", "webhook", { url: `${url}/2`, webhooks: [supHook] });
    expect(other.status).toBe(400);
  });

  it("JRA-9 expire after thirty days unless they are refreshed", async () => {
    const first = await signInApp(site);
    const ids = resultsOf((await register(first, supHook, supHook)).json).map(
      ({ createdWebhookId }) => createdWebhookId ?? 0,
    );
    site.clock.advance(29 * DAY_MS);
    const app = await signInApp(site);
    const refreshed = await app.send("PUT", "webhook/refresh", { webhookIds: [ids[0] ?? 0] });
    expect(member(refreshed.json)).toEqual({ expirationDate: site.clock.now() + 30 * DAY_MS });
    site.clock.advance(2 * DAY_MS);
    const later = await signInApp(site);
    const left = objects((await later.send("GET", "webhook")).json, "values");
    expect(left).toMatchObject([{ id: ids[0], jqlFilter: "project = SUP" }]);
    await site.control("PATCH", `/jira/webhooks/${ids[0]}`, { expiresInMs: 0 });
    expect(objects((await later.send("GET", "webhook")).json, "values")).toEqual([]);
    await make();
    expect((await later.send("DELETE", "webhook", { webhookIds: [1] })).status).toBe(202);
    expect(received).toEqual([]);
  });

  it("JRA-9 tell of changes, steps, comments and what a deletion brings with it, only where the filter fits", async () => {
    await register(await signInApp(site), supHook);
    await make({ project: { key: "OPS" } });
    const id = await make();
    await site.control("PATCH", `/jira/issues/${id}`, { fields: { status: "Done" } });
    await site.control("POST", "/jira/comments", { issue: id, body: "hello" });
    await arrived(3);
    const step = received.find(({ body }) => body.webhookEvent === "jira:issue_updated");
    expect(step?.body).toMatchObject({ issue_event_type_name: "issue_generic" });
    const items = objects(member(step?.body ?? {}, "changelog"), "items");
    expect(items.map(({ field }) => field)).toContain("status");
    const said = received.find(({ body }) => body.webhookEvent === "comment_created");
    expect([said?.body.user, member(said?.body ?? {}, "issue").id]).toEqual([undefined, id]);
    await site.control("DELETE", `/jira/issues/${id}`);
    await arrived(5);
    expect(names().slice(-2)).toEqual(["jira:issue_deleted", "comment_deleted"]);
    expect(received.at(-1)?.headers["x-atlassian-webhook-flow"]).toBe("Secondary");
  });

  it("JRA-9 come again under the same name after a failure, twice, or out of order", async () => {
    await register(await signInApp(site), supHook);
    await set({ webhooks: { retryWaitMs: 5 } });
    answers = [503, 429];
    await make();
    await arrived(3);
    const identities = received.map(({ headers }) => headers["x-atlassian-webhook-identifier"]);
    expect(new Set(identities).size).toBe(1);
    expect(received.map(({ headers }) => headers["x-atlassian-webhook-retry"])).toEqual([
      undefined,
      "1",
      "2",
    ]);
    answers = [404];
    await make();
    await arrived(4);
    await set({ webhooks: { duplicate: true, reorder: true } });
    const id = await make();
    await site.control("DELETE", `/jira/issues/${id}`);
    await arrived(8);
    const kinds = received.slice(4).map(({ body }) => body.webhookEvent);
    expect(kinds).toEqual([
      "jira:issue_deleted",
      "jira:issue_deleted",
      "jira:issue_created",
      "jira:issue_created",
    ]);
    const log = await site.control("GET", "/jira/webhooks");
    expect(objects(log.json, "deliveries")).toHaveLength(8);
  });
});

describe("an administrator's webhooks", () => {
  const path = "/rest/webhooks/1.0/webhook";
  const hook = (more: JsonObject = {}): JsonObject => ({
    ...{ name: "mine", url, events: [...ISSUE_EVENTS, ...COMMENT_EVENTS], excludeBody: false },
    filters: { "issue-related-events-section": "project = SUP" },
    ...more,
  });

  it("JRA-9 need an administrator, never expire, and sign what they send with their own secret", async () => {
    const secret = "It's a Secret to Everybody";
    const send = () => site.raw("POST", path, { headers: API_TOKEN, body: hook({ secret }) });
    expect((await send()).status).toBe(403);
    await set({ admin: true });
    const made = await send();
    expect([made.status, made.text.includes(secret)]).toEqual([201, false]);
    site.clock.advance(100 * DAY_MS);
    await make();
    await arrived(1);
    const [call] = received;
    const expected = createHmac("sha256", secret)
      .update(call?.text ?? "")
      .digest("hex");
    expect(call?.headers["x-hub-signature"]).toBe(`sha256=${expected}`);
    const address = new URL(String(member(made.json).self)).pathname;
    expect((await site.raw("DELETE", address, { headers: API_TOKEN })).status).toBe(204);
  });

  it("JRA-9 may name the issue in the address and send nothing else", async () => {
    await set({ admin: true });
    await site.raw("POST", path, { headers: API_TOKEN, body: hook({ excludeBody: true, secret: "x" }) });
    await make();
    await arrived(1);
    expect(received[0]?.text).toBe("");
  });

  it("JRA-9 are unsigned before Data Center 10, and lie elsewhere from then on", async () => {
    const headers = { authorization: "Bearer sandbox-personal-token" };
    const newer = "/rest/jira-webhook/1.0/webhooks";
    await set({ admin: true, deployment: "data-center-9" });
    expect((await site.raw("POST", newer, { headers, body: hook() })).status).toBe(404);
    await site.raw("POST", path, { headers, body: hook({ secret: "x" }) });
    const id = await make();
    await site.control("POST", "/jira/comments", { issue: id, body: "hello" });
    await arrived(3);
    expect(received.map(({ headers: sent }) => sent["x-hub-signature"])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(names()).toEqual(["jira:issue_created", "comment_created", "jira:issue_updated"]);
    expect([received[1]?.body.issue, received[2]?.body.issue_event_type_name]).toEqual([
      undefined,
      "issue_commented",
    ]);
    await set({ deployment: "data-center-10" });
    const made = member((await site.raw("POST", newer, { headers, body: hook() })).json);
    expect(made).toMatchObject({ name: "mine", active: true, configuration: {} });
    await site.control("PATCH", `/jira/webhooks/${made.id}`, { secret: "typed" });
    await make();
    await until(
      () => received.some(({ headers: sent }) => sent["x-hub-signature"] !== undefined),
      (isSigned) => isSigned,
    );
  });
});

describe("the app's points", () => {
  it("JRA-7 are spent by requests and the issues they return, and begin anew with the UTC hour", async () => {
    const app = await signInApp(site);
    await make();
    await set({ limits: { pointsPerHour: 3 } });
    const fetchOne = () => app.send("POST", "issue/bulkfetch", { issueIdsOrKeys: ["SUP-1"] });
    expect([(await fetchOne()).status, (await fetchOne()).status]).toEqual([200, 200]);
    const refused = await fetchOne();
    expect([refused.status, refused.headers.get("ratelimit-reason")]).toEqual([
      429,
      "jira-quota-global-based",
    ]);
    expect(refused.headers.get("retry-after")).toBe("3600");
    expect((await site.send("GET", "myself")).status).toBe(200);
    site.clock.advance(3_600_000);
    expect((await (await signInApp(site)).send("GET", "myself")).status).toBe(200);
  });
});
