import { describe, expect, it } from "vitest";
import { tokenOf } from "../../../../src/core/connectors/jira/marker.ts";
import { startTime } from "../standing-context.ts";
import { answeringVendor, issueOf, projectRoutes, type Route } from "./answering-vendor.ts";

const server = {
  deployment: "data-center",
  auth: "personal-token",
  baseUrl: "https://jira.acme.example/jira",
};
const api = "/rest/api/2";

function open(fields: readonly string[], ...routes: readonly Route[]) {
  const vendor = answeringVendor(server, ...routes, ...projectRoutes(api));
  return { vendor, port: vendor.connection.object("issue:SUP:Bug", fields) };
}

const at = (ms: number) => new Date(startTime + ms).toISOString().replace("Z", "+0000");

describe("Jira Data Center", () => {
  it("JRA-2 is read by search pages that go on from the last row's time, so that no shift skips one", async () => {
    const rows = Array.from({ length: 230 }, (_, n) => issueOf(n + 1, { updated: at(Math.floor(n / 3)) }));
    const { vendor, port } = open(
      ["summary"],
      [
        `POST ${api}/search`,
        ({ json }) => {
          const { jql, startAt, maxResults } = json as { jql: string; startAt: number; maxResults: number };
          const since = Number(/updated >= (\d+)/.exec(jql)?.[1]);
          const found = rows.filter(({ fields }) => Date.parse(String(fields.updated)) >= since);
          return {
            body: { issues: found.slice(startAt, startAt + maxResults), startAt, total: found.length },
          };
        },
      ],
    );
    const ids: string[] = [];
    for await (const page of port.scan()) {
      ids.push(...page.map(({ id }) => id));
      // The first row changes while the scan is under way, and moves to the end.
      rows.push(...rows.splice(0, 1).map((row) => issueOf(Number(row.id), { updated: at(1000) })));
    }
    expect(new Set(ids)).toEqual(new Set(Array.from({ length: 230 }, (_, n) => String(n + 1))));
    expect(ids).toHaveLength(230);
    expect(vendor.sent(`POST ${api}/search`).length).toBeGreaterThan(2);
  });

  it("JRA-2 gets on where a whole page has one time", async () => {
    const rows = Array.from({ length: 250 }, (_, n) => issueOf(n + 1, { updated: at(0) }));
    const { port } = open(
      ["summary"],
      [
        `POST ${api}/search`,
        ({ json }) => {
          const { startAt } = json as { startAt: number };
          return { body: { issues: rows.slice(startAt, startAt + 100), startAt, total: 250 } };
        },
      ],
    );
    const ids: string[] = [];
    for await (const page of port.scan()) ids.push(...page.map(({ id }) => id));
    expect(ids).toHaveLength(250);
  });

  it("SYN-3 asks for the key of a marked issue once, and believes no label alone", async () => {
    const marked = { labels: [tokenOf("integ:tag:7")] };
    const { vendor, port } = open(
      ["summary"],
      [`GET ${api}/issue/7`, { ...issueOf(7, marked), properties: undefined }],
      [`GET ${api}/issue/8`, { ...issueOf(8, marked), properties: undefined }],
      [`GET ${api}/issue/9`, { ...issueOf(9), properties: undefined }],
      [`GET ${api}/issue/7/properties/integ`, { key: "integ", value: { key: "integ:tag:7" } }],
      [`GET ${api}/issue/8/properties/integ`, () => ({ status: 404, body: { errorMessages: ["none"] } })],
      [`GET ${api}/issue/10`, () => ({ status: 404, body: { errorMessages: ["Issue Does Not Exist"] } })],
    );
    const keys = async () =>
      [...(await port.read(["7", "8", "9", "10"]))].map(([id, { correlationKey }]) => [id, correlationKey]);
    expect(await keys()).toEqual([
      ["7", "integ:tag:7"],
      ["8", null],
      ["9", null],
    ]);
    await keys();
    expect(vendor.requests.filter(({ path }) => path.endsWith("/properties/integ"))).toHaveLength(2);
  });

  it("JRA-2 names people by user name, and texts in wiki markup", async () => {
    const person = {
      name: "ann",
      key: "JIRAUSER1",
      displayName: "Ann",
      emailAddress: "ann@acme.example",
      active: true,
    };
    const { vendor, port } = open(
      ["assignee", "description"],
      [`POST ${api}/issue`, { id: "7", key: "SUP-7" }],
      [`GET ${api}/issue/7`, issueOf(7, { assignee: person, description: "h1. Big" })],
      [`GET ${api}/user/search`, [person, { ...person, name: "old", active: false }]],
      [`GET ${api}/myself`, { name: "integration" }],
      [`GET ${api}/user`, person],
    );
    const fields = { summary: "a", assignee: "ann", description: "*bold*" };
    await port.create([{ correlationKey: "k", fields }]);
    expect(vendor.sent(`POST ${api}/issue`)[0]?.json).toMatchObject({
      fields: { assignee: { name: "ann" }, description: "*bold*" },
    });
    expect((await port.read(["7"])).get("7")?.fields).toEqual({ assignee: "ann", description: "h1. Big" });
    const { users } = vendor.connection;
    expect([...((await users?.ids(["ann@acme.example"])) ?? [])]).toEqual([["ann@acme.example", ["ann"]]]);
    expect([...((await users?.emails(["ann"])) ?? [])]).toEqual([["ann", "ann@acme.example"]]);
  });

  it("JRA-1 signs in with a personal token, and says when the site is of the other kind", async () => {
    const { vendor } = open(
      [],
      [`GET ${api}/serverInfo`, { deploymentType: "Server", version: "10.3.1" }],
      [`GET ${api}/myself`, { name: "integ", emailAddress: "integ@acme.example" }],
    );
    vendor.secrets.set("token", "pat");
    expect(await vendor.options()[0]?.authorize?.(false)).toEqual({ authorization: "Bearer pat" });
    expect(await vendor.connection.check()).toMatchObject({ apiVersion: "v2", warnings: [] });
    expect(await vendor.connection.account()).toBe("jira.acme.example/jira");
    vendor.answer([`GET ${api}/serverInfo`, { deploymentType: "Cloud" }]);
    await expect(vendor.connection.check()).rejects.toMatchObject({ code: "E_CONFIG_INVALID" });
  });
});
