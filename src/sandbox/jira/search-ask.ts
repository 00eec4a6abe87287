// What a search asks for, in the body or in the query.
import type { Call } from "../edge.ts";
import { arrayAt, type JsonObject, numberAt, textAt } from "../json.ts";
import { listOf } from "./issue-calls.ts";

export interface SearchAsk {
  readonly jql: string;
  readonly fields: readonly string[];
  readonly properties: readonly string[];
  readonly reconcile: readonly string[];
  readonly expand: readonly string[];
  readonly maxResults: number;
  readonly startAt: number;
  readonly token: string | null;
}

const texts = (body: JsonObject, key: string): readonly string[] => (arrayAt(body, key) ?? []).map(String);

export function askOfBody(body: JsonObject): SearchAsk {
  return {
    jql: textAt(body, "jql") ?? "",
    fields: texts(body, "fields"),
    properties: texts(body, "properties"),
    reconcile: texts(body, "reconcileIssues"),
    expand: typeof body.expand === "string" ? body.expand.split(",") : texts(body, "expand"),
    maxResults: numberAt(body, "maxResults") ?? 50,
    startAt: numberAt(body, "startAt") ?? 0,
    token: textAt(body, "nextPageToken"),
  };
}

export function askOfQuery(call: Call): SearchAsk {
  return {
    jql: call.query.get("jql") ?? "",
    fields: listOf(call, "fields"),
    properties: listOf(call, "properties"),
    reconcile: listOf(call, "reconcileIssues"),
    expand: listOf(call, "expand"),
    maxResults: Number(call.query.get("maxResults") ?? 50),
    startAt: Number(call.query.get("startAt") ?? 0),
    token: call.query.get("nextPageToken"),
  };
}
