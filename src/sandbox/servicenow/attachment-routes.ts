// The Attachment API: what there is, the bytes of one, and two ways to upload (fact sheet section 7).
import type { Answer, Call, Edge } from "../edge.ts";
import { Refusal } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { addFile, type NewFile } from "./attachments.ts";
import { noRecord, refuse } from "./errors.ts";
import { cell, type Instance, type Row } from "./instance.ts";
import { readParts } from "./multipart.ts";
import { pageOf } from "./paging.ts";
import { runQuery } from "./query-run.ts";
import { renderRow } from "./render.ts";
import { API_ROOTS, callerOf, rootOf, type Site, viewOf } from "./site.ts";
import { callerContext, deleteRow } from "./write.ts";

const USUAL_LIMIT = 1000;

export function addAttachmentRoutes(edge: Edge, site: Site): void {
  for (const root of API_ROOTS) {
    edge.route("GET", `${root}/attachment`, (call) => listFiles(site, call));
    edge.route("POST", `${root}/attachment/file`, (call) => upload(site, call, fileOfQuery(call)));
    edge.route("POST", `${root}/attachment/upload`, (call) => upload(site, call, fileOfForm(call)));
    edge.route("GET", `${root}/attachment/:id`, (call) => ({
      status: 200,
      body: { result: show(site, call, fileOf(site, call)) },
    }));
    edge.route("GET", `${root}/attachment/:id/file`, (call) => download(site, call));
    edge.route("DELETE", `${root}/attachment/:id`, (call) => {
      deleteRow(callerContext(site.instance, callerOf(site, call)), fileOf(site, call));
      return { status: 204, wrote: true };
    });
  }
}

function listFiles(site: Site, call: Call): Answer {
  const { instance } = site;
  const asker = { instance, userId: callerOf(site, call).id, isCaller: true };
  const found = runQuery(asker, instance.type("sys_attachment"), call.query.get("sysparm_query") ?? "");
  const { rows, headers } = pageOf(call, found, USUAL_LIMIT);
  const readable = rows.filter((row) => mayRead(instance, row));
  return { status: 200, body: { result: readable.map((row) => show(site, call, row)) }, headers };
}

function show(site: Site, call: Call, row: Row): JsonObject {
  const view = { ...viewOf(site, call, callerOf(site, call)), display: "false" as const, fields: null };
  const link = `${call.baseUrl}${rootOf(call)}/attachment/${row.id}/file`;
  return { ...renderRow(row, view), download_link: link };
}

function upload(site: Site, call: Call, file: NewFile): Answer {
  const row = addFile(callerContext(site.instance, callerOf(site, call)), file);
  const location = `${call.baseUrl}${rootOf(call)}/attachment/${row.id}`;
  return { status: 201, body: { result: show(site, call, row) }, headers: { location }, wrote: true };
}

/** @throws Refusal 415 without a content type */
function fileOfQuery({ query, headers, rawBytes }: Call): NewFile {
  const type = headers["content-type"];
  if (type === undefined) throw refuse(415, "Unsupported content type", "Content-Type is required");
  return {
    table: query.get("table_name") ?? "",
    recordId: query.get("table_sys_id") ?? "",
    name: query.get("file_name") ?? "",
    type,
    bytes: rawBytes,
  };
}

/** The file has to be the last part: what comes after it is not read. */
function fileOfForm(call: Call): NewFile {
  const named: Record<string, string> = {};
  for (const part of readParts(call)) {
    if (part.fileName === null) {
      named[part.name] = part.bytes.toString("utf8");
      continue;
    }
    const [table = "", recordId = ""] = [named.table_name, named.table_sys_id];
    return { table, recordId, name: part.fileName, type: part.type, bytes: part.bytes };
  }
  throw refuse(400, "Missing file", "The multipart body has no file");
}

function download(site: Site, call: Call): Answer {
  const row = fileOf(site, call);
  const bytes = site.instance.files.get(row.id) ?? new Uint8Array();
  const metadata = JSON.stringify(show(site, call, row));
  const headers = {
    "content-type": cell(row, "content_type"),
    "x-attachment-metadata": asciiOf(metadata),
  };
  return { status: 200, bytes, headers };
}

/** Headers carry no other letters. */
function asciiOf(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** @throws Refusal 404 */
function fileOf({ instance }: Site, call: Call): Row {
  const row = instance.row("sys_attachment", call.params.id ?? "");
  if (row === null || !mayRead(instance, row)) throw new Refusal(noRecord());
  return row;
}

/** Whoever may not read a record may not read its files. */
function mayRead(instance: Instance, row: Row): boolean {
  const table = cell(row, "table_name");
  const parent = instance.types.has(table) ? instance.row(table, cell(row, "table_sys_id")) : null;
  if (instance.access.denies("read", row.type, row)) return false;
  return parent === null || !instance.access.denies("read", parent.type, parent);
}
