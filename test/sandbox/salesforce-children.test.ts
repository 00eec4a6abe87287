// What hangs on cases in the emulated org, and what people do to records beside editing them.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { DATA, member, objects, type Reply, type Running, start } from "./running.ts";

let sandbox: Running;
let caseId: string;
beforeEach(async () => {
  sandbox = await start({ cases: [{ Subject: "first" }] });
  const [record] = await sandbox.query("SELECT Id FROM Case");
  caseId = String(record?.Id);
});
afterEach(() => sandbox.stop());

const api = (method: string, path: string, body?: JsonObject): Promise<Reply> =>
  sandbox.salesforce(method, `${DATA}${path}`, body === undefined ? {} : { body });
const desk = (method: string, path: string, body?: JsonObject) =>
  sandbox.control(method, `/salesforce/${path}`, body);

async function made(kind: string, name: string, body: JsonObject): Promise<string> {
  return String(member((await desk("POST", kind, body)).json, name).Id);
}

async function rows(soql: string): Promise<readonly JsonObject[]> {
  return objects((await api("GET", `/queryAll?q=${encodeURIComponent(soql)}`)).json, "records");
}

describe("comments in the org", () => {
  it("OPS-4 come with a case whose Comments are written, and go and come back with it", async () => {
    expect((await api("PATCH", `/sobjects/Case/${caseId}`, { Comments: "by the way" })).status).toBe(204);
    const [comment] = await rows("SELECT Id,CommentBody,IsPublished,ParentId FROM CaseComment");
    expect(comment).toMatchObject({ CommentBody: "by the way", IsPublished: false, ParentId: caseId });
    await desk("DELETE", `cases/${caseId}`);
    expect(await sandbox.query("SELECT Id FROM CaseComment")).toEqual([]);
    await desk("POST", `cases/${caseId}/undelete`, {});
    expect(await sandbox.query("SELECT Id FROM CaseComment")).toHaveLength(1);
    expect(await sandbox.query("SELECT Id FROM Case")).toHaveLength(1);
  });

  it("OPS-4 need a parent that is there, and keep it", async () => {
    const create = (ParentId?: string) =>
      api("POST", "/sobjects/CaseComment", {
        CommentBody: "x",
        ...(ParentId === undefined ? {} : { ParentId }),
      });
    expect(await create()).toMatchObject({ status: 400, json: [{ errorCode: "REQUIRED_FIELD_MISSING" }] });
    expect(await create("500Zz0000000001IAA")).toMatchObject({
      json: [{ errorCode: "INVALID_CROSS_REFERENCE_KEY" }],
    });
    const user = await sandbox.query("SELECT Id FROM User LIMIT 1");
    expect(await create(String(user[0]?.Id))).toMatchObject({ json: [{ errorCode: "MALFORMED_ID" }] });
    const id = await made("comments", "comment", { ParentId: caseId, CommentBody: "x" });
    const moved = await api("PATCH", `/sobjects/CaseComment/${id}`, { ParentId: caseId });
    expect(moved).toMatchObject({ json: [{ errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE" }] });
  });

  it("OPS-4 can be edited and deleted by people, who are administrators", async () => {
    const id = await made("comments", "comment", { ParentId: caseId, CommentBody: "x" });
    expect((await desk("PATCH", `comments/${id}`, { CommentBody: "y" })).status).toBe(200);
    const list = objects((await desk("GET", "comments")).json, "comments");
    expect(list.map((comment) => comment.CommentBody)).toEqual(["y"]);
    expect((await desk("DELETE", `comments/${id}`)).status).toBe(204);
    expect(objects((await desk("GET", "comments")).json, "comments")).toEqual([]);
  });
});

const boundary = "bound";

function form(parts: readonly string[]): { readonly headers: Record<string, string>; readonly body: string } {
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("");
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  return { headers, body: `${body}--${boundary}--\r\n` };
}

describe("files in the org", () => {
  const send = async (parts: readonly string[]) => {
    const grant = {
      grant_type: "client_credentials",
      client_id: "sandbox-client",
      client_secret: "sandbox-secret",
    };
    const signIn = await sandbox.salesforce("POST", "/services/oauth2/token", { form: grant });
    const { headers, body } = form(parts);
    const authorization = `Bearer ${String(member(signIn.json).access_token)}`;
    const url = `${sandbox.salesforceUrl}${DATA}/sobjects/ContentVersion`;
    return fetch(url, { method: "POST", headers: { ...headers, authorization }, body });
  };
  const record = (values: JsonObject) =>
    `Content-Disposition: form-data; name="entity_content"\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(values)}`;
  const bytes = (text: string) =>
    `Content-Disposition: form-data; name="VersionData"; filename="a"\r\nContent-Type: application/octet-stream\r\n\r\n${text}`;

  it("OPS-4 are taken as a form of a record and bytes, which come back as they were", async () => {
    const text = "one\r\ntwo\r\n--not the boundary\r\n";
    const reply = await send([
      record({ PathOnClient: "dir/a.txt", FirstPublishLocationId: caseId }),
      bytes(text),
    ]);
    expect(reply.status).toBe(201);
    const [version] = await rows(
      "SELECT Id,Title,ContentSize,FileType,VersionData,IsLatest FROM ContentVersion",
    );
    const address = `${DATA}/sobjects/ContentVersion/${String(version?.Id)}/VersionData`;
    expect(version).toMatchObject({ Title: "a", FileType: "TEXT", IsLatest: true, VersionData: address });
    expect((await sandbox.salesforce("GET", address)).text).toBe(text);
    const links = await rows(
      `SELECT LinkedEntityId,ShareType FROM ContentDocumentLink WHERE LinkedEntityId = '${caseId}'`,
    );
    expect(links).toMatchObject([{ ShareType: "V" }]);
  });

  it("OPS-4 are refused without bytes, without a name, or in a form without a record", async () => {
    const codes = async (parts: readonly string[]) => {
      const reply = await send(parts);
      return [reply.status, (await reply.text()).match(/"errorCode":"(\w+)"/)?.[1]];
    };
    expect(await codes([record({ PathOnClient: "a.txt" })])).toEqual([400, "REQUIRED_FIELD_MISSING"]);
    expect(await codes([record({ Title: "a" }), bytes("x")])).toEqual([400, "REQUIRED_FIELD_MISSING"]);
    expect(await codes([bytes("x")])).toEqual([400, "JSON_PARSER_ERROR"]);
    expect(await rows("SELECT Id FROM ContentVersion")).toEqual([]);
  });

  it("OPS-4 are replaced by new versions of their document, renamed with it, and deleted with it", async () => {
    const file = member(
      (await desk("POST", "files", { ParentId: caseId, Name: "a.txt", text: "one" })).json,
      "file",
    );
    const documentId = String(file.ContentDocumentId);
    await made("files", "file", { ContentDocumentId: documentId, Name: "a.txt", text: "two" });
    const versions = () =>
      rows("SELECT VersionNumber,IsLatest,Title,IsDeleted FROM ContentVersion ORDER BY Id");
    expect(await versions()).toMatchObject([
      { VersionNumber: "1", IsLatest: false },
      { VersionNumber: "2", IsLatest: true },
    ]);
    await api("PATCH", `/sobjects/ContentDocument/${documentId}`, { Title: "other" });
    expect((await versions()).map((version) => version.Title)).toEqual(["a", "other"]);
    expect((await api("DELETE", `/sobjects/ContentVersion/${String(file.Id)}`)).status).toBe(400);
    expect((await api("DELETE", `/sobjects/ContentDocument/${documentId}`)).status).toBe(204);
    expect((await versions()).map((version) => version.IsDeleted)).toEqual([true, true]);
    expect((await desk("GET", `files/${String(file.Id)}/content`)).text).toBe("one");
  });
});

describe("people, merges and descriptions in the org", () => {
  it("OPS-4 merges records that can be, with what refers to them", async () => {
    const [winner, loser] = [
      await made("contacts", "contact", { LastName: "W" }),
      await made("contacts", "contact", { LastName: "L" }),
    ];
    await desk("PATCH", `cases/${caseId}`, { ContactId: loser });
    expect((await desk("POST", `contacts/${winner}/merge`, { ids: [loser] })).status).toBe(200);
    expect(await sandbox.query("SELECT ContactId FROM Case")).toMatchObject([{ ContactId: winner }]);
    expect(await rows("SELECT Id,MasterRecordId FROM Contact WHERE IsDeleted = true")).toMatchObject([
      { Id: loser, MasterRecordId: winner },
    ]);
    expect((await api("GET", `/sobjects/Contact/${loser}`)).status).toBe(404);
    expect((await desk("POST", "contacts/003Zz0000000001IAA/merge", { ids: [] })).status).toBe(404);
  });

  it("OPS-4 describes each object with what can be done to it", async () => {
    const traits = async (object: string) => {
      const described = member((await api("GET", `/sobjects/${object}/describe`)).json);
      return [described.createable, described.updateable, described.deletable, described.mergeable];
    };
    expect(await traits("Contact")).toEqual([true, true, true, true]);
    expect(await traits("Case")).toEqual([true, true, true, false]);
    expect(await traits("ContentVersion")).toEqual([true, true, false, false]);
    expect(await traits("User")).toEqual([false, false, false, false]);
  });

  it("OPS-4 has users who can leave", async () => {
    const id = await made("users", "user", { Name: "New", Email: "new@x.example" });
    const active = "SELECT Id FROM User WHERE IsActive = true AND Email = 'new@x.example'";
    expect(await sandbox.query(active)).toMatchObject([{ Id: id }]);
    await desk("PATCH", `users/${id}`, { IsActive: false });
    expect(await sandbox.query(active)).toEqual([]);
  });
});
