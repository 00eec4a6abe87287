// The Table API: one record or many, of any table (fact sheet section 2).
import type { Answer, Call, Edge } from "../edge.ts";
import { Refusal } from "../edge.ts";
import { noPath, noRecord } from "./errors.ts";
import type { Actor, Row } from "./instance.ts";
import { pageOf } from "./paging.ts";
import { runQuery } from "./query-run.ts";
import { renderRow } from "./render.ts";
import { API_ROOTS, bodyOf, callerOf, rootOf, type Site, tableOf, viewOf } from "./site.ts";
import type { TableType } from "./tables.ts";
import { readValues, type Values } from "./values.ts";
import { callerContext, deleteRow, insertRow, updateRow } from "./write.ts";

const USUAL_LIMIT = 10_000;

export function addTableRoutes(edge: Edge, site: Site): void {
  for (const root of API_ROOTS) {
    const list = `${root}/table/:table`;
    edge.route("GET", list, (call) => listRecords(site, call));
    edge.route("POST", list, (call) => create(site, call));
    edge.route("GET", `${list}/:id`, (call) => show(site, call));
    edge.route("PUT", `${list}/:id`, (call) => update(site, call));
    edge.route("PATCH", `${list}/:id`, (call) => update(site, call));
    edge.route("DELETE", `${list}/:id`, (call) => remove(site, call));
    edge.route("POST", `${list}/:id`, (call) => overridden(site, call));
  }
}

function listRecords(site: Site, call: Call): Answer {
  const type = tableOf(site, call);
  const caller = callerOf(site, call);
  const asker = { instance: site.instance, userId: caller.id, isCaller: true };
  const found = runQuery(asker, type, call.query.get("sysparm_query") ?? filtersOf(call));
  const { rows, headers } = pageOf(call, found, USUAL_LIMIT);
  const view = viewOf(site, call, caller);
  const shown = rows
    .filter((row) => !site.instance.access.denies("read", row.type, row))
    .map((row) => renderRow(row, view));
  // The first version has no empty lists.
  if (shown.length === 0 && rootOf(call) === "/api/now/v1") return { ...noRecord(), headers };
  return { status: 200, body: { result: shown }, headers };
}

/** `active=true&priority=1` in the place of a query. */
function filtersOf({ query }: Call): string {
  return [...query]
    .filter(([name]) => !name.startsWith("sysparm_"))
    .map(([name, value]) => `${name}=${value}`)
    .join("^");
}

function show(site: Site, call: Call): Answer {
  const caller = callerOf(site, call);
  const row = rowOf(site, call);
  return { status: 200, body: { result: renderRow(row, viewOf(site, call, caller)) } };
}

function create(site: Site, call: Call): Answer {
  const type = tableOf(site, call);
  const caller = callerOf(site, call);
  const row = insertRow(callerContext(site.instance, caller), type, valuesOf(site, call, type, caller));
  const location = `${call.baseUrl}${rootOf(call)}/table/${type.name}/${row.id}`;
  const body = { result: renderRow(row, viewOf(site, call, caller)) };
  return { status: 201, body, headers: { location }, wrote: true };
}

function update(site: Site, call: Call): Answer {
  const caller = callerOf(site, call);
  const row = rowOf(site, call);
  const wrote = updateRow(callerContext(site.instance, caller), row, valuesOf(site, call, row.type, caller));
  return { status: 200, body: { result: renderRow(row, viewOf(site, call, caller)) }, wrote };
}

function remove(site: Site, call: Call): Answer {
  deleteRow(callerContext(site.instance, callerOf(site, call)), rowOf(site, call));
  return { status: 204, wrote: true };
}

function overridden(site: Site, call: Call): Answer {
  const method = (call.headers["x-http-method-override"] ?? "").toUpperCase();
  if (method === "PATCH" || method === "PUT") return update(site, call);
  if (method === "DELETE") return remove(site, call);
  return method === "GET" ? show(site, call) : noPath();
}

function valuesOf({ instance }: Site, call: Call, type: TableType, actor: Actor): Values {
  const isDisplay = call.query.get("sysparm_input_display_value") === "true";
  return readValues({ instance, type, actor, isDisplay }, bodyOf(call));
}

/** @throws Refusal 404 for a record that is absent or hidden, 400 for such a table */
function rowOf(site: Site, call: Call): Row {
  const row = site.instance.row(tableOf(site, call).name, call.params.id ?? "");
  const isHidden = row !== null && site.instance.access.denies("read", row.type, row);
  if (row === null || isHidden) throw new Refusal(noRecord());
  return row;
}
