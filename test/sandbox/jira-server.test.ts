import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { type JiraSite, startJira } from "./jira-site.ts";
import { member, objects } from "./running.ts";

let site: JiraSite;
beforeEach(async () => {
  site = await startJira();
  await site.control("POST", "/settings", { jira: { deployment: "data-center-10" } });
});
afterEach(() => site.stop());

const headers = { authorization: "Bearer sandbox-personal-token" };
const send = (method: string, path: string, body?: JsonObject) =>
  site.raw(method, `/rest/api/2/${path}`, { headers, ...(body === undefined ? {} : { body }) });
const create = async (fields: JsonObject = {}): Promise<string> => {
  const given = { project: { key: "SUP" }, issuetype: { name: "Task" }, summary: "Ink", ...fields };
  return String(member((await send("POST", "issue", { fields: given })).json).id);
};

describe("Jira Data Center", () => {
  it("JRA-6 says what it is, of which version", async () => {
    expect((await site.raw("GET", "/rest/api/2/serverInfo")).json).toMatchObject({
      deploymentType: "Server",
      versionNumbers: [10, 3, 2],
    });
  });

  it("JRA-10 keeps markup letter by letter, and knows people by name", async () => {
    const description = "h1. Ink\r\n\r\n* *out* of {{it}}\n\n{panel}odd{panel}";
    const id = await create({ description, assignee: { name: "dana" } });
    const fields = member((await send("GET", `issue/${id}`)).json, "fields");
    expect(fields.description).toBe(description);
    expect(member(fields, "assignee")).toMatchObject({
      name: "dana",
      key: "dana",
      emailAddress: "dana@sandbox.example",
    });
    expect(member(fields, "assignee").accountId).toBeUndefined();
    const refused = await send("PUT", `issue/${id}`, { fields: { assignee: { name: "nobody" } } });
    expect(refused.status).toBe(400);
    const found = await send("GET", "user/search?username=dana");
    expect(found.json).toMatchObject([{ name: "dana" }]);
  });

  it("JRA-7 searches by offset with a total, and shifts while issues change", async () => {
    const ids = [await create(), await create(), await create()];
    site.clock.advance(1000);
    const search = async (startAt: number) =>
      member(
        (
          await send("POST", "search", {
            jql: "project = SUP ORDER BY updated ASC, key ASC",
            startAt,
            maxResults: 2,
          })
        ).json,
      );
    const first = await search(0);
    expect(first).toMatchObject({
      startAt: 0,
      maxResults: 2,
      total: 3,
      issues: [{ id: ids[0] }, { id: ids[1] }],
    });
    await send("PUT", `issue/${ids[0]}`, { fields: { summary: "Toner" } });
    site.clock.advance(1000);
    expect(objects(await search(2), "issues")).toMatchObject([{ id: ids[0] }]);
    expect((await send("POST", "search/jql", { jql: "project = SUP" })).status).toBe(404);
  });

  it("JRA-3 does not say of a comment whether it is public; the property does", async () => {
    const id = await create();
    const internal = { key: "sd.public.comment", value: { internal: true } };
    await send("POST", `issue/${id}/comment`, { body: "For *us*", properties: [internal] });
    const [comment] = objects((await send("GET", `issue/${id}/comment?expand=properties`)).json, "comments");
    expect(comment).toMatchObject({ body: "For *us*", properties: [internal] });
    expect(comment?.jsdPublic).toBeUndefined();
  });

  it("JRA-3 gives the bytes of a file at its own address to whoever is signed in", async () => {
    const id = await create();
    const made = await site.control("POST", "/jira/files", { issue: id, name: "a b.txt", text: "bytes" });
    const address = String(member(made.json, "file").content);
    expect(new URL(address).pathname).toMatch(/^\/secure\/attachment\/\d+\/a%20b\.txt$/);
    expect((await fetch(address)).status).toBe(401);
    expect(await (await fetch(address, { headers })).text()).toBe("bytes");
  });
});
