// The vendor's own community client, unmodified, against the sandbox.
import { PassThrough } from "node:stream";
import jsforce from "jsforce";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/cli/ports.ts";
import { createFetch } from "../../src/core/http/fetch.ts";
import { setStage } from "../core/http/stage.ts";
import { CLIENT, call, type Running, start } from "../sandbox/running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start({ cases: [{ Subject: "first" }, { Subject: "second", Priority: "High" }] });
});
afterEach(() => sandbox.stop());

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** The shape of jsforce's own transport: a promise of the answer that also knows a stream. */
function answered(carried: typeof fetch, { url, method, headers, body }: Asked) {
  const answer = carried(url, { method, headers, ...(body === undefined ? {} : { body }) }).then(
    async (response) => ({
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }),
  );
  return Object.assign(answer, { stream: () => new PassThrough() });
}

async function connect() {
  const form = { grant_type: "client_credentials", ...CLIENT };
  const reply = await call(sandbox.salesforceUrl, "POST", "/services/oauth2/token", { form }, "");
  const token: { access_token: string; instance_url: string } = JSON.parse(reply.text);
  return new jsforce.Connection({
    instanceUrl: token.instance_url,
    accessToken: token.access_token,
    version: "66.0",
    callOptions: { client: "integ/test" },
  });
}

describe("jsforce on our way out", () => {
  it("BAS-3 is carried whole once its transport is ours", async () => {
    const stage = setStage({ baseUrl: sandbox.salesforceUrl }, { realClock: systemClock() });
    const carried = createFetch(stage.client, { endpointClass: () => "main", effect: () => "once" });
    const connection = await connect();
    Object.assign(connection, { _transport: { httpRequest: (asked: Asked) => answered(carried, asked) } });
    const cases = connection.sobject("Case");
    const made = await cases.create({ Subject: "from jsforce" });
    expect(await cases.retrieve(made.id ?? "")).toMatchObject({ Subject: "from jsforce" });
    await cases.destroy(made.id ?? "");
    await expect(cases.retrieve(made.id ?? "")).rejects.toMatchObject({ errorCode: "ENTITY_IS_DELETED" });
    expect(stage.calls.map(({ method }) => method)).toEqual(["POST", "GET", "DELETE", "GET"]);
    await stage.close();
  });
});

describe("jsforce against the sandbox", () => {
  it("OPS-4 creates, reads, updates and deletes a case", async () => {
    const cases = (await connect()).sobject("Case");
    const made = await cases.create({ Subject: "from jsforce", Priority: "Low" });
    expect(made.success).toBe(true);
    const id = made.id ?? "";
    expect(await cases.retrieve(id)).toMatchObject({ Id: id, Subject: "from jsforce", Priority: "Low" });
    expect(await cases.update({ Id: id, Subject: "changed" })).toMatchObject({ id, success: true });
    expect(await cases.retrieve(id)).toMatchObject({ Subject: "changed" });
    expect(await cases.destroy(id)).toMatchObject({ id, success: true });
    await expect(cases.retrieve(id)).rejects.toMatchObject({ errorCode: "ENTITY_IS_DELETED" });
  });

  it("OPS-4 writes many in one call and upserts by external id, singly and in a collection", async () => {
    const cases = (await connect()).sobject("Case");
    const made = await cases.create([{ Subject: "a" }, { Subject: "x".repeat(300) }, { Subject: "c" }]);
    expect(made.map((row) => row.success)).toEqual([true, false, true]);
    const single = await cases.upsert({ Integ_Key__c: "k1", Subject: "one" }, "Integ_Key__c");
    expect(single).toMatchObject({ success: true, created: true });
    const both = await cases.upsert(
      [
        { Integ_Key__c: "k1", Subject: "uno" },
        { Integ_Key__c: "k2", Subject: "due" },
      ],
      "Integ_Key__c",
    );
    expect(both.map((row) => [row.success, "created" in row && row.created])).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it("OPS-4 queries, pages through everything, and counts", async () => {
    const connection = await connect();
    const one = await connection.query("SELECT Id, Subject FROM Case WHERE Priority = 'High'");
    expect(one.records).toMatchObject([{ Subject: "second" }]);
    await sandbox.control("POST", "/settings", { salesforce: { queryPageSize: 1 } });
    const first = await connection.query("SELECT Id FROM Case ORDER BY Id");
    expect([first.done, first.totalSize]).toEqual([false, 2]);
    const more = await connection.queryMore(first.nextRecordsUrl ?? "");
    expect([more.done, more.records.length]).toEqual([true, 1]);
    expect(await connection.sobject("Case").count({ Subject: "first" })).toBe(1);
    expect(await connection.sobject("Case").find({ Subject: { $like: "%con%" } }, ["Subject"])).toMatchObject(
      [{ Subject: "second" }],
    );
  });

  it("OPS-4 describes, lists what was updated and deleted, and follows the daily limit", async () => {
    const connection = await connect();
    const described = await connection.sobject("Case").describe();
    expect(described.fields.find((field) => field.name === "Status")?.picklistValues).toHaveLength(4);
    expect((await connection.describeGlobal()).sobjects.map((each) => each.name)).toContain("Case");
    const [record] = (await connection.query("SELECT Id FROM Case LIMIT 1")).records;
    const now = sandbox.clock.now();
    await sandbox.control("PATCH", `/salesforce/cases/${String(record?.Id)}`, { Subject: "moved" });
    const updated = await connection.sobject("Case").updated(new Date(now - 60_000), new Date(now + 60_000));
    expect(updated.ids).toEqual([record?.Id]);
    expect(connection.limitInfo.apiUsage).toMatchObject({ limit: 100_000 });
    expect((await connection.identity()).username).toBe("integration@sandbox.example");
  });

  it("OPS-4 comments a case, publishes the comment, and may not change or delete it", async () => {
    const connection = await connect();
    const comments = connection.sobject("CaseComment");
    const [parent] = (await connection.query("SELECT Id FROM Case LIMIT 1")).records;
    const made = await comments.create({ ParentId: parent?.Id, CommentBody: "from jsforce" });
    const id = made.id ?? "";
    expect(await comments.update({ Id: id, IsPublished: true })).toMatchObject({ success: true });
    const refused = { errorCode: "INSUFFICIENT_ACCESS_OR_READONLY" };
    await expect(comments.update({ Id: id, CommentBody: "changed" })).rejects.toMatchObject(refused);
    await expect(comments.destroy(id)).rejects.toMatchObject(refused);
    const long = comments.create({ ParentId: parent?.Id, CommentBody: "é".repeat(2001) });
    await expect(long).rejects.toMatchObject({ errorCode: "STRING_TOO_LONG" });
    expect(await comments.find({ ParentId: parent?.Id }, ["CommentBody", "IsPublished"])).toMatchObject([
      { CommentBody: "from jsforce", IsPublished: true },
    ]);
    const described = await comments.describe();
    expect(described.fields.find((field) => field.name === "ParentId")).toMatchObject({
      type: "reference",
      referenceTo: ["Case"],
      updateable: false,
    });
  });

  it("OPS-4 uploads a file to a case, finds it by its links, downloads it, and deletes it", async () => {
    const connection = await connect();
    const [parent] = (await connection.query("SELECT Id FROM Case LIMIT 1")).records;
    const versions = connection.sobject("ContentVersion");
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 128]);
    const file = { PathOnClient: "a.bin", FirstPublishLocationId: parent?.Id };
    const made = await versions.create({ ...file, VersionData: bytes.toString("base64") });
    const id = made.id ?? "";
    const [version] = await versions.find({ Id: id }, ["ContentDocumentId", "Title", "ContentSize"]);
    expect(version).toMatchObject({ Title: "a", ContentSize: 7 });
    const links = connection.query(
      `SELECT ContentDocumentId FROM ContentDocumentLink WHERE LinkedEntityId = '${String(parent?.Id)}'`,
    );
    expect((await links).records).toMatchObject([{ ContentDocumentId: version?.ContentDocumentId }]);
    await sandbox.control("POST", "/settings", { salesforce: { queryAllFiles: false } });
    await expect(connection.query("SELECT Id FROM ContentDocumentLink")).rejects.toMatchObject({
      errorCode: "MALFORMED_QUERY",
    });
    const chunks: Buffer[] = [];
    for await (const chunk of versions.record(id).blob("VersionData")) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    await connection.sobject("ContentDocument").destroy(String(version?.ContentDocumentId));
    expect(await versions.find({ Id: id }, ["Id"])).toEqual([]);
  });

  it("OPS-4 shows the loser of a merge among deleted rows, with the winner's id", async () => {
    const connection = await connect();
    const accounts = connection.sobject("Account");
    const [winner, loser] = await accounts.create([{ Name: "Acme" }, { Name: "ACME Inc." }]);
    const contact = await connection.sobject("Contact").create({ LastName: "Low", AccountId: loser?.id });
    await sandbox.control("POST", `/salesforce/accounts/${winner?.id}/merge`, { ids: [loser?.id ?? ""] });
    const soql = "SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true";
    expect((await connection.query(soql, { scanAll: true })).records).toMatchObject([
      { Id: loser?.id, MasterRecordId: winner?.id },
    ]);
    expect(await connection.sobject("Contact").retrieve(contact.id ?? "")).toMatchObject({
      Name: "Low",
      AccountId: winner?.id,
    });
  });

  it("OPS-4 reports the vendor's error codes and sends its client name along", async () => {
    const connection = await connect();
    await expect(connection.query("SELECT Nope FROM Case")).rejects.toMatchObject({
      errorCode: "INVALID_FIELD",
    });
    await expect(connection.sobject("Case").create({ Nope: 1 })).rejects.toMatchObject({
      errorCode: "INVALID_FIELD",
    });
    const log = await sandbox.control("GET", "/requests?vendor=salesforce");
    expect(log.text).toContain("client=integ/test");
  });
});
