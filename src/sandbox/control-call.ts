// What the routes of the control API read from a call, and how they refuse it.
import { type Answer, type Call, Refusal } from "./edge.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

export function problem(status: number, message: string): Answer {
  return { status, body: { error: message } };
}

/** @throws Refusal 400 when the body is no JSON object */
export function readJson(call: Call): JsonObject {
  try {
    const parsed: unknown = JSON.parse(call.rawBody);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // answered below
  }
  throw new Refusal(problem(400, "the body must be a JSON object"));
}

/** `?since=` in milliseconds since the Unix epoch; 0 when absent. */
export function sinceOf(call: Call): number {
  return Number(call.query.get("since") ?? 0) || 0;
}
