// Files of cases: versions of documents that are linked to a case. Each version is a record of its own; its parent is
// the case it was first published to, or else the first it is linked to.
import type { Content, CreateItem, WriteResult } from "../../contract/connector.ts";
import {
  IntegrationError,
  PermanentError,
  SyncError,
  TransientError,
  ValidationError,
} from "../../contract/errors.ts";
import type { Value, VendorRecord } from "../../contract/records.ts";
import { failRow, saveRows } from "./batches.ts";
import { linkSource } from "./file-feed.ts";
import { documentsAt, type FileLink, isOfCase, linksOf } from "./file-links.ts";
import { baseName, mediaType, titleOf } from "./file-names.ts";
import { findAlike } from "./find-like.ts";
import type { ObjectKind } from "./kinds.ts";
import type { ObjectOptions } from "./objects.ts";
import type { Row } from "./schema.ts";
import { isRecordId, quote, splitIn } from "./soql.ts";
import { type RowShape, readRow, writeValues } from "./values.ts";

const parent = "FirstPublishLocationId";
const fileName = "PathOnClient";
const document = "ContentDocumentId";
/** Vendor: set only for versions that are a web address and have no bytes. */
const address = "ContentUrl";

export const fileKind: ObjectKind = {
  // Each file is an upload of its own.
  capabilities: { correlationField: null, compareAndSet: "per-write", maxWriteBatch: 1 },
  extraColumns: [document, "IsLatest", parent, fileName, address],
  scanned: "IsLatest = true",
  describe(field) {
    if (field.name === parent) return { ...field, required: true, refersTo: ["Case"] };
    // What the vendor asks for besides is taken from the file.
    return { ...field, required: false };
  },
  isListed: (row) => row.IsLatest === true || row.IsDeleted === true,
  toRecords,
  sources: (options) => [linkSource(options)],
  create: createFiles,
  delete: deleteFiles,
  findLike: (options, items, since) =>
    findAlike(options, {
      items,
      since,
      parentField: parent,
      conditions: async (parents) =>
        splitIn(document, (await documentsAt(options.client, parents)).map(quote)),
    }),
  content: openFile,
};

async function toRecords(
  options: ObjectOptions,
  shape: RowShape,
  rows: readonly Row[],
): Promise<readonly (VendorRecord | null)[]> {
  const links = await linksOf(
    options.client,
    rows.map((row) => String(row[document])),
  );
  return rows.map((row) => toRecord(shape, row, links.get(String(row[document])) ?? []));
}

/** A file that was taken off its case counts as deleted: it is no file of a case any more. */
function toRecord(shape: RowShape, row: Row, links: readonly FileLink[]): VendorRecord | null {
  const ofCases = links.filter(isOfCase);
  const live = ofCases.filter((link) => !link.deleted);
  const places = (live.length > 0 ? live : ofCases).map((link) => link.place);
  if (places.length === 0 || typeof row[address] === "string") return null;
  const published = row[parent];
  const place = typeof published === "string" && places.includes(published) ? published : places[0];
  const deleted = row.IsDeleted === true || live.length === 0;
  const named = { ...row, [parent]: place, [fileName]: baseName(String(row[fileName] ?? "")) };
  return readRow(shape, { ...named, IsDeleted: deleted });
}

async function createFiles(options: ObjectOptions, items: readonly CreateItem[]): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  for (const item of items) {
    const result = await createFile(options, item).catch((error: unknown): WriteResult => {
      if (items.length === 1 || !(error instanceof IntegrationError)) return failRow(error);
      return { status: "failed", error };
    });
    results.push(result);
  }
  return results;
}

async function createFile(options: ObjectOptions, item: CreateItem): Promise<WriteResult> {
  const { content, fields } = item;
  const place = fields[parent];
  if (content === undefined || typeof place !== "string" || !isRecordId(place)) {
    throw new ValidationError({
      code: "E_RECORD_INVALID",
      message: content === undefined ? "The file has no content" : `The file has no case in ${parent}`,
      hint: `Map the id of the case to ${parent} by the sync of the cases.`,
      operation: "upload file",
    });
  }
  const record: Record<string, Value> = {
    [fileName]: content.name,
    Title: titleOf(typeof fields[fileName] === "string" ? fields[fileName] : content.name),
    ...writeValues(await options.describe(), fields),
  };
  const boundary = `integ-${options.context.ids.next()}`;
  const saved = await options.client.upload(options.object, record, content, boundary);
  const [result] = await saveRows([record], async () => [saved], "upload file");
  return result ?? failRow(new SyncError({ code: "E_RECORD_GONE", message: "The upload gave no record" }));
}

async function openFile(options: ObjectOptions, id: string): Promise<Content> {
  const columns = "Id,Title,PathOnClient,FileExtension,ContentSize";
  const rows = isRecordId(id)
    ? await options.client.queryToEnd(`SELECT ${columns} FROM ContentVersion WHERE Id = ${quote(id)}`, "live")
    : [];
  const [row] = rows;
  if (row === undefined) {
    throw new SyncError({ code: "E_RECORD_GONE", message: `File ${id} is gone`, operation: "read file" });
  }
  const extension = typeof row.FileExtension === "string" ? row.FileExtension : "";
  const sizeBytes = Number(row.ContentSize ?? 0);
  const name = baseName(String(row[fileName] ?? "")) || [row.Title, extension].filter(Boolean).join(".");
  const bytes = () => wholeOf(options.client.download(row.Id, sizeBytes), sizeBytes);
  return { name, type: mediaType(extension), sizeBytes, bytes };
}

/** The stream, unless it is shorter or longer than the vendor said. */
async function* wholeOf(stream: AsyncIterable<Uint8Array>, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let receivedBytes = 0;
  for await (const chunk of stream) {
    receivedBytes += chunk.byteLength;
    yield chunk;
  }
  if (receivedBytes === sizeBytes) return;
  throw new TransientError({
    code: "E_VENDOR_ANSWER",
    message: `Salesforce gave ${receivedBytes} bytes of a file of ${sizeBytes}`,
    operation: "download file",
    retryable: true,
  });
}

/** What is deleted is the document with all its versions; one that is shown elsewhere too is left alone. */
async function deleteFiles(options: ObjectOptions, ids: readonly string[]): Promise<WriteResult[]> {
  const { client } = options;
  const known = new Map<string, string>();
  for (const condition of splitIn("Id", ids.filter(isRecordId).map(quote))) {
    const rows = await client.queryToEnd(
      `SELECT Id,${document} FROM ContentVersion WHERE ${condition}`,
      "live",
    );
    for (const row of rows) known.set(row.Id, String(row[document]));
  }
  const links = await linksOf(client, [...known.values()]);
  const results = ids.map(async (id): Promise<WriteResult> => {
    const documentId = known.get(id);
    // Gone already is what was asked for.
    if (documentId === undefined) return { status: "done", id };
    if (isShared(links.get(documentId) ?? [])) return refuseShared(id);
    const [deleted] = await saveRows([documentId], (batch) => client.delete(batch), "delete file");
    return deleted?.status === "failed" ? deleted : { status: "done", id };
  });
  return Promise.all(results);
}

const userPrefix = "005";

function isShared(links: readonly FileLink[]): boolean {
  return links.filter((link) => !link.deleted && !link.place.startsWith(userPrefix)).length > 1;
}

function refuseShared(id: string): WriteResult {
  const error = new PermanentError({
    code: "E_RECORD_FORBIDDEN",
    message: `File ${id} is shown at other records too; deleting it would take it from them`,
    hint: "Remove the file from the case in Salesforce, or delete it there.",
    operation: "delete file",
  });
  return { status: "failed", error };
}
