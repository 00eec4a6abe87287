// Files of cases against the emulated org: which files are one, whose they are, and what must not be lost of them.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { baseName, mediaType, titleOf } from "../../../../src/core/connectors/salesforce/file-names.ts";
import { fileKind } from "../../../../src/core/connectors/salesforce/files.ts";
import type { ObjectOptions } from "../../../../src/core/connectors/salesforce/objects.ts";
import type { Content, ObjectPort } from "../../../../src/core/contract/connector.ts";
import { followFeed, idOf, type OrgBench, openOrg, readOne, scanned } from "./org-bench.ts";

let org: OrgBench;
let port: ObjectPort;
let caseId: string;

beforeEach(async () => {
  org = await openOrg();
  port = org.connection.object("ContentVersion", [
    "FirstPublishLocationId",
    "PathOnClient",
    "Title",
    "Checksum",
  ]);
  caseId = (await org.make("cases", { Subject: "parent" })).Id;
});
afterEach(() => org.stop());

function contentOf(text: string, sizeBytes = Buffer.byteLength(text)): Content {
  return {
    name: "note.txt",
    type: "text/plain",
    sizeBytes,
    async *bytes() {
      yield Buffer.from(text);
    },
  };
}

const upload = (content: Content | undefined, fields: object = {}) =>
  port.create([
    {
      correlationKey: "unused",
      fields: { FirstPublishLocationId: caseId, ...fields },
      ...(content === undefined ? {} : { content }),
    },
  ]);
const link = (documentId: unknown, place: string) =>
  org.make("links", { ContentDocumentId: String(documentId), LinkedEntityId: place, ShareType: "V" });
const idsIn = async () => (await scanned(port)).map((record) => record.id);

describe("files of cases", () => {
  it("SVC-2 take name and title from the file where the mapping gives none", async () => {
    const id = idOf((await upload(contentOf("text")))[0]);
    expect((await readOne(port, id))?.fields).toEqual({
      FirstPublishLocationId: caseId,
      PathOnClient: "note.txt",
      Title: "note",
      Checksum: "1cb251ec0d568de6a929b520c4aed8d1",
    });
  });

  it("SVC-2 are those linked to a case, whoever published them where", async () => {
    const follow = await followFeed(port);
    const account = await org.make("accounts", { Name: "Acme" });
    const foreign = await org.make("files", { ParentId: account.Id, Name: "a.txt", text: "a" });
    const later = await org.make("files", { Name: "b.txt", text: "b" });
    expect([await follow(), await idsIn(), await readOne(port, later.Id)]).toEqual([[], [], undefined]);
    await link(later.ContentDocumentId, caseId);
    expect((await readOne(port, later.Id))?.fields.FirstPublishLocationId).toBe(caseId);
    expect((await follow()).map((record) => record.id)).toEqual([later.Id]);
    expect(await idsIn()).toEqual([later.Id]);
    expect(await readOne(port, foreign.Id)).toBeUndefined();
  });

  it("SVC-2 have each new version as a record of its own, and the old one is given no more", async () => {
    const first = await org.make("files", { ParentId: caseId, Name: "a.txt", text: "one" });
    const follow = await followFeed(port);
    const documentId = String(first.ContentDocumentId);
    const second = await org.make("files", { ContentDocumentId: documentId, Name: "a.txt", text: "two" });
    expect((await follow()).map((record) => record.id)).toEqual([second.Id]);
    const afresh = await port.changes(port.feeds[0]?.name ?? "", null);
    expect(afresh.records.map((record) => record.id)).toEqual([second.Id]);
    expect(await idsIn()).toEqual([second.Id]);
    expect(await readOne(port, first.Id)).toMatchObject({ deleted: false });
    expect((await readOne(port, second.Id))?.fields.FirstPublishLocationId).toBe(caseId);
  });

  it("SYN-13 count as deleted once they are taken off their case, and as live again once they are back", async () => {
    const file = await org.make("files", { ParentId: caseId, Name: "a.txt", text: "a" });
    const links = JSON.stringify(await org.sandbox.control("GET", "/salesforce/links"));
    const [, linkId = ""] = new RegExp(`"Id":"(06A\\w+)","LinkedEntityId":"${caseId}"`).exec(links) ?? [];
    await org.sandbox.control("DELETE", `/salesforce/links/${linkId}`);
    expect(await readOne(port, file.Id)).toMatchObject({ deleted: true });
    expect(await idsIn()).toEqual([]);
    await org.sandbox.control("POST", `/salesforce/links/${linkId}/undelete`, {});
    expect(await readOne(port, file.Id)).toMatchObject({ deleted: false });
    await org.sandbox.control("DELETE", `/salesforce/files/${file.Id}`);
    expect(await readOne(port, file.Id)).toMatchObject({
      deleted: true,
      fields: { FirstPublishLocationId: caseId },
    });
    await org.sandbox.control("POST", `/salesforce/files/${file.Id}/undelete`, {});
    expect(await readOne(port, file.Id)).toMatchObject({ deleted: false });
  });

  it("SYN-13 are deleted with their document, but not while another record shows it too", async () => {
    const alone = await org.make("files", { ParentId: caseId, Name: "a.txt", text: "a" });
    const shared = await org.make("files", { ParentId: caseId, Name: "b.txt", text: "b" });
    const account = await org.make("accounts", { Name: "Acme" });
    await link(shared.ContentDocumentId, account.Id);
    const results = await port.delete([alone.Id, shared.Id, "068Zz0000000001IAA"]);
    expect(results).toMatchObject([
      { status: "done", id: alone.Id },
      { status: "failed", error: { code: "E_RECORD_FORBIDDEN" } },
      { status: "done", id: "068Zz0000000001IAA" },
    ]);
    expect(await idsIn()).toEqual([shared.Id]);
  });

  it("SVC-2 are refused without content, without a case, and for a case that is not there", async () => {
    const refused = [{ status: "failed", error: { code: "E_RECORD_INVALID", effect: "none" } }];
    expect(await upload(undefined)).toMatchObject(refused);
    expect(await upload(contentOf("x"), { FirstPublishLocationId: null })).toMatchObject(refused);
    expect(await upload(contentOf("x"), { FirstPublishLocationId: "500Zz0000000001IAA" })).toMatchObject([
      { status: "failed" },
    ]);
    expect(await idsIn()).toEqual([]);
  });

  it("SYN-3 leave nothing behind when their bytes end before the size they were announced with", async () => {
    const short = upload(contentOf("short", 1000));
    await expect(short).rejects.toMatchObject({ code: "E_VENDOR_ANSWER", effect: "none" });
    expect(await idsIn()).toEqual([]);
  });

  it("SVC-2 are not web addresses, which have no bytes", async () => {
    const address = { ContentUrl: "https://x.example/a", Title: "a", FirstPublishLocationId: caseId };
    const made = await org.make("files", address);
    expect([await idsIn(), await readOne(port, made.Id)]).toEqual([[], undefined]);
  });

  it("SVC-2 are found behind pages of files that are none of a case", async () => {
    const follow = await followFeed(port);
    for (let n = 0; n < 5; n += 1) await org.make("files", { Name: `${n}.txt`, text: "a" });
    const file = await org.make("files", { ParentId: caseId, Name: "a.txt", text: "a" });
    await org.set({ queryPageSize: 2 });
    const seen = [...(await follow()), ...(await follow()), ...(await follow())];
    expect(seen.map((record) => record.id)).toEqual([file.Id]);
    expect(await idsIn()).toEqual([file.Id]);
  });

  it("SVC-2 are not handed over when the vendor gives fewer bytes than it told", async () => {
    const short = {
      queryToEnd: async () => [{ Id: caseId, PathOnClient: "a.txt", FileExtension: "txt", ContentSize: 9 }],
      async *download() {
        yield Buffer.from("short");
      },
    };
    const open = fileKind.content;
    const content = await open?.({ client: short } as unknown as ObjectOptions, "068000000000001AAA");
    const read = async () => {
      for await (const _chunk of content?.bytes() ?? []);
    };
    await expect(read()).rejects.toMatchObject({ code: "E_VENDOR_ANSWER", retryable: true });
  });

  it("SVC-2 put on a case or taken off it later are told by the links, where the user may follow them", async () => {
    const file = await org.make("files", { Name: "a.txt", text: "a" });
    const follow = async (position: string | null) => port.changes("links", position);
    const start = await follow(null);
    const made = await link(file.ContentDocumentId, caseId);
    const put = await follow(start.position);
    expect(put.records).toMatchObject([
      { id: file.Id, deleted: false, fields: { FirstPublishLocationId: caseId } },
    ]);
    await org.sandbox.control("DELETE", `/salesforce/links/${made.Id}`);
    const taken = await follow(put.position);
    expect(taken.records).toMatchObject([{ id: file.Id, deleted: true }]);
    await org.set({ queryAllFiles: false });
    await link(file.ContentDocumentId, caseId);
    expect((await follow(taken.position)).records).toEqual([]);
    expect((await org.connection.check()).warnings.join()).toContain("Query All Files");
    await org.set({ queryAllFiles: true });
    expect((await org.connection.check()).warnings.join()).not.toContain("Query All Files");
  });

  it("SVC-2 are described as files of cases, which need a case and take the rest from the file", async () => {
    const { fields } = await port.describe();
    const byName = new Map(fields.map((field) => [field.name, field]));
    expect(byName.get("FirstPublishLocationId")).toMatchObject({ required: true, refersTo: ["Case"] });
    expect(fields.filter((field) => field.required).map((field) => field.name)).toEqual([
      "FirstPublishLocationId",
    ]);
    expect(byName.has("VersionData")).toBe(false);
  });

  it("SVC-2 can be renamed, and go by their own name whatever system they came from", async () => {
    const file = await org.make("files", { ParentId: caseId, Name: "C:\\temp\\über.tar.gz", text: "a" });
    const record = await readOne(port, file.Id);
    expect(record?.fields.PathOnClient).toBe("über.tar.gz");
    const [result] = await port.update([
      { id: file.Id, fields: { Title: "other" }, expectedVersion: record?.version ?? "" },
    ]);
    expect(idOf(result)).toBe(file.Id);
    expect((await readOne(port, file.Id))?.fields.Title).toBe("other");
  });
});

describe("names of files", () => {
  it("SVC-2 are taken from paths, titles from names, and types from extensions", () => {
    expect([baseName("/a/b.txt"), baseName("a\\b"), baseName("")]).toEqual(["b.txt", "b", ""]);
    expect([titleOf("/a/b.tar.gz"), titleOf(".env"), titleOf("x".repeat(300)).length]).toEqual([
      "b.tar",
      ".env",
      255,
    ]);
    expect([mediaType("PDF"), mediaType("constructor"), mediaType("")]).toEqual([
      "application/pdf",
      "application/octet-stream",
      "application/octet-stream",
    ]);
  });
});
