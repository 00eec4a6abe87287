// Uploads and attachments, and the two hosts their bytes come from: the account's address sends on to another one.
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import { type Account, API } from "./account.ts";
import { notFound, recordInvalid, titled } from "./errors.ts";
import { isoSecond, type StoredFile } from "./model.ts";
import { renderFile } from "./render.ts";

const MAX_BYTES = 50_000_000;

/** Where the bytes are. It stands for a host of somebody else: no sign-in, no limits, no vendor's shapes. */
export const FILE_HOST = "/file-host/";

/** The account's own address of a file, which is no API. */
export const FILE_ADDRESS = "/attachments/token/";

export function addFileRoutes(edge: Edge, account: Account): void {
  edge.route("POST", `${API}/uploads`, (call) => upload(account, call));
  edge.route("DELETE", `${API}/uploads/:token`, (call) => dropUpload(account, call));
  edge.route("GET", `${API}/attachments/:id`, (call) => {
    return { status: 200, body: { attachment: renderFile(fileOf(account, call), call.baseUrl) } };
  });
  edge.route("DELETE", `${API}/attachments/:id`, (call) => {
    fileOf(account, call).deleted = true;
    return { status: 204, wrote: true };
  });
  edge.route("GET", `${FILE_ADDRESS}:token`, (call) => sendOn(account, call));
  edge.route("GET", `${FILE_HOST}:token`, (call) => sendBytes(account, call));
}

function upload({ desk }: Account, call: Call): Answer {
  const name = call.query.get("filename");
  if (name === null || name === "")
    throw new Refusal(titled(400, "Invalid attribute", "filename is required"));
  if (call.rawBytes.byteLength > MAX_BYTES)
    throw new Refusal(titled(413, "Attachment too large", "Attachments can't be larger than 50 MB"));
  const type = call.headers["content-type"] ?? "application/octet-stream";
  const held = desk.files.upload(call.query.get("token"), name, type, call.rawBytes);
  const latest = held?.files.at(-1);
  if (held === null || latest === undefined) throw badToken();
  const body = {
    upload: {
      token: held.token,
      expires_at: isoSecond(held.expiresMs),
      attachment: renderFile(latest, call.baseUrl),
      attachments: held.files.map((file) => renderFile(file, call.baseUrl)),
    },
  };
  return { status: 201, body, wrote: true };
}

function badToken(): Refusal {
  return new Refusal(
    recordInvalid([{ field: "token", error: "InvalidValue", description: "Token: is not valid" }]),
  );
}

function dropUpload({ desk }: Account, call: Call): Answer {
  const token = call.params.token ?? "";
  if (!desk.files.holds(token)) return notFound();
  for (const file of desk.files.take(token)) file.deleted = true;
  return { status: 204, wrote: true };
}

/** @throws Refusal 404 */
function fileOf({ desk }: Account, call: Call): StoredFile {
  const file = desk.files.byId(Number(call.params.id));
  if (file === null || file.deleted) throw new Refusal(notFound());
  return file;
}

/** Private attachments: the first address asks who is calling, the second one must not be told. */
function sendOn(account: Account, call: Call): Answer {
  const isKnown = account.access.caller(call) !== null;
  if (account.desk.settings.privateAttachments && !isKnown) return page(401, "Sign in to see this file");
  const file = account.desk.files.byToken(call.params.token ?? "");
  if (file === null || file.deleted) return page(404, "There is no such file");
  const host = new URL(call.baseUrl);
  host.hostname = host.hostname === "localhost" ? "127.0.0.1" : "localhost";
  const location = `${host.origin}${FILE_HOST}${file.token}?name=${encodeURIComponent(file.name)}`;
  return { status: 302, text: "", headers: { location, "content-type": "text/html; charset=utf-8" } };
}

function sendBytes({ desk }: Account, call: Call): Answer {
  if (call.headers.authorization !== undefined)
    return page(400, "Only one auth mechanism allowed: the address is signed");
  const file = desk.files.byToken(call.params.token ?? "");
  if (file === null || file.deleted) return page(404, "There is no such file");
  return { status: 200, bytes: file.bytes, headers: { "content-type": file.type } };
}

function page(status: number, text: string): Answer {
  return { status, text, headers: { "content-type": "text/plain; charset=utf-8" } };
}
