// What a new or changed comment says, as it comes in a request.
import { arrayAt, type Json, type JsonObject, objectAt } from "../json.ts";
import type { CommentInput } from "./comments.ts";
import { refuseFields } from "./errors.ts";
import { readProperty } from "./properties.ts";
import { readRich, ValueFault } from "./values.ts";
import type { View } from "./view.ts";

/** @throws Refusal 400 for a blank or wrong body */
export function readCommentInput(view: View, input: JsonObject): CommentInput {
  const properties = (arrayAt(input, "properties") ?? []).map(readProperty);
  return {
    body: readText(view, input.body ?? null),
    visibility: objectAt(input, "visibility"),
    properties: new Map(properties),
  };
}

/** @throws Refusal 400 */
export function readText(view: View, given: Json): Json {
  try {
    const text = given === null ? null : readRich(given, view);
    if (text !== null) return text;
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    throw refuseFields({ comment: "Comment body is not valid!" });
  }
  throw refuseFields({ comment: "Comment body can not be empty!" });
}
