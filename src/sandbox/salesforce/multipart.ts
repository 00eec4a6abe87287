// A record with a file in one request: multipart/form-data whose JSON part is the record and whose other part the bytes.
import type { Call } from "../edge.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { partsOf } from "../multipart.ts";
import { refuse } from "./errors.ts";
import { readObject } from "./read-body.ts";

/** The record of a create. @throws Refusal as readObject; JSON_PARSER_ERROR for a form without a record */
export function readRecord(call: Call): JsonObject {
  const type = call.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return readObject(call);
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined) throw refuse(400, "JSON_PARSER_ERROR", "Multipart message has no boundary");
  let record: JsonObject | null = null;
  const files: Record<string, string> = {};
  for (const part of partsOf(Buffer.from(call.rawBytes), boundary)) {
    const name = /name="([^"]*)"/i.exec(part.headers)?.[1] ?? "";
    if (/filename=/i.test(part.headers)) files[name] = part.bytes.toString("base64");
    else record ??= parseRecord(part.bytes.toString("utf8"));
  }
  if (record === null)
    throw refuse(400, "JSON_PARSER_ERROR", "Multipart message lacks the part of the record");
  return { ...record, ...files };
}

function parseRecord(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // answered below
  }
  throw refuse(400, "JSON_PARSER_ERROR", "Cannot deserialize the record of the multipart message");
}
