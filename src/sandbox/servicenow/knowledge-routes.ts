// The Knowledge Management API: search over published articles, and one of them in full (fact sheet section 9).
import type { Answer, Call, Edge } from "../edge.ts";
import { Refusal } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { noRecord } from "./errors.ts";
import { cell, type Row } from "./instance.ts";
import { runQuery } from "./query-run.ts";
import { displayOf } from "./render.ts";
import { callerOf, type Site } from "./site.ts";

const ROOTS = ["/api/sn_km_api/knowledge", "/api/sn_km_api/v1/knowledge"] as const;
const USUAL_LIMIT = 30;
const SNIPPET_LENGTH = 200;

interface Hit {
  readonly row: Row;
  readonly score: number;
}

export function addKnowledgeRoutes(edge: Edge, site: Site): void {
  for (const root of ROOTS) {
    edge.route("GET", `${root}/articles`, (call) => search(site, call));
    edge.route("GET", `${root}/articles/:id`, (call) => showArticle(site, call));
  }
}

function search(site: Site, call: Call): Answer {
  const { query } = call;
  const hits = findHits(site, call, query.get("query") ?? "");
  const start = Number(query.get("offset") ?? 0);
  const end = Math.min(hits.length, start + Number(query.get("limit") ?? USUAL_LIMIT));
  const queryId = site.instance.random.hex(32);
  const fields = query
    .getAll("fields")
    .flatMap((names) => names.split(","))
    .filter((name) => name !== "");
  const meta = {
    start,
    end,
    fields: fields.join(","),
    query: query.get("query") ?? "",
    filter: query.get("filter") ?? "",
    kb: query.get("kb") ?? "",
    language: query.get("language") ?? "en",
    count: hits.length,
    ts_query_id: queryId,
    status: { code: 200 },
  };
  const articles = hits.slice(start, end).map((hit, index) => {
    const rank = start + index + 1;
    const way = `sysparm_rank=${rank}&sysparm_tsqueryId=${queryId}`;
    const link = `?sys_kb_id=${hit.row.id}&id=kb_article_view&${way}`;
    return { link, rank, ...renderHit(site, call, hit, fields) };
  });
  return { status: 200, body: { result: { meta, articles } } };
}

/** Best first: those that have the word most often. */
function findHits(site: Site, call: Call, text: string): readonly Hit[] {
  const { instance } = site;
  const asker = { instance, userId: callerOf(site, call).id, isCaller: true };
  const rows = runQuery(asker, instance.type("kb_knowledge"), call.query.get("filter") ?? "");
  const word = text.toLowerCase();
  return rows
    .filter((row) => isPublished(row) && !instance.access.denies("read", row.type, row))
    .map((row) => ({ row, score: word === "" ? 1 : wordsOf(row).toLowerCase().split(word).length - 1 }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

function renderHit(site: Site, call: Call, { row, score }: Hit, fields: readonly string[]): JsonObject {
  const view = { instance: site.instance, userId: callerOf(site, call).id };
  const shown = fields.flatMap((name) => {
    const field = row.type.byName.get(name);
    if (field === undefined) return [];
    const value = { display_value: displayOf(row, field, view), value: cell(row, name) };
    return [[name, { ...value, name, label: field.label, type: field.type }] as const];
  });
  return {
    id: `kb_knowledge:${row.id}`,
    title: cell(row, "short_description"),
    snippet: wordsOf(row).slice(0, SNIPPET_LENGTH),
    score,
    number: cell(row, "number"),
    ...(shown.length === 0 ? {} : { fields: Object.fromEntries(shown) }),
  };
}

/** By sys_id or by number. */
function showArticle(site: Site, call: Call): Answer {
  callerOf(site, call);
  const { instance } = site;
  const id = call.params.id ?? "";
  const row = instance.row("kb_knowledge", id) ?? instance.rowBy("kb_knowledge", "number", id);
  if (row === null || !isPublished(row) || instance.access.denies("read", row.type, row))
    throw new Refusal(noRecord());
  const files = [...instance.rows("sys_attachment")].filter((file) => cell(file, "table_sys_id") === row.id);
  const result = {
    content: cell(row, "text"),
    template: false,
    number: cell(row, "number"),
    sys_id: row.id,
    short_description: cell(row, "short_description"),
    display_attachments: files.length > 0,
    attachments: files.map((file) => ({
      sys_id: file.id,
      file_name: cell(file, "file_name"),
      size_bytes: cell(file, "size_bytes"),
      state: "available_conditionally",
    })),
    embedded_content: [],
  };
  return { status: 200, body: { result } };
}

function isPublished(row: Row): boolean {
  return cell(row, "workflow_state") === "published" && cell(row, "active") === "true";
}

function wordsOf(row: Row): string {
  const text = cell(row, "text").replace(/<[^>]*>/g, " ");
  return `${cell(row, "short_description")} ${text}`.replace(/\s+/g, " ").trim();
}
