// Pages of a result: the limit counts before access is looked at, so that a short or empty page is not the end.
import type { Call } from "../edge.ts";
import type { Row } from "./instance.ts";

export interface Page {
  readonly rows: readonly Row[];
  readonly headers: Readonly<Record<string, string>>;
}

export function pageOf(call: Call, all: readonly Row[], usualLimit: number): Page {
  const { query } = call;
  const limit = wholeNumber(query.get("sysparm_limit")) ?? usualLimit;
  const offset = wholeNumber(query.get("sysparm_offset")) ?? 0;
  const isCounted = query.get("sysparm_no_count") !== "true";
  const headers: Record<string, string> = {};
  if (isCounted) headers["x-total-count"] = String(all.length);
  if (query.get("sysparm_suppress_pagination_header") !== "true") {
    const link = linkHeader(call, { limit, offset, total: all.length, isCounted });
    if (link !== "") headers.link = link;
  }
  return { rows: all.slice(offset, offset + limit), headers };
}

interface Extent {
  readonly limit: number;
  readonly offset: number;
  readonly total: number;
  readonly isCounted: boolean;
}

function linkHeader(call: Call, { limit, offset, total, isCounted }: Extent): string {
  if (limit === 0) return "";
  const links: string[] = [];
  const add = (rel: string, at: number) => links.push(`<${addressOf(call, at)}>;rel="${rel}"`);
  if (offset > 0 || offset + limit < total) add("first", 0);
  if (offset > 0) add("prev", Math.max(0, offset - limit));
  if (offset + limit < total) add("next", offset + limit);
  if (isCounted && total > limit) add("last", Math.floor((total - 1) / limit) * limit);
  return links.join(",");
}

function addressOf(call: Call, offset: number): string {
  const query = new URLSearchParams(call.query);
  query.set("sysparm_offset", String(offset));
  return `${call.baseUrl}${call.path}?${query}`;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
