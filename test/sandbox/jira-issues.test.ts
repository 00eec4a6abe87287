import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { API_TOKEN, adf, type JiraSite, startJira } from "./jira-site.ts";
import { member, objects } from "./running.ts";

let site: JiraSite;
beforeEach(async () => {
  site = await startJira();
});
afterEach(() => site.stop());

const set = (jira: JsonObject) => site.control("POST", "/settings", { jira });
const base = { project: { key: "SUP" }, issuetype: { name: "Task" }, summary: "Ink" };
const post = (fields: JsonObject) => site.send("POST", "issue", { fields: { ...base, ...fields } });
const create = async (fields: JsonObject = {}): Promise<string> =>
  String(member((await post(fields)).json).id);
const fieldsOf = async (id: string): Promise<JsonObject> =>
  member((await site.send("GET", `issue/${id}`)).json, "fields");
const edit = (id: string, body: JsonObject) => site.send("PUT", `issue/${id}`, body);
const statusOf = async (id: string) => member(await fieldsOf(id), "status").name;
const step = (id: string, transition: string, more: JsonObject = {}) =>
  site.send("POST", `issue/${id}/transitions`, { transition: { id: transition }, ...more });

describe("writing an issue", () => {
  it.each([
    [{ summary: "" }, "summary"],
    [{ summary: "two\nlines" }, "summary"],
    [{ summary: "x".repeat(256) }, "summary"],
    [{ project: { key: "NONE" } }, "project"],
    [{ issuetype: { name: "Service Request" } }, "issuetype"],
    [{ description: "plain" }, "description"],
    [{ description: { type: "doc", version: 1, content: [{ type: "text", text: "x" }] } }, "description"],
    [{ description: adf("") }, "description"],
    [{ priority: { name: "Urgent" } }, "priority"],
    [{ labels: ["two words"] }, "labels"],
    [{ assignee: { accountId: "nobody" } }, "assignee"],
    [{ assignee: { accountId: "qm:a1b2:00000005" } }, "assignee"],
    [{ duedate: "2026-02-30" }, "duedate"],
    [{ customfield_10015: "2026-05-06T08:47:45Z" }, "customfield_10015"],
    [{ customfield_10011: { value: "None" } }, "customfield_10011"],
    [{ customfield_10013: "3" }, "customfield_10013"],
    [{ components: [{ name: "None" }] }, "components"],
    [{ status: { name: "Done" } }, "status"],
    [{ resolution: { name: "Done" } }, "resolution"],
    [{ customfield_99999: 1 }, "customfield_99999"],
  ])("JRA-8 is refused, naming the field, with %j", async (fields, name) => {
    const reply = await post(fields);
    expect([reply.status, Object.keys(member(reply.json, "errors"))]).toEqual([400, [name]]);
  });

  it("JRA-8 tells all faults at once, and changes nothing", async () => {
    const id = await create();
    const reply = await edit(id, {
      fields: { summary: "Toner", duedate: "soon" },
      update: { labels: [{ add: "a b" }] },
    });
    expect(Object.keys(member(reply.json, "errors"))).toEqual(["duedate", "labels"]);
    expect(await fieldsOf(id)).toMatchObject({ summary: "Ink", labels: [] });
  });

  it("JRA-10 keeps to the screens: what is on none can't be written, what is required must be there", async () => {
    await set({ offScreen: ["priority"], requiredFields: ["customfield_10010"] });
    expect(Object.keys(member((await post({ priority: { id: "1" } })).json, "errors"))).toEqual(["priority"]);
    expect(Object.keys(member((await post({})).json, "errors"))).toEqual(["customfield_10010"]);
    const meta = await site.send("GET", "issue/createmeta/SUP/issuetypes/10001?maxResults=200");
    const fields = objects(meta.json, "fields");
    expect(fields.filter(({ required }) => required === true).map(({ fieldId }) => fieldId)).toEqual([
      ...["summary", "issuetype", "project", "customfield_10010"],
    ]);
    expect(fields.map(({ fieldId }) => fieldId)).not.toContain("priority");
    expect((await site.send("GET", "issue/createmeta/SUP/issuetypes?maxResults=201")).status).toBe(400);
  });

  it("JRA-4 adds to and removes from lists, and moves the stamp only where something changed", async () => {
    const id = await create({ labels: ["a"] });
    const before = (await fieldsOf(id)).updated;
    await edit(id, { update: { labels: [{ add: "b" }, { remove: "a" }] } });
    const after = await fieldsOf(id);
    expect([after.labels, after.updated]).toEqual([["b"], expect.not.stringMatching(String(before))]);
    await edit(id, { fields: { labels: ["b"] } });
    expect((await fieldsOf(id)).updated).toBe(after.updated);
    expect((await edit(id, { fields: { labels: [] }, update: { labels: [{ add: "c" }] } })).status).toBe(400);
  });

  it("JRA-8 collides, meets rules, and is limited by issue", async () => {
    const id = await create();
    await set({ conflicting: [id] });
    expect((await edit(id, { fields: { summary: "x" } })).status).toBe(409);
    await set({
      conflicting: [],
      validationRules: [{ field: "priority", value: "High", message: "Ask first" }],
    });
    const refused = await edit(id, { fields: { priority: { name: "High" } } });
    expect([refused.status, member(refused.json, "errors")]).toEqual([400, { priority: "Ask first" }]);
    await set({ limits: { perIssue2s: 3, putPerS: 100 } });
    const other = await create();
    const replies = [];
    for (let turn = 0; turn < 4; turn += 1)
      replies.push(await edit(other, { fields: { summary: `${turn}` } }));
    expect(replies.map(({ status }) => status)).toEqual([204, 204, 204, 429]);
    const { headers } = replies.at(-1) ?? { headers: new Headers() };
    expect([headers.get("ratelimit-reason"), headers.get("retry-after")]).toEqual([
      "jira-per-issue-on-write",
      "2",
    ]);
    expect((await edit(id, { fields: { summary: "free" } })).status).toBe(204);
  });

  it("JRA-4 follows an issue that moved, and gives a clone no properties", async () => {
    const id = await create({ labels: ["integ:1"] });
    await site.send("PUT", `issue/${id}/properties/integ`, { key: "k" });
    await site.control("POST", `/jira/issues/${id}/move`, { project: "OPS" });
    const moved = member((await site.send("GET", "issue/SUP-1")).json);
    expect([moved.id, moved.key]).toEqual([id, "OPS-1"]);
    const fetched = await site.send("POST", "issue/bulkfetch", { issueIdsOrKeys: ["SUP-1"] });
    expect(objects(fetched.json, "issues")).toMatchObject([{ key: "OPS-1" }]);
    const clone = member((await site.control("POST", `/jira/issues/${id}/clone`)).json, "issue");
    expect([member(clone, "fields").labels, clone.properties]).toEqual([["integ:1"], {}]);
  });

  it("JRA-4 is not there for those who may not see it, in the words for what is gone", async () => {
    const id = await create();
    const gone = await create();
    await site.send("DELETE", `issue/${gone}`);
    await set({ hiddenProjects: ["SUP"] });
    const replies = await Promise.all([id, gone, "99"].map((each) => site.send("GET", `issue/${each}`)));
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });
});

describe("a workflow", () => {
  it("JRA-2 leads step by step, and resolves what is done", async () => {
    const id = await create();
    expect((await step(id, "41")).status).toBe(400);
    for (const way of ["11", "41"]) expect((await step(id, way)).status).toBe(204);
    expect(await fieldsOf(id)).toMatchObject({ status: { name: "Done" }, resolution: { name: "Done" } });
    await step(id, "51");
    expect(await fieldsOf(id)).toMatchObject({
      status: { name: "To Do" },
      resolution: null,
      resolutiondate: null,
    });
  });

  it("JRA-2 refuses fields that a step's screen lacks, and tells nobody that he may not walk", async () => {
    const id = await create();
    expect((await step(id, "11", { fields: { summary: "x" } })).status).toBe(400);
    await set({ mayTransition: false });
    const list = await site.send("GET", `issue/${id}/transitions`);
    expect(objects(list.json, "transitions")).toEqual([]);
    expect((await step(id, "11")).status).toBe(400);
    expect(await statusOf(id)).toBe("To Do");
  });

  it("OPS-4 is walked by people in one go, where any way leads there", async () => {
    const id = await create();
    await site.control("PATCH", `/jira/issues/${id}`, { fields: { status: "Done", description: "typed" } });
    expect(await fieldsOf(id)).toMatchObject({ status: { name: "Done" }, description: adf("typed") });
    const sent = await site.control("PATCH", `/jira/issues/${id}`, { fields: { status: "Nowhere" } });
    expect(sent.status).toBe(400);
  });
});

describe("comments and attachments", () => {
  it("JRA-3 are public unless the property says otherwise, and move the issue's stamp", async () => {
    const id = await create();
    const before = (await fieldsOf(id)).updated;
    await site.send("POST", `issue/${id}/comment`, { body: adf("For all") });
    const internal = { key: "sd.public.comment", value: { internal: true } };
    await site.send("POST", `issue/${id}/comment`, { body: adf("For us"), properties: [internal] });
    const list = await site.send("GET", `issue/${id}/comment?expand=properties`);
    expect(objects(list.json, "comments")).toMatchObject([
      { jsdPublic: true, properties: [] },
      { jsdPublic: false, properties: [internal] },
    ]);
    expect((await fieldsOf(id)).updated).not.toBe(before);
    expect((await site.send("POST", `issue/${id}/comment`, { body: adf("") })).status).toBe(400);
    await set({ commentsPerIssue: 2 });
    expect((await site.send("POST", `issue/${id}/comment`, { body: adf("One more") })).status).toBe(413);
  });

  it("JRA-3 need the header against forged requests, and send bytes from another host, in parts where asked", async () => {
    const id = await create();
    const path = `/rest/api/3/issue/${id}/attachments`;
    const forged = await site.raw("POST", path, { headers: API_TOKEN, form: { file: "x" } });
    expect([forged.status, forged.text]).toEqual([403, "XSRF check failed"]);
    const [file] = await site.upload(id, "a.txt", "0123456789");
    const address = String(member(file ?? null).content);
    const sent = await fetch(address, { headers: API_TOKEN, redirect: "manual" });
    const location = new URL(sent.headers.get("location") ?? "");
    expect([sent.status, location.hostname]).toEqual([303, "localhost"]);
    expect((await fetch(location, { headers: API_TOKEN })).status).toBe(400);
    expect(await (await fetch(location)).text()).toBe("0123456789");
    const headers = { ...API_TOKEN, range: "bytes=2-4" };
    const part = await fetch(`${address}?redirect=false`, { headers });
    expect([part.status, await part.text()]).toEqual([206, "234"]);
  });
});

describe("limits", () => {
  it("JRA-7 are told in headers, and name their reason: a burst, or the hour's points of the app", async () => {
    await set({ limits: { getPerS: 5 } });
    const replies = [];
    for (let turn = 0; turn < 6; turn += 1) replies.push(await site.send("GET", "myself"));
    const told = replies.map(({ status, headers }) => [status, headers.get("x-ratelimit-remaining")]);
    expect(told.slice(-2)).toEqual([
      [200, "0"],
      [429, "0"],
    ]);
    expect(replies[4]?.headers.get("x-ratelimit-nearlimit")).toBe("true");
    expect(replies[5]?.headers.get("ratelimit-reason")).toBe("jira-burst-based");
    expect((await site.send("GET", "field")).status).toBe(200);
    site.clock.advance(1000);
    expect((await site.send("GET", "myself")).status).toBe(200);
    const fault = {
      vendor: "jira",
      kind: "status",
      status: 429,
      code: "jira-quota-tenant-based",
      retryAfterS: 9,
    };
    await site.control("POST", "/faults", fault);
    const { headers } = await site.send("GET", "field");
    expect([headers.get("ratelimit-reason"), headers.get("retry-after")]).toEqual([
      "jira-quota-tenant-based",
      "9",
    ]);
  });
});
