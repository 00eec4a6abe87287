import { describe, expect, it } from "vitest";
import { tokenOf } from "../../../../src/core/connectors/jira/marker.ts";
import type { FieldValues } from "../../../../src/core/contract/records.ts";
import { type Answer, answeringVendor, breaks, issueOf, projectRoutes } from "./answering-vendor.ts";

const bulkfetch = "POST /rest/api/3/issue/bulkfetch";
const stamp = "2026-05-06T07:30:00.123Z~digest";

function open(config = {}) {
  const vendor = answeringVendor(config, ...projectRoutes());
  return { vendor, port: vendor.connection.object("issue:SUP:Bug", ["summary"]) };
}

const item = (fields: FieldValues, correlationKey = "integ:tag:1") => ({ correlationKey, fields });

describe("creates of issues", () => {
  it("SYN-3 carry their mark in the same request, and every value as Jira takes it", async () => {
    const { vendor, port } = open();
    vendor.answer(["POST /rest/api/3/issue", { id: "7", key: "SUP-7" }]);
    const fields = {
      summary: "Printer",
      priority: "High",
      assignee: "5b10",
      labels: ["vip"],
      duedate: "2026-06-01",
      components: ["Printer"],
      customfield_10042: "Major",
      customfield_10050: "2026-05-06T07:30:00Z",
      customfield_10060: "2.5",
      customfield_10080: null,
    };
    expect(await port.create([item(fields)])).toEqual([{ status: "done", id: "7" }]);
    const [request] = vendor.sent("POST /rest/api/3/issue");
    expect(request?.effect).toBe("once");
    expect(request?.json).toEqual({
      fields: {
        summary: "Printer",
        priority: { id: "1" },
        assignee: { accountId: "5b10" },
        labels: ["vip", tokenOf("integ:tag:1")],
        duedate: "2026-06-01",
        components: [{ id: "100" }],
        customfield_10042: { id: "8" },
        customfield_10050: "2026-05-06T07:30:00.000+0000",
        customfield_10060: 2.5,
        customfield_10080: null,
        project: { key: "SUP" },
        issuetype: { id: "10001" },
      },
      properties: [{ key: "integ", value: { key: "integ:tag:1" } }],
    });
  });

  it("SYN-3 keep the mark in a field of the operator's where one is named", async () => {
    const { vendor, port } = open({ keyField: "customfield_10080" });
    vendor.answer(["POST /rest/api/3/issue", { id: "7", key: "SUP-7" }]);
    await port.create([item({ summary: "Printer" })]);
    const [request] = vendor.sent("POST /rest/api/3/issue");
    expect(request?.json).toMatchObject({ fields: { customfield_10080: tokenOf("integ:tag:1") } });
    expect(request?.json).not.toHaveProperty("fields.labels");
  });

  it("BAS-2 go in bulk, and each failed one is known by its place in the request", async () => {
    const { vendor, port } = open();
    const refusal = { errorMessages: [], errors: { summary: "too plain" } };
    vendor.answer([
      "POST /rest/api/3/issue/bulk",
      {
        issues: [{ id: "1" }, { id: "3" }],
        errors: [{ status: 400, elementErrors: refusal, failedElementNumber: 1 }],
      },
    ]);
    const results = await port.create([
      item({ summary: "a" }),
      item({ summary: "unsendable\nlines" }),
      item({ summary: "b" }),
      item({ summary: "c" }),
    ]);
    expect(results).toMatchObject([
      { status: "done", id: "1" },
      { status: "failed", error: { code: "E_RECORD_INVALID" } },
      {
        status: "failed",
        error: { code: "E_RECORD_INVALID", message: expect.stringContaining("too plain") },
      },
      { status: "done", id: "3" },
    ]);
  });

  it("BAS-2 that all fail in bulk are told their reasons one by one", async () => {
    const { vendor, port } = open();
    const refuse = (text: string): Answer => ({ status: 400, body: { errorMessages: [text] } });
    vendor.answer(
      ["POST /rest/api/3/issue/bulk", () => ({ status: 400, body: { issues: [], errors: [] } })],
      [
        "POST /rest/api/3/issue",
        (request) => refuse(JSON.stringify(request.json).includes('"a"') ? "no a" : "no b"),
      ],
    );
    const results = await port.create([item({ summary: "a" }), item({ summary: "b" })]);
    expect(results.map((result) => (result.status === "failed" ? result.error.message : ""))).toEqual([
      expect.stringContaining("no a"),
      expect.stringContaining("no b"),
    ]);
  });

  it("SYN-3 whose bulk answer does not add up are in doubt, not failed", async () => {
    const { vendor, port } = open();
    vendor.answer(["POST /rest/api/3/issue/bulk", { issues: [{ id: "1" }], errors: [] }]);
    const results = await port.create([item({ summary: "a" }), item({ summary: "b" })]);
    for (const result of results) expect(result).toMatchObject({ error: { effect: "unknown" } });
  });

  it("BAS-2 refuse a choice Jira does not offer before anything is sent", async () => {
    const { vendor, port } = open();
    const [result] = await port.create([item({ summary: "a", priority: "Sky-high" })]);
    expect(result).toMatchObject({
      error: { code: "E_RECORD_INVALID", message: expect.stringContaining("High, Low") },
    });
    expect(vendor.sent("POST /rest/api/3/issue")).toEqual([]);
  });

  it("SYN-3 that are cut off say that the outcome is unknown", async () => {
    const { vendor, port } = open();
    vendor.answer(["POST /rest/api/3/issue", breaks]);
    await expect(port.create([item({ summary: "a" })])).rejects.toMatchObject({ effect: "unknown" });
  });
});

describe("updates of issues", () => {
  const update = (fields: FieldValues, expectedVersion = stamp) => [{ id: "7", fields, expectedVersion }];

  it("SYN-2 are compared just before they are written, and only what was said changes", async () => {
    const { vendor, port } = open();
    vendor.answer(
      [bulkfetch, { issues: [issueOf(7)] }],
      ["PUT /rest/api/3/issue/7", () => ({ status: 204 })],
    );
    expect(await port.update(update({ summary: "new", priority: null }))).toEqual([
      { status: "done", id: "7" },
    ]);
    expect(vendor.sent("PUT")[0]?.json).toEqual({ fields: { summary: "new", priority: null } });
    const late = update({ summary: "late" }, "2026-05-06T07:30:00.122Z~x");
    expect(await port.update(late)).toMatchObject([{ error: { code: "E_RECORD_MOVED", retryable: true } }]);
    expect(vendor.sent("PUT")).toHaveLength(1);
  });

  it("SYN-2 add and take away labels one by one, and leave the mark", async () => {
    const { vendor, port } = open();
    const labels = ["old", "kept", tokenOf("integ:tag:1")];
    vendor.answer(
      [bulkfetch, { issues: [issueOf(7, { labels })] }],
      ["PUT /rest/api/3/issue/7", () => ({ status: 204 })],
    );
    await port.update(update({ labels: ["kept", "new"] }));
    expect(vendor.sent("PUT")[0]?.json).toEqual({ update: { labels: [{ add: "new" }, { remove: "old" }] } });
  });

  it("BAS-2 of an issue that is gone or hidden fail alone", async () => {
    const { vendor, port } = open();
    vendor.answer(
      [bulkfetch, { issues: [issueOf(7)] }],
      ["PUT /rest/api/3/issue/7", () => ({ status: 204 })],
    );
    const items = [
      ...update({ summary: "a" }),
      { id: "99", fields: { summary: "b" }, expectedVersion: stamp },
    ];
    expect(await port.update([...items, { id: "x", fields: {}, expectedVersion: "" }])).toMatchObject([
      { status: "done" },
      { error: { code: "E_RECORD_GONE", retryable: false } },
      { error: { code: "E_RECORD_GONE" } },
    ]);
  });

  it("BAS-2 deletes of what is gone already are done", async () => {
    const { vendor, port } = open();
    vendor.answer(
      ["DELETE /rest/api/3/issue/7", () => ({ status: 204 })],
      [
        "DELETE /rest/api/3/issue/8",
        () => ({ status: 404, body: { errorMessages: ["Issue does not exist"] } }),
      ],
      ["DELETE /rest/api/3/issue/9", () => ({ status: 403, body: { errorMessages: ["no"] } })],
    );
    expect(await port.delete(["7", "8", "9"])).toMatchObject([
      { status: "done", id: "7" },
      { status: "done", id: "8" },
      { error: { code: "E_RECORD_FORBIDDEN" } },
    ]);
  });
});
