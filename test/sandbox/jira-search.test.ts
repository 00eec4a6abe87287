import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { adf, type JiraSite, startJira } from "./jira-site.ts";
import { member, objects } from "./running.ts";

let site: JiraSite;
beforeEach(async () => {
  site = await startJira();
});
afterEach(() => site.stop());

const set = (jira: JsonObject) => site.control("POST", "/settings", { jira });
const create = async (fields: JsonObject = {}): Promise<string> => {
  const given = { project: { key: "SUP" }, issuetype: { name: "Task" }, summary: "Ink", ...fields };
  return String(member((await site.send("POST", "issue", { fields: given })).json).id);
};
const search = (jql: string, more: JsonObject = {}) => site.send("POST", "search/jql", { jql, ...more });
const idsOf = async (jql: string, more: JsonObject = {}): Promise<readonly unknown[]> => {
  const reply = await search(jql, more);
  if (reply.status !== 200) throw new Error(reply.text);
  return objects(reply.json, "issues").map(({ id }) => id);
};

describe("the search index", () => {
  it("JRA-7 is late, and shows what was asked to be reconciled at once", async () => {
    const id = await create();
    expect(await idsOf("project = SUP")).toEqual([]);
    expect(await idsOf("project = SUP", { reconcileIssues: [Number(id)] })).toEqual([id]);
    site.clock.advance(1000);
    expect(await idsOf("project = SUP")).toEqual([id]);
    await site.send("PUT", `issue/${id}`, { fields: { summary: "Toner" } });
    const [late] = objects((await search("project = SUP", { fields: ["summary"] })).json, "issues");
    expect(member(late ?? {}, "fields")).toEqual({ summary: "Ink" });
    await site.send("DELETE", `issue/${id}`);
    expect(await idsOf("project = SUP")).toEqual([id]);
    site.clock.advance(1000);
    expect(await idsOf("project = SUP")).toEqual([]);
  });

  it("JRA-7 may lose for a moment what it has shown", async () => {
    const id = await create();
    site.clock.advance(1000);
    await set({ flickerShare: 1 });
    expect(await idsOf("project = SUP")).toEqual([]);
    expect((await site.send("GET", `issue/${id}`)).status).toBe(200);
    site.clock.advance(5000);
    expect(await idsOf("project = SUP")).toEqual([id]);
  });

  it("OPS-4 can be made later by a fault of this vendor", async () => {
    await create();
    await site.control("POST", "/faults", { vendor: "jira", kind: "search-lag", latencyMs: 60_000 });
    site.clock.advance(59_000);
    expect(await idsOf("project = SUP")).toEqual([]);
    site.clock.advance(1000);
    expect(await idsOf("project = SUP")).toHaveLength(1);
  });
});

describe("pages", () => {
  const order = "project = SUP ORDER BY created ASC, key ASC";

  it("JRA-7 go by token, without a total, only ids where no field is named, and the old search is gone", async () => {
    const made = [await create(), await create(), await create()];
    site.clock.advance(1000);
    const first = member((await search(order, { maxResults: 2 })).json);
    expect(first).toEqual({
      issues: [{ id: made[0] }, { id: made[1] }],
      nextPageToken: expect.any(String),
      isLast: false,
    });
    const token = String(first.nextPageToken);
    expect(await idsOf(order, { maxResults: 2, nextPageToken: token })).toEqual([made[2]]);
    expect((await search("project = OPS", { nextPageToken: token })).status).toBe(400);
    site.clock.advance(8 * 86_400_000);
    expect((await search(order, { nextPageToken: token })).status).toBe(400);
    expect((await site.send("GET", "search?jql=project=SUP")).status).toBe(410);
    expect((await search("ORDER BY updated ASC")).status).toBe(400);
  });

  it("JRA-7 may be short, empty without being the last, or come with a token seen before", async () => {
    const made = [await create(), await create(), await create()];
    site.clock.advance(1000);
    await set({ searchPageSize: 2 });
    expect(await idsOf(order, { maxResults: 50 })).toHaveLength(2);
    await set({ searchPageSize: 100, searchQuirk: "empty-page" });
    const empty = member((await search(order)).json);
    expect([empty.issues, empty.isLast]).toEqual([[], false]);
    expect(await idsOf(order, { nextPageToken: empty.nextPageToken ?? "" })).toEqual(made);
    await set({ searchPageSize: 1, searchQuirk: "repeated-token" });
    const first = member((await search(order)).json);
    const second = member((await search(order, { nextPageToken: first.nextPageToken ?? "" })).json);
    expect(second.nextPageToken).toBe(first.nextPageToken);
  });
});

describe("JQL", () => {
  it("JRA-7 reads times to the minute in the asker's zone, and milliseconds as they are", async () => {
    const id = await create();
    site.clock.advance(1000);
    // The clock starts at 08:00:00.250 UTC.
    const atMs = Date.parse("2026-05-06T08:00:00.250Z");
    expect(await idsOf(`updated >= ${atMs}`)).toEqual([id]);
    expect(await idsOf(`updated >= ${atMs + 1}`)).toEqual([]);
    expect(await idsOf('updated >= "2026-05-06 08:00"')).toEqual([id]);
    expect(await idsOf('updated <= "2026-05-06 08:00"')).toEqual([]);
    await set({ userZone: "America/New_York" });
    expect(await idsOf('updated >= "2026-05-06 08:00"')).toEqual([]);
    expect(await idsOf('updated >= "2026/05/06 04:00"')).toEqual([id]);
    expect(await idsOf("updated >= -15m")).toEqual([id]);
    site.clock.advance(16 * 60_000);
    expect(await idsOf("updated >= -15m")).toEqual([]);
    expect((await search('updated >= "yesterday"')).status).toBe(400);
  });

  it.each([
    ['summary ~ "label printer"', true],
    ['summary ~ "print*"', true],
    ['summary ~ "prin"', false],
    ['description ~ "\\"nothing at all\\""', true],
    ['description ~ "\\"at nothing\\""', false],
    ['cf[10010] ~ "C\\\\-17"', true],
    ['"Case number" ~ "C-18"', false],
    ["labels = integ:one AND labels in (x, y)", true],
    ["labels != x", false],
    ['priority = High AND issuetype = Bug AND status = "To Do"', true],
    ["statusCategory = Done OR statusCategory = new", true],
    ["NOT statusCategory != 'To Do'", true],
    ["assignee = currentUser()", false],
    ["assignee is EMPTY AND resolution = Unresolved", true],
    ['"Product area" = "Billing area" and cf[10013] >= 3', true],
    ["component = Hardware && (project = OPS || project = SUP)", true],
    ["key in (SUP-1) AND id = SUP-1", true],
    ["created <= now", null],
    ["summary = Ink", null],
    ["colour = red", null],
    ["status = Nowhere", null],
    ["key = SUP-99", null],
    ["project = SUP AND", null],
    ["project = SUP ORDER BY colour", null],
  ])("JRA-7 finds by %s: %s", async (jql, isFound) => {
    const id = await create({
      summary: "Label printer is out of ink",
      description: adf("It prints nothing at all."),
      issuetype: { name: "Bug" },
      priority: { name: "High" },
      labels: ["integ:one", "x"],
      components: [{ name: "Hardware" }],
      customfield_10010: "C-17",
      customfield_10011: { value: "Billing area" },
      customfield_10013: 3,
    });
    site.clock.advance(1000);
    if (isFound === null) expect((await search(jql)).status).toBe(400);
    else expect(await idsOf(jql)).toEqual(isFound ? [id] : []);
  });

  it("JRA-7 leaves out what the asker may not see, and orders by several fields", async () => {
    const ids = [await create({ priority: { name: "Low" } }), await create(), await create()];
    await create({ project: { key: "OPS" } });
    site.clock.advance(1000);
    await set({ hiddenProjects: ["OPS"] });
    expect(await idsOf("summary ~ Ink ORDER BY priority DESC, key DESC")).toEqual([ids[2], ids[1], ids[0]]);
    expect((await search("project = OPS")).status).toBe(400);
  });
});
