import { describe, expect, it } from "vitest";
import type { FieldValues } from "../../../../src/core/contract/records.ts";
import { answeringVendor, issueOf, type Route } from "./answering-vendor.ts";

const body = { type: "doc", version: 1, content: [{ type: "paragraph", content: [] }] };
const created = "2026-05-06T07:30:00.123+0000";
const internalNote = { key: "sd.public.comment", value: { internal: true } };

const commentOf = (id: number, facts: Readonly<Record<string, unknown>> = {}) => ({
  id: String(id),
  author: { accountId: "5b10", displayName: "Ann" },
  body,
  created,
  updated: created,
  jsdPublic: true,
  ...facts,
});
const page = (comments: readonly unknown[]) => ({
  comments,
  startAt: 0,
  maxResults: 100,
  total: comments.length,
});

function project(type: string): Route {
  return ["GET /rest/api/3/issue/7", issueOf(7, { project: { key: "SUP", projectTypeKey: type } })];
}

function open(config = {}, ...routes: readonly Route[]) {
  const vendor = answeringVendor(
    config,
    ["POST /rest/api/3/issue/7/comment", () => ({ status: 201, body: commentOf(1) })],
    ...routes,
  );
  const port = vendor.connection.object("issue_comment", ["issue_id", "body", "public"]);
  const add = (fields: FieldValues) =>
    port.create([{ correlationKey: "k", fields: { issue_id: "7", body, ...fields } }]);
  return { vendor, port, add };
}

const sent = (vendor: ReturnType<typeof open>["vendor"]) =>
  vendor.sent("POST /rest/api/3/issue/7/comment").map(({ json }) => json);

describe("comments of issues", () => {
  it("JRA-3 that are internal stay so in a service project, also when nothing is said of it", async () => {
    const { vendor, add } = open({}, project("service_desk"));
    expect(await add({ public: false })).toEqual([{ status: "done", id: "7-1" }]);
    await add({});
    await add({ public: null });
    for (const json of sent(vendor))
      expect(json).toMatchObject({ properties: [internalNote, { key: "integ" }] });
    expect(sent(vendor)).toHaveLength(3);
  });

  it("JRA-3 that are internal are not sent where there is nobody to keep them from", async () => {
    const { vendor, add } = open({}, project("software"));
    expect(await add({ public: false })).toMatchObject([
      { error: { code: "E_RECORD_INVALID", effect: "none" } },
    ]);
    expect(sent(vendor)).toEqual([]);
  });

  it("JRA-3 that are internal are shown to the role or group that is set for it", async () => {
    const { vendor, add } = open({ internalGroup: "staff" }, project("software"));
    await add({ public: false });
    expect(sent(vendor)).toMatchObject([{ visibility: { type: "group", value: "staff" } }]);
  });

  it("JRA-3 that are public carry nothing but the mark", async () => {
    const { vendor, add } = open();
    await add({ public: true });
    expect(sent(vendor)).toMatchObject([{ body, properties: [{ key: "integ" }] }]);
    expect(sent(vendor)[0]).not.toHaveProperty("visibility");
  });

  it("JRA-3 are read as internal by any of the vendor's ways to say so", async () => {
    const comments = [
      commentOf(1),
      commentOf(2, { properties: [internalNote] }),
      commentOf(3, { jsdPublic: false }),
      commentOf(4, { visibility: { type: "role", value: "Staff" } }),
      commentOf(5, { jsdPublic: undefined, properties: [] }),
    ];
    const { port } = open({}, ["GET /rest/api/3/issue/7/comment", page(comments)]);
    const read = await port.read(["7-1", "7-2", "7-3", "7-4", "7-5", "7", "x-1"]);
    expect([...read].map(([id, { fields }]) => [id, fields.public])).toEqual([
      ["7-1", true],
      ["7-2", false],
      ["7-3", false],
      ["7-4", false],
      ["7-5", true],
    ]);
  });

  it("SYN-3 are found by the mark of what they were to hold, not by a person's equal words", async () => {
    const { vendor, port, add } = open();
    await add({ public: true });
    const properties = (sent(vendor)[0] as { properties: unknown }).properties;
    vendor.answer(["GET /rest/api/3/issue/7/comment", page([commentOf(1), commentOf(2, { properties })])]);
    const same = { issue_id: "7", body, public: true };
    const since = "2026-05-06T07:00:00Z";
    const found = await port.findLike?.([same, { ...same, public: false }], since);
    expect(found?.map((records) => records.map(({ id }) => id))).toEqual([["7-2"], []]);
    expect(await port.findLike?.([same], "2026-05-06T07:31:00Z")).toEqual([[]]);
  });

  it("BAS-2 of one issue wait for one another when the connection fails", async () => {
    const { vendor, port } = open();
    const answers = [500, 201];
    vendor.answer([
      "POST /rest/api/3/issue/7/comment",
      () => ({ status: answers.shift() ?? 201, body: commentOf(1) }),
    ]);
    const fields = { issue_id: "7", body, public: true };
    const items = ["a", "b"].map((correlationKey) => ({ correlationKey, fields }));
    expect(await port.create(items)).toMatchObject([
      { error: { code: "E_VENDOR_DOWN" } },
      { error: { code: "E_VENDOR_DOWN", effect: "none" } },
    ]);
    expect(sent(vendor)).toHaveLength(1);
  });
});

describe("files of issues", () => {
  const fileOf = (id: number, filename: string, author: string) => ({
    id: String(id),
    filename,
    author: { accountId: author, displayName: author },
    created,
    size: 4,
    mimeType: "text/plain",
    content: `https://acme.atlassian.net/rest/api/3/attachment/content/${id}`,
  });
  const files = (...attachment: readonly unknown[]): Route => [
    "GET /rest/api/3/issue/7",
    issueOf(7, { attachment }),
  ];
  const names = ["issue_id", "filename"];

  it("JRA-4 are attached as one part that no browser could have sent", async () => {
    const vendor = answeringVendor({}, ["POST /rest/api/3/issue/7/attachments", [fileOf(9, "a.txt", "me")]]);
    const bytes = new TextEncoder().encode("data");
    const content = {
      name: "a.txt",
      type: "text/plain",
      sizeBytes: 4,
      async *bytes() {
        yield bytes;
      },
    };
    const port = vendor.connection.object("issue_attachment", names);
    const fields = { issue_id: "7", filename: "a.txt" };
    expect(await port.create([{ correlationKey: "k", fields, content }])).toEqual([
      { status: "done", id: "7-9" },
    ]);
    const [request] = vendor.requests;
    expect(request?.headers).toMatchObject({ "x-atlassian-token": "no-check" });
    expect(request?.effect).toBe("once");
    expect(await port.create([{ correlationKey: "k", fields }])).toMatchObject([{ status: "failed" }]);
  });

  it("SYN-3 are ours when we attached one of that name since", async () => {
    const vendor = answeringVendor(
      {},
      ["GET /rest/api/3/myself", { accountId: "me" }],
      files(fileOf(1, "a.txt", "ann"), fileOf(2, "a.txt", "me"), fileOf(3, "b.txt", "me")),
    );
    const port = vendor.connection.object("issue_attachment", names);
    const found = await port.findLike?.([{ issue_id: "7", filename: "a.txt" }], "2026-05-06T07:00:00Z");
    expect(found?.map((records) => records.map(({ id }) => id))).toEqual([["7-2"]]);
  });

  it("JRA-4 are fetched by the id, whatever host their address names", async () => {
    const vendor = answeringVendor(
      {},
      ["GET /rest/api/3/attachment/9", fileOf(9, "a.txt", "me")],
      ["GET /rest/api/3/attachment/content/9", "data"],
    );
    const content = await vendor.connection.object("issue_attachment", names).content?.("7-9");
    expect(content).toMatchObject({ name: "a.txt", type: "text/plain", sizeBytes: 4 });
    for await (const _chunk of content?.bytes() ?? []);
    expect(vendor.requests.at(-1)).toMatchObject({ foreignRedirects: "unsigned", streamed: true });
  });
});

describe("people of a site", () => {
  it("SFM-4 are known by what the operator wrote, then by what Jira tells, apps and who left aside", async () => {
    const people = [
      { accountId: "a", emailAddress: "Ann@acme.example", active: true, accountType: "atlassian" },
      { accountId: "b", emailAddress: "ann@acme.example", active: true, accountType: "app" },
      { accountId: "c", emailAddress: "ann@acme.example", active: false, accountType: "atlassian" },
      { accountId: "d", active: true, accountType: "atlassian" },
    ];
    const vendor = answeringVendor(
      { people: { "Bob@acme.example": "z" } },
      ["GET /rest/api/3/myself", { accountId: "me" }],
      ["GET /rest/api/3/user/search", people],
      [/^GET \/rest\/api\/3\/user\/bulk\?/, { values: people }],
    );
    const { users } = vendor.connection;
    const ids = await users?.ids(["ANN@acme.example", "bob@ACME.example"]);
    expect([...(ids ?? [])]).toEqual([
      ["ann@acme.example", ["a"]],
      ["bob@acme.example", ["z"]],
    ]);
    const emails = await users?.emails(["z", "a", "d"]);
    expect(emails?.get("z")).toBe("bob@acme.example");
    expect(emails?.get("a")).toBe("ann@acme.example");
    expect(emails?.has("d")).toBe(false);
  });
});
