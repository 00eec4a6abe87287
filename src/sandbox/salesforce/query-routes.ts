// /query and /queryAll with paging by nextRecordsUrl, and the replication feeds getUpdated and getDeleted.
import type { Answer, Call, Edge } from "../edge.ts";
import { refuse } from "./errors.ts";
import type { Field } from "./fields.ts";
import type { Org } from "./org.ts";
import { DATA, storeOf, versionOf } from "./record-routes.ts";
import { formatStamp, type RecordStore, type Row, renderRow, wholeSecond } from "./records.ts";
import { malformed, parseSoql, type SoqlQuery } from "./soql-parse.ts";
import { runSoql } from "./soql-run.ts";

const DAY_MS = 86_400_000;
const LOCATOR_LIFE_MS = 2 * DAY_MS;
const LOCATORS_KEPT = 500;
const UPDATED_WINDOW_MS = 30 * DAY_MS;
const DELETED_WINDOW_MS = 15 * DAY_MS;

interface Locator {
  readonly store: RecordStore;
  readonly rows: readonly Row[];
  readonly fields: readonly Field[];
  readonly resource: string;
  readonly pageSize: number;
  readonly madeMs: number;
}

export function addQueryRoutes(edge: Edge, org: Org): void {
  const locators = new Map<string, Locator>();
  for (const resource of ["query", "queryAll"]) {
    edge.route("GET", `${DATA}/${resource}`, (call) => query(call, org, locators, resource));
    edge.route("GET", `${DATA}/${resource}/:locator`, (call) => nextPage(call, org, locators));
  }
  edge.route("GET", `${DATA}/sobjects/:object/updated`, (call) => updated(call, org));
  edge.route("GET", `${DATA}/sobjects/:object/deleted`, (call) => deleted(call, org));
}

function query(call: Call, org: Org, locators: Map<string, Locator>, resource: string): Answer {
  const text = call.query.get("q");
  if (text === null || text.trim() === "")
    throw refuse(400, "MALFORMED_QUERY", "SOQL statements cannot be empty or null");
  const parsed = parseSoql(text);
  const store = org.store(parsed.object);
  if (store === null) {
    const message = `sObject type '${parsed.object}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name.`;
    throw refuse(400, "INVALID_TYPE", message);
  }
  if (!org.settings.queryAllFiles || Number(versionOf(call)) < 59) checkLinkFilter(parsed);
  const { rows, fields } = runSoql(store, parsed, resource === "queryAll");
  if (fields === null) return { status: 200, body: { totalSize: rows.length, done: true, records: [] } };
  const locator: Locator = {
    store,
    rows,
    fields,
    resource,
    pageSize: pageSize(call, org),
    madeMs: org.clock.now(),
  };
  return page(call, locator, `0r8${org.random.text(15)}`, 0, locators);
}

const LINK_FILTERS: ReadonlySet<string> = new Set(["id", "contentdocumentid", "linkedentityid"]);

/** Links of files are only found from one of their ends. @throws Refusal MALFORMED_QUERY */
function checkLinkFilter({ object, where }: SoqlQuery): void {
  if (object.toLowerCase() !== "contentdocumentlink") return;
  const parts = where === null ? [] : where.kind === "all" ? where.parts : [where];
  const isFiltered = parts.some(
    (part) =>
      part.kind === "test" &&
      LINK_FILTERS.has(part.field.toLowerCase()) &&
      (part.operator === "=" || part.operator === "in"),
  );
  if (isFiltered) return;
  throw malformed(
    "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
  );
}

/** The batch size header is a hint; the org's own page size caps it. */
function pageSize(call: Call, org: Org): number {
  const hint = /batchSize=(\d+)/i.exec(call.headers["sforce-query-options"] ?? "")?.[1];
  const wanted =
    hint === undefined ? org.settings.queryPageSize : Math.min(2000, Math.max(200, Number(hint)));
  return Math.min(wanted, org.settings.queryPageSize);
}

function nextPage(call: Call, org: Org, locators: Map<string, Locator>): Answer {
  const [name, offset] = (call.params.locator ?? "").split("-");
  const locator = locators.get(name ?? "");
  const start = Number(offset);
  const isLive = locator !== undefined && org.clock.now() - locator.madeMs < LOCATOR_LIFE_MS;
  if (!isLive || name === undefined || !Number.isInteger(start)) {
    throw refuse(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
  }
  return page(call, locator, name, start, locators);
}

function page(
  call: Call,
  locator: Locator,
  name: string,
  start: number,
  locators: Map<string, Locator>,
): Answer {
  const end = start + locator.pageSize;
  const done = end >= locator.rows.length;
  if (!done) remember(locators, name, locator);
  const version = versionOf(call);
  const next = done
    ? {}
    : { nextRecordsUrl: `/services/data/v${version}/${locator.resource}/${name}-${end}` };
  const records = locator.rows
    .slice(start, end)
    .map((row) => renderRow(locator.store.type, row, version, locator.fields));
  return { status: 200, body: { totalSize: locator.rows.length, done, ...next, records } };
}

function remember(locators: Map<string, Locator>, name: string, locator: Locator): void {
  locators.set(name, locator);
  if (locators.size <= LOCATORS_KEPT) return;
  const [oldest] = locators.keys();
  if (oldest !== undefined) locators.delete(oldest);
}

function updated(call: Call, org: Org): Answer {
  const { startMs, endMs } = range(call, org, UPDATED_WINDOW_MS);
  const store = storeOf(call, org);
  const ids: string[] = [];
  for (const row of store.since(startMs))
    if (row.deletedMs === null && row.stampMs <= endMs) ids.push(row.id);
  return { status: 200, body: { ids, latestDateCovered: formatStamp(coveredMs(org, endMs)) } };
}

function deleted(call: Call, org: Org): Answer {
  const { startMs, endMs } = range(call, org, DELETED_WINDOW_MS);
  const store = storeOf(call, org);
  const deletedRecords: { id: string; deletedDate: string }[] = [];
  for (const row of store.since(startMs)) {
    if (row.deletedMs === null || row.deletedMs > endMs) continue;
    deletedRecords.push({ id: row.id, deletedDate: formatStamp(row.deletedMs) });
  }
  const earliestDateAvailable = formatStamp(wholeSecond(org.startedMs - DELETED_WINDOW_MS));
  const latestDateCovered = formatStamp(coveredMs(org, endMs));
  return { status: 200, body: { deletedRecords, earliestDateAvailable, latestDateCovered } };
}

/** Nothing later than now can be covered. */
function coveredMs(org: Org, endMs: number): number {
  return wholeSecond(Math.min(endMs, org.clock.now()));
}

function range(call: Call, org: Org, windowMs: number): { readonly startMs: number; readonly endMs: number } {
  const startMs = Date.parse((call.query.get("start") ?? "").replace(" ", "+"));
  const endMs = Date.parse((call.query.get("end") ?? "").replace(" ", "+"));
  if (Number.isNaN(startMs) || Number.isNaN(endMs)) {
    throw refuse(400, "INVALID_REPLICATION_DATE", "start and end must be ISO 8601 date-times");
  }
  if (endMs - startMs < 60_000) {
    throw refuse(
      400,
      "INVALID_REPLICATION_DATE",
      "endDate must be at least one minute greater than startDate",
    );
  }
  if (startMs < org.clock.now() - windowMs) {
    throw refuse(
      400,
      "INVALID_REPLICATION_DATE",
      `startDate cannot be more than ${windowMs / DAY_MS} days ago`,
    );
  }
  return { startMs, endMs };
}
