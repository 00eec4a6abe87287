// The Import Set API: rows go into a staging table, and a transform map makes records of them; where it coalesces, a row
// whose key is known updates the record that has it (fact sheet section 8).
import type { Answer, Call, Edge } from "../edge.ts";
import { Refusal } from "../edge.ts";
import { isJsonArray, isJsonObject, type JsonObject, textAt } from "../json.ts";
import type { Timers } from "../timers.ts";
import { invalidTable, noRecord, refuse } from "./errors.ts";
import { type Actor, cell, type Instance, type Row } from "./instance.ts";
import { API_ROOTS, bodyOf, callerOf, type Site } from "./site.ts";
import { readValues } from "./values.ts";
import { callerContext, insertRow, updateRow } from "./write.ts";
import { stampOf } from "./zones.ts";

interface TransformMap {
  readonly name: string;
  readonly target: string;
  /** Column of the staging table → column of the target. */
  readonly columns: Readonly<Record<string, string>>;
  /** The staging column whose value finds the record. */
  readonly coalesce: string;
}

const MAPS: Readonly<Record<string, TransformMap>> = {
  u_incident_import: {
    name: "Incident Import",
    target: "incident",
    coalesce: "u_key",
    columns: {
      u_key: "correlation_id",
      u_short_description: "short_description",
      u_description: "description",
      u_impact: "impact",
      u_urgency: "urgency",
    },
  },
};
const TRANSFORM_DELAY_MS = 50;

export function addImportRoutes(edge: Edge, site: Site, timers: Timers): void {
  for (const root of API_ROOTS) {
    edge.route("POST", `${root}/import/:table`, (call) => importOne(site, call));
    edge.route("POST", `${root}/import/:table/insertMultiple`, (call) => importMany(site, call, timers));
    edge.route("GET", `${root}/import/:table/:id`, (call) => showImport(site, call));
  }
}

/** 201 whatever came of it: each result has a status of its own. */
function importOne(site: Site, call: Call): Answer {
  const { instance } = site;
  const actor = callerOf(site, call);
  const map = mapOf(call);
  const staged = stage(instance, map, call, bodyOf(call), actor);
  const { outcome, wrote } = transform(instance, map, staged, actor);
  const shown = { ...outcome, ...placeOf(instance, map, staged, call) };
  return { status: 201, body: importBody(call, staged, shown), wrote };
}

/** Several rows are taken at once and transformed later. Their columns go by the label, other than those of one row. */
function importMany(site: Site, call: Call, timers: Timers): Answer {
  const { instance } = site;
  const actor = callerOf(site, call);
  const map = mapOf(call);
  const { records } = bodyOf(call);
  if (!isJsonArray(records)) throw refuse(400, "Exception while reading request", "records is missing");
  const type = instance.type(call.params.table ?? "");
  const byName = (record: JsonObject) =>
    Object.fromEntries([...type.byName.values()].map(({ name, label }) => [name, record[label] ?? ""]));
  const staged = records
    .filter(isJsonObject)
    .map((record) => stage(instance, map, call, byName(record), actor));
  timers.after(TRANSFORM_DELAY_MS, () => {
    for (const row of staged) transform(instance, map, row, actor);
  });
  const ids = { import_set_id: instance.random.hex(32), multi_import_set_id: instance.random.hex(32) };
  return { status: 201, body: ids, wrote: true };
}

function showImport(site: Site, call: Call): Answer {
  callerOf(site, call);
  const map = mapOf(call);
  const staged = site.instance.row(call.params.table ?? "", call.params.id ?? "");
  if (staged === null) return noRecord();
  const outcome = { transform_map: map.name, table: map.target, status: cell(staged, "sys_import_state") };
  const shown = { ...outcome, ...placeOf(site.instance, map, staged, call) };
  return { status: 200, body: importBody(call, staged, shown) };
}

function importBody(call: Call, staged: Row, result: JsonObject): JsonObject {
  // One import set for each row.
  const set = `ISET${staged.id.slice(0, 7)}`;
  return { import_set: set, staging_table: call.params.table ?? "", result: [result] };
}

/** @throws Refusal 400 for a table that is no staging table */
function mapOf(call: Call): TransformMap {
  const map = MAPS[call.params.table ?? ""];
  if (map === undefined) throw invalidTable(call.params.table ?? "");
  return map;
}

function stage(instance: Instance, map: TransformMap, call: Call, body: JsonObject, actor: Actor): Row {
  const values = Object.keys(map.columns).map((column) => [column, textAt(body, column) ?? ""]);
  return instance.put(call.params.table ?? "", Object.fromEntries(values), instance.clock.now(), actor.name);
}

interface Transformed {
  readonly outcome: JsonObject;
  readonly wrote: boolean;
}

function transform(instance: Instance, map: TransformMap, staged: Row, actor: Actor): Transformed {
  const base = { transform_map: map.name, table: map.target };
  const type = instance.type(map.target);
  // A blank column leaves what the record has: "copy empty fields" is off.
  const filled = Object.entries(map.columns).filter(([from]) => cell(staged, from) !== "");
  const given = filled.map(([from, to]) => [to, cell(staged, from)]);
  const values = readValues({ instance, type, actor, isDisplay: false }, Object.fromEntries(given));
  const key = cell(staged, map.coalesce);
  const known = key === "" ? null : instance.rowBy(map.target, map.columns[map.coalesce] ?? "", key);
  try {
    const context = callerContext(instance, actor);
    const isChanged = known !== null && updateRow(context, known, values);
    const row = known ?? insertRow(context, type, values);
    const status = known === null ? "inserted" : isChanged ? "updated" : "ignored";
    settle(instance, staged, status, row.id);
    return { outcome: { ...base, status }, wrote: status !== "ignored" };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    settle(instance, staged, "error", "");
    return { outcome: { ...base, status: "error", error_message: detailOf(error) }, wrote: false };
  }
}

function detailOf({ answer }: Refusal): string {
  const error = isJsonObject(answer.body) ? answer.body.error : null;
  return textAt(error ?? null, "detail") ?? "Unable to create target record";
}

function settle({ clock }: Instance, staged: Row, state: string, targetId: string): void {
  staged.values.set("sys_import_state", state);
  staged.values.set("sys_target_sys_id", targetId);
  staged.values.set("sys_row_imported", stampOf(clock.now()));
}

/** Where the record is that a row became. */
function placeOf(instance: Instance, map: TransformMap, staged: Row, call: Call): JsonObject {
  const row = instance.row(map.target, cell(staged, "sys_target_sys_id"));
  if (row === null) return { sys_id: "" };
  return {
    display_name: row.type.display,
    display_value: cell(row, row.type.display),
    record_link: `${call.baseUrl}/api/now/table/${map.target}/${row.id}`,
    sys_id: row.id,
  };
}
