// How a request is to be answered: where links point, which text format it speaks, who asks.
import type { Call } from "../edge.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { GATEWAY } from "./access.ts";
import { plainText } from "./adf.ts";
import { refuse } from "./errors.ts";
import type { Site } from "./site.ts";
import { documentOf, wikiOf } from "./wiki.ts";

export interface View {
  readonly site: Site;
  /** Such as `http://127.0.0.1:8703/rest/api/3`. */
  readonly base: string;
  /** Version 3 speaks the document format, version 2 wiki markup. */
  readonly text: "adf" | "wiki";
  readonly isCloud: boolean;
}

export function viewOf(site: Site, call: Call): View {
  const version = call.path.includes("/rest/api/3/") ? 3 : 2;
  const prefix = call.path.startsWith(GATEWAY) ? GATEWAY : "";
  return {
    site,
    base: `${call.baseUrl}${prefix}/rest/api/${version}`,
    text: version === 3 ? "adf" : "wiki",
    isCloud: site.isCloud,
  };
}

/** How the site itself shows an issue: in webhooks and to people at their desks. */
export function ownView(site: Site, url: string): View {
  const { isCloud } = site;
  return { site, base: `${url}/rest/api/${isCloud ? 3 : 2}`, text: isCloud ? "adf" : "wiki", isCloud };
}

/** Rich text as stored: the Cloud keeps documents, Data Center markup. */
export function storeText(view: View, markup: string): Json {
  return view.isCloud ? documentOf(markup) : markup;
}

export function showText(view: View, stored: Json): Json {
  if (stored === null) return null;
  if (view.text === "adf") return typeof stored === "string" ? documentOf(stored) : stored;
  return typeof stored === "string" ? stored : wikiOf(stored);
}

/** HTML as `expand=renderedBody` gives it: the text only. */
export function renderedText(stored: Json): string {
  const escaped = plainText(stored).replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return `<p>${escaped.replaceAll("\n", "<br/>")}</p>`;
}

/** @throws Refusal 400 when the body is no JSON object */
export function readBody(call: Call): JsonObject {
  try {
    const parsed: unknown = JSON.parse(call.rawBody);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // answered below
  }
  throw refuse(400, "Invalid request payload. Refer to the REST API documentation and try again.");
}

/** A whole number of the query, within bounds. */
export function numberOf(call: Call, name: string, usual: number, most = Number.MAX_SAFE_INTEGER): number {
  const given = Number(call.query.get(name) ?? usual);
  return Number.isInteger(given) && given >= 0 ? Math.min(given, most) : usual;
}

export interface Page {
  readonly startAt: number;
  readonly maxResults: number;
  readonly total: number;
}

export function pageOf(
  call: Call,
  rows: readonly JsonObject[],
  usual = 50,
  most = 100,
): Page & { readonly rows: readonly JsonObject[] } {
  const startAt = numberOf(call, "startAt", 0);
  const maxResults = numberOf(call, "maxResults", usual, most);
  return { startAt, maxResults, total: rows.length, rows: rows.slice(startAt, startAt + maxResults) };
}

/** The shape most lists have: `values` with the page's place. */
export function valuesPage(call: Call, rows: readonly JsonObject[]): JsonObject {
  const { rows: values, ...place } = pageOf(call, rows);
  return { ...place, isLast: place.startAt + values.length >= place.total, values: [...values] };
}
