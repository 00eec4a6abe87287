// Entity properties: what apps keep at issues and comments.
import { isJsonObject, type Json, textAt } from "../json.ts";
import { refuse } from "./errors.ts";

const KEY_LENGTH = 255;
const VALUE_LENGTH = 32_768;

/** `{key, value}` of a create. @throws Refusal 400 */
export function readProperty(given: Json): readonly [string, Json] {
  const key = textAt(given, "key") ?? "";
  return [checkKey(key), checkValue(isJsonObject(given) ? (given.value ?? null) : null)];
}

/** @throws Refusal 400 */
export function checkKey(key: string): string {
  if (key.length > 0 && key.length <= KEY_LENGTH) return key;
  throw refuse(400, `The property key must have 1 to ${KEY_LENGTH} characters.`);
}

/** @throws Refusal 400 */
export function checkValue(value: Json): Json {
  if (JSON.stringify(value).length <= VALUE_LENGTH) return value;
  throw refuse(400, `The property value must be shorter than ${VALUE_LENGTH} characters.`);
}
