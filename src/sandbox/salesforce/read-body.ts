// Reads a REST body; Salesforce refuses other content types and broken JSON in its own words.
import type { Call } from "../edge.ts";
import { arrayAt, isJsonObject, type JsonObject } from "../json.ts";
import { refuse } from "./errors.ts";

/** @throws Refusal UNSUPPORTED_MEDIA_TYPE, JSON_PARSER_ERROR */
export function readObject(call: Call): JsonObject {
  const type = call.headers["content-type"] ?? "";
  if (!type.startsWith("application/json")) {
    throw refuse(
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      `Content-Type header specified in HTTP request is not supported: ${type}`,
    );
  }
  const parsed = parse(call.rawBody);
  if (isJsonObject(parsed)) return parsed;
  throw refuse(400, "JSON_PARSER_ERROR", "Cannot deserialize the request body: an object is expected");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(400, "JSON_PARSER_ERROR", reason);
  }
}

/** The objects of an array member. */
export function readObjects(body: JsonObject, key: string): readonly JsonObject[] {
  const items = arrayAt(body, key);
  const objects = (items ?? []).filter(isJsonObject);
  if (items !== null && objects.length === items.length) return objects;
  throw refuse(400, "JSON_PARSER_ERROR", `The request body must have an array of objects named ${key}`);
}
