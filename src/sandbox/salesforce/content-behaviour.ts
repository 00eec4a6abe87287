// Files: a version brings its document and the links to where it is shown, and keeps its bytes.
import { createHash } from "node:crypto";
import type { Json } from "../json.ts";
import type { Behaviour } from "./behaviours.ts";
import { type WriteError, writeError } from "./errors.ts";
import { formatStamp, type RecordStore, type Row, wholeSecond } from "./records.ts";
import type { Change, WriteContext } from "./write.ts";

const FILE_TYPES: Readonly<Record<string, string>> = { txt: "TEXT", jpeg: "JPG", "": "UNKNOWN" };

export const contentBehaviours: Readonly<Record<string, Behaviour>> = {
  ContentVersion: { refuse: refuseVersion, derive: deriveVersion, settle: settleVersion },
  ContentDocument: { settle: settleDocument },
};

function refuseVersion({ values, row }: Change): WriteError | null {
  // A version of a web address has no bytes.
  if (row !== null || typeof values.get("ContentUrl") === "string") return null;
  const missing = ["VersionData", "PathOnClient"].filter((name) => typeof values.get(name) !== "string");
  if (missing.length === 0) return null;
  const message = `Required fields are missing: [${missing.join(", ")}]`;
  return writeError("REQUIRED_FIELD_MISSING", message, missing);
}

function storeOf(context: WriteContext, name: string): RecordStore {
  const store = context.stores.store(name);
  if (store === null) throw new Error(`the ${name} store is missing`);
  return store;
}

function versionsOf(context: WriteContext, documentId: string): readonly Row[] {
  const rows = [...storeOf(context, "ContentVersion").rows.values()];
  return rows.filter((row) => row.values.get("ContentDocumentId") === documentId && row.deletedMs === null);
}

function deriveVersion({ values, row, context }: Change): void {
  if (row !== null) return;
  const bytes = Buffer.from(String(values.get("VersionData") ?? ""), "base64");
  values.delete("VersionData");
  const path = String(values.get("PathOnClient") ?? "");
  const name = path.split(/[/\\]/).at(-1) ?? "";
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot + 1) : "";
  const documentId = values.get("ContentDocumentId") ?? storeOf(context, "ContentDocument").nextId();
  const earlier = versionsOf(context, String(documentId)).length;
  const derived: Readonly<Record<string, Json>> = {
    Title: values.get("Title") ?? (dot > 0 ? name.slice(0, dot) : name),
    FileExtension: extension,
    FileType: FILE_TYPES[extension.toLowerCase()] ?? extension.toUpperCase(),
    ContentSize: bytes.byteLength,
    Checksum: createHash("md5").update(bytes).digest("hex"),
    ContentDocumentId: documentId,
    FirstPublishLocationId: values.get("FirstPublishLocationId") ?? context.actorId,
    VersionNumber: String(earlier + 1),
    IsLatest: true,
  };
  for (const [field, value] of Object.entries(derived)) values.set(field, value);
}

function settleVersion({ values, row: before, context }: Change, row: Row): void {
  const { nowMs } = context;
  const documents = storeOf(context, "ContentDocument");
  const documentId = String(row.values.get("ContentDocumentId"));
  const document = documents.rows.get(documentId);
  if (before === null) context.files.set(row.id, Buffer.from(String(values.get("VersionData")), "base64"));
  const shown = ["Title", "FileType", "FileExtension", "ContentSize", "OwnerId"];
  const state = new Map(shown.map((name) => [name, row.values.get(name) ?? null]));
  if (document !== undefined) documents.write(document, state, nowMs);
  else documents.insert(documentId, new Map([...state, ...madeBy(context)]), nowMs);
  if (before !== null) return;
  documents.rows.get(documentId)?.values.set("LatestPublishedVersionId", row.id);
  for (const version of versionsOf(context, documentId)) {
    if (version !== row && version.values.get("IsLatest") === true)
      storeOf(context, "ContentVersion").write(version, new Map([["IsLatest", false]]), nowMs);
  }
  if (document === undefined) share(context, row, documentId);
}

/** The owner has the file, and so has the record it was published to. */
function share(context: WriteContext, row: Row, documentId: string): void {
  const links = storeOf(context, "ContentDocumentLink");
  const places = new Set([context.actorId, String(row.values.get("FirstPublishLocationId"))]);
  for (const place of places) {
    const link = {
      LinkedEntityId: place,
      ContentDocumentId: documentId,
      ShareType: place === context.actorId ? "I" : "V",
      Visibility: "AllUsers",
      IsDeleted: false,
    };
    links.insert(links.nextId(), new Map(Object.entries(link)), context.nowMs);
  }
}

function madeBy({ actorId, nowMs }: WriteContext): Map<string, Json> {
  const by = {
    CreatedById: actorId,
    LastModifiedById: actorId,
    CreatedDate: formatStamp(wholeSecond(nowMs)),
  };
  return new Map<string, Json>(Object.entries({ ...by, IsDeleted: false }));
}

/** A document is renamed through its latest version too. */
function settleDocument({ values, context }: Change, row: Row): void {
  const title = values.get("Title");
  const latest = storeOf(context, "ContentVersion").rows.get(
    String(row.values.get("LatestPublishedVersionId")),
  );
  if (title === undefined || latest === undefined) return;
  storeOf(context, "ContentVersion").write(latest, new Map([["Title", title]]), context.nowMs);
}
