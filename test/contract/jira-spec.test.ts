// Everything the emulated Jira Cloud answers is compared with the vendor's published API description.
import { afterAll, beforeAll, expect, it } from "vitest";
import { jiraSpec } from "../../src/sandbox/jira/spec-gaps.ts";
import type { Json, JsonObject } from "../../src/sandbox/json.ts";
import { loadSpec, type SpecCheck } from "../../src/sandbox/spec-check.ts";
import { jiraSpecs } from "../published-specs.ts";
import { adf, type JiraSite, startJira } from "../sandbox/jira-site.ts";
import { member, objects } from "../sandbox/running.ts";
import { skipUnless } from "../skips.ts";

const [file = ""] = jiraSpecs ?? [];
const suite = skipUnless(
  jiraSpecs !== null,
  "jira/jira-v3.json",
  "the emulated Jira is not compared with the vendor's API description; set INTEG_SPECS_DIR to its folder",
);

suite("the emulated Jira and the vendor's description", () => {
  let site: JiraSite;
  let spec: SpecCheck;
  beforeAll(async () => {
    site = await startJira({ specs: { jira: [file] } });
    spec = await loadSpec(file, jiraSpec);
  });
  afterAll(() => site.stop());

  const violations = async () => objects((await site.control("GET", "/violations")).json, "violations");
  const ok = async (method: string, path: string, body?: JsonObject): Promise<Json> => {
    const reply = await site.send(method, path, body);
    expect([method, path, reply.status, reply.text]).toEqual([
      method,
      path,
      expect.toBeOneOf([200, 201, 202, 204]),
      reply.text,
    ]);
    return reply.json;
  };
  const create = async (fields: JsonObject = {}): Promise<string> => {
    const project = { project: { key: "SUP" }, issuetype: { name: "Task" }, summary: "Ink" };
    return String(member(await ok("POST", "issue", { fields: { ...project, ...fields } })).id);
  };

  it("OPS-4 agree on issues with every kind of field, and on how they are found", async () => {
    const id = await create({
      description: adf("It is out."),
      priority: { name: "High" },
      labels: ["ink"],
      components: [{ name: "Hardware" }],
      fixVersions: [{ name: "1.1" }],
      assignee: { accountId: site.deskUser },
      duedate: "2026-06-01",
      customfield_10010: "C-1",
      customfield_10011: { value: "Billing area" },
      customfield_10012: [{ value: "Region north" }],
      customfield_10013: 3,
      customfield_10015: "2026-05-06T08:47:45.000+0000",
      customfield_10018: { value: "Europe", child: { value: "Lisbon" } },
    });
    await ok("PUT", `issue/${id}?returnIssue=true`, { update: { labels: [{ add: "toner" }] } });
    await ok("PUT", `issue/${id}`, { fields: { summary: "Toner" } });
    await ok("PUT", `issue/${id}/properties/integ`, { key: "k" });
    site.clock.advance(2000);
    const jql = "project = SUP ORDER BY updated ASC, key ASC";
    const found = await ok("POST", "search/jql", {
      jql,
      fields: ["*all"],
      properties: ["integ"],
      expand: "names,schema",
    });
    expect(objects(found, "issues")).toHaveLength(1);
    await ok("GET", `search/jql?jql=${encodeURIComponent(jql)}&fields=summary,comment`);
    await ok("POST", "search/approximate-count", { jql });
    await ok("POST", "issue/bulkfetch", { issueIdsOrKeys: [id, "SUP-99"], fields: ["*all"] });
    const reads = [
      `issue/${id}?expand=transitions.fields,changelog,editmeta,names,schema`,
      `issue/${id}/editmeta`,
      `issue/${id}/changelog`,
      `issue/${id}/properties`,
      `issue/${id}/properties/integ`,
    ];
    for (const path of reads) await ok("GET", path);
    await ok("DELETE", `issue/${id}/properties/integ`);
    await ok("DELETE", `issue/${id}`);
    const refused = await site.send("GET", `issue/${id}`);
    expect([refused.status, refused.json]).toMatchObject([404, { errors: {} }]);
    expect(await violations()).toEqual([]);
  });

  it("OPS-4 agree on many issues at once, of which some or all fail", async () => {
    const whole = { fields: { project: { id: "10000" }, issuetype: { id: "10002" }, summary: "One" } };
    const made = await site.send("POST", "issue/bulk", { issueUpdates: [{ fields: {} }, whole] });
    expect([made.status, objects(made.json, "errors")]).toMatchObject([
      201,
      [{ status: 400, failedElementNumber: 0, elementErrors: { errors: { project: expect.any(String) } } }],
    ]);
    expect((await site.send("POST", "issue/bulk", { issueUpdates: [{ fields: {} }] })).status).toBe(400);
    expect((await site.send("POST", "issue", { fields: {} })).status).toBe(400);
    expect(await violations()).toEqual([]);
  });

  it("OPS-4 agree on transitions, comments and attachments", async () => {
    const id = await create();
    await ok("GET", `issue/${id}/transitions?expand=transitions.fields`);
    await ok("POST", `issue/${id}/transitions`, { transition: { id: "11" } });
    const resolve = { transition: { id: "41" }, fields: { resolution: { name: "Duplicate" } } };
    await ok("POST", `issue/${id}/transitions`, resolve);
    const properties = [{ key: "sd.public.comment", value: { internal: true } }];
    const said = await ok("POST", `issue/${id}/comment?expand=properties,renderedBody`, {
      body: adf("Hello"),
      properties,
    });
    const comment = String(member(said).id);
    await ok("PUT", `issue/${id}/comment/${comment}`, { body: adf("Hello again") });
    await ok("GET", `issue/${id}/comment?expand=properties&orderBy=-created`);
    await ok("GET", `issue/${id}/comment/${comment}`);
    await ok("POST", "comment/list?expand=properties", { ids: [Number(comment)] });
    await ok("PUT", `comment/${comment}/properties/mark`, { seen: true });
    await ok("GET", `comment/${comment}/properties/mark`);
    const [uploaded] = [await site.upload(id, "a.txt", "some bytes")].flat();
    const file = String(member(uploaded ?? null).id);
    await ok("GET", `attachment/${file}`);
    await ok("GET", `attachment/content/${file}?redirect=false`);
    await ok("GET", "attachment/meta");
    await ok("GET", `issue/${id}`);
    await ok("DELETE", `attachment/${file}`);
    await ok("DELETE", `issue/${id}/comment/${comment}`);
    expect(await violations()).toEqual([]);
  });

  it("OPS-4 agree on people, projects and what can be written", async () => {
    const reads = [
      "myself",
      "serverInfo",
      `user?accountId=${encodeURIComponent(site.deskUser)}`,
      `user/bulk?accountId=${encodeURIComponent(site.deskUser)}`,
      "user/search?query=dana",
      "users/search",
      "user/assignable/search?project=SUP&query=d",
      "project",
      "project/search?query=sup",
      "project/SUP",
      "project/SUP/statuses",
      "issuetype/project?projectId=10000",
      "issue/createmeta/SUP/issuetypes",
      "issue/createmeta/SUP/issuetypes/10001?maxResults=200",
      "issue/createmeta/HELP/issuetypes/10004",
      "field",
      "priority",
      "priority/search",
      "resolution",
      "resolution/search",
      "status",
      "statuses/search",
      "statuscategory",
      "issuetype",
    ];
    for (const path of reads) await ok("GET", path);
    expect(await violations()).toEqual([]);
  });

  it("OPS-4 disagree where a request or an answer is wrong, and the log says how", async () => {
    await site.send("POST", "issue/bulkfetch", { issueIdsOrKeys: "SUP-1", colour: "red" });
    await site.send("POST", "issue", { fields: { shade: "blue" } });
    const texts = (await violations()).map((each) => String(each.text));
    expect(texts).toContainEqual(
      expect.stringMatching(/^request POST \/rest\/api\/3\/issue\/bulkfetch: \/issueIdsOrKeys /),
    );
    expect(texts).toContain("request POST /rest/api/3/issue: /fields/shade is not described");
    const call = {
      ...{
        method: "GET",
        path: "/rest/api/3/issue/5",
        query: new URLSearchParams(),
        params: {},
        headers: {},
      },
      ...{ rawBody: "", rawBytes: new Uint8Array(), baseUrl: "", entry: null },
    };
    expect(spec.check(call, { status: 200, body: { id: 5, hue: "red" } })).toEqual([
      expect.stringContaining("must NOT have additional properties"),
      expect.stringContaining("/id must be string"),
    ]);
    expect(spec.check(call, { status: 200, body: { id: "5", key: "SUP-5" } })).toEqual([]);
    expect(spec.check(call, { status: 201, body: {} })).toEqual([
      expect.stringContaining("201 is not described"),
    ]);
  });
});
