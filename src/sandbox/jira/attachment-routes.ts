// Attachments: upload, description, bytes by way of the media host, deletion.
import type { Answer, Call, Edge } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { partsOf } from "../multipart.ts";
import { errorAnswer, refuse, xsrfFailed } from "./errors.ts";
import { addFile, findFile, removeFile, showFile } from "./files.ts";
import { CALLER, issueOf } from "./issue-calls.ts";
import type { Issue, StoredFile } from "./model.ts";
import type { Api } from "./routes.ts";
import type { Site } from "./site.ts";
import { viewOf } from "./view.ts";

/** It stands for a host of somebody else: no sign-in, no limits, no vendor's shapes. */
export const MEDIA_HOST = "/media-host/";

export function addAttachmentRoutes({ site, route }: Api, edge: Edge): void {
  route("POST", "/issue/:issue/attachments", (call) => upload(site, call));
  route("GET", "/attachment/meta", () => ({
    status: 200,
    body: { enabled: true, uploadLimit: site.settings.uploadLimitBytes },
  }));
  route("GET", "/attachment/content/:id", (call) => sendOn(site, call));
  route("GET", "/attachment/:id", (call) => {
    const shown = showFile(viewOf(site, call), fileOf(site, call).file);
    return { status: 200, body: { ...shown, id: Number(shown.id) } };
  });
  route("DELETE", "/attachment/:id", (call) => {
    const { issue, file } = fileOf(site, call);
    removeFile(site, issue, file, CALLER);
    return { status: 204, wrote: true };
  });
  edge.route("GET", `${MEDIA_HOST}:token`, (call) => sendBytes(site, call));
  // Data Center gives the bytes at an address of its own, to whoever is signed in.
  edge.route("GET", "/secure/attachment/:id/:name", (call) => bytesOf(call, fileOf(site, call).file));
}

function upload(site: Site, call: Call): Answer {
  if (call.headers["x-atlassian-token"] !== "no-check") return xsrfFailed();
  const issue = issueOf(site, call);
  const files = filesIn(call);
  if (files.length === 0) throw refuse(400, "The request has no part named 'file'.");
  if (files.some(({ bytes }) => bytes.byteLength > site.settings.uploadLimitBytes))
    return errorAnswer(413, ["The file is larger than this site allows."]);
  const view = viewOf(site, call);
  const shown = files.map((file): JsonObject => showFile(view, addFile(site, issue, file, CALLER)));
  return { status: 200, body: shown, wrote: true };
}

/** The parts named `file`. */
function filesIn(call: Call): readonly Pick<StoredFile, "name" | "type" | "bytes">[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(call.headers["content-type"] ?? "")?.[1];
  if (boundary === undefined) return [];
  return [...partsOf(Buffer.from(call.rawBytes), boundary)].flatMap(({ headers, bytes }) => {
    if (!/\bname="file"/i.test(headers)) return [];
    const name = /filename="([^"]*)"/i.exec(headers)?.[1] ?? "file";
    const type = /^content-type:\s*(\S+)/im.exec(headers)?.[1] ?? "application/octet-stream";
    return [{ name, type, bytes: new Uint8Array(bytes) }];
  });
}

function fileOf(site: Site, call: Call): { readonly issue: Issue; readonly file: StoredFile } {
  const found = findFile(site, call.params.id ?? "");
  if (found !== null && !site.hides(site.projectOf(found.issue.state))) return found;
  throw refuse(404, `The attachment with id '${call.params.id ?? ""}' does not exist`);
}

/** The bytes are somewhere else, where the credential must not go. */
function sendOn(site: Site, call: Call): Answer {
  const { file } = fileOf(site, call);
  if (call.query.get("redirect") === "false") return bytesOf(call, file);
  const host = new URL(call.baseUrl);
  host.hostname = host.hostname === "localhost" ? "127.0.0.1" : "localhost";
  const location = `${host.origin}${MEDIA_HOST}${file.token}?name=${encodeURIComponent(file.name)}`;
  return { status: 303, text: "", headers: { location, "content-type": "text/html;charset=UTF-8" } };
}

function sendBytes(site: Site, call: Call): Answer {
  if (call.headers.authorization !== undefined)
    return { status: 400, text: "The address is signed", headers: { "content-type": "text/plain" } };
  for (const issue of site.issues.values()) {
    const file = issue.state.files.find(({ token }) => token === call.params.token);
    if (file !== undefined) return bytesOf(call, file);
  }
  return { status: 404, text: "", headers: { "content-type": "text/plain" } };
}

/** All of them, or the range that was asked for. */
function bytesOf(call: Call, { bytes, type }: StoredFile): Answer {
  const range = /^bytes=(\d+)-(\d*)$/.exec(call.headers.range ?? "");
  if (range === null) return { status: 200, bytes, headers: { "content-type": type } };
  const first = Number(range[1]);
  const last = range[2] === "" ? bytes.byteLength - 1 : Math.min(Number(range[2]), bytes.byteLength - 1);
  if (first > last) return { status: 416, text: "", headers: { "content-type": "text/plain" } };
  const headers = { "content-type": type, "content-range": `bytes ${first}-${last}/${bytes.byteLength}` };
  return { status: 206, bytes: bytes.subarray(first, last + 1), headers };
}
