// Records of the emulated instance as people at their desks handle them.
import { problem, readJson, sinceOf } from "../control-call.ts";
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import { type JsonObject, textAt } from "../json.ts";
import { addAccessControl } from "./control-access.ts";
import { addFileControl } from "./control-files.ts";
import { type Actor, cell, type Instance, type Row } from "./instance.ts";
import { entriesOf } from "./journal-entries.ts";
import { renderRow, type View } from "./render.ts";
import { DESK } from "./seed.ts";
import { readValues } from "./values.ts";
import { deleteRow, insertRow, restoreRow, updateRow, type WriteContext } from "./write.ts";
import { readStamp } from "./zones.ts";

/**
 * Routes below /servicenow. `incidents`, `users` and `tables/TABLE`: GET (`?since=`), POST; `/ID`: GET, PATCH, DELETE; `/ID/undelete`: POST.
 * `?as=USER_NAME` says who does it; `?workflow=false` runs no rules, `?autoSysFields=false` moves no stamp. Answers are raw
 * records under `record` and `records`. `journal`: GET (`?record=ID`), POST `{element_id, element, value}`.
 */
export function addServiceNowControl(edge: Edge, instance: Instance): void {
  for (const [path, table] of [
    ["incidents", "incident"],
    ["users", "sys_user"],
    ["tables/:table", null],
  ] as const) {
    const of = (call: Call) => table ?? call.params.table ?? "";
    edge.route("GET", `/servicenow/${path}`, (call) => list(instance, of(call), call));
    edge.route("POST", `/servicenow/${path}`, (call) => create(instance, of(call), call));
    edge.route("GET", `/servicenow/${path}/:id`, (call) => withRow(instance, of(call), call, shown));
    edge.route("PATCH", `/servicenow/${path}/:id`, (call) => withRow(instance, of(call), call, edit));
    edge.route("DELETE", `/servicenow/${path}/:id`, (call) => withRow(instance, of(call), call, remove));
    edge.route("POST", `/servicenow/${path}/:id/undelete`, (call) => undelete(instance, call));
  }
  edge.route("GET", "/servicenow/journal", (call) => listEntries(instance, call));
  edge.route("POST", "/servicenow/journal", (call) => addEntry(instance, call));
  addFileControl(edge, instance);
  addAccessControl(edge, instance);
}

/** How somebody at a desk writes: some transactions are long. @throws Refusal 400 for an unknown user */
export function deskContext(instance: Instance, call: Call): WriteContext {
  return {
    instance,
    actor: actorOf(instance, call.query.get("as")),
    nowMs: instance.clock.now() - instance.settings.commitLagMs,
    quiet: call.query.get("workflow") === "false",
    unstamped: call.query.get("autoSysFields") === "false",
  };
}

function actorOf(instance: Instance, userName: string | null): Actor {
  if (userName === null) return DESK;
  const user = instance.rowBy("sys_user", "user_name", userName);
  if (user === null) throw new Refusal(problem(400, `there is no user ${userName}`));
  return { id: user.id, name: userName, isCaller: false };
}

export function rawRow(instance: Instance, row: Row): JsonObject {
  const view: View = {
    instance,
    userId: DESK.id,
    isCaller: false,
    display: "false",
    links: false,
    fields: null,
    base: "",
  };
  return renderRow(row, view);
}

function list(instance: Instance, table: string, call: Call): Answer {
  if (!instance.types.has(table)) return problem(404, `there is no table ${table}`);
  const sinceMs = sinceOf(call);
  const rows = [...instance.rows(table)].filter(
    (row) => sinceMs === 0 || (readStamp(cell(row, "sys_updated_on")) ?? 0) >= sinceMs - 1000,
  );
  return { status: 200, body: { records: rows.map((row) => rawRow(instance, row)) } };
}

function create(instance: Instance, table: string, call: Call): Answer {
  const type = instance.types.get(table);
  if (type === undefined) return problem(404, `there is no table ${table}`);
  return answered(() => {
    const context = deskContext(instance, call);
    const values = readValues({ instance, type, actor: context.actor, isDisplay: false }, readJson(call));
    return { status: 201, body: { record: rawRow(instance, insertRow(context, type, values)) } };
  });
}

type RowWork = (instance: Instance, row: Row, call: Call) => Answer;

function withRow(instance: Instance, table: string, call: Call, work: RowWork): Answer {
  const row = instance.types.has(table) ? instance.row(table, call.params.id ?? "") : null;
  return row === null ? problem(404, "there is no such record") : answered(() => work(instance, row, call));
}

function shown(instance: Instance, row: Row): Answer {
  return { status: 200, body: { record: rawRow(instance, row) } };
}

function edit(instance: Instance, row: Row, call: Call): Answer {
  const context = deskContext(instance, call);
  const rules = { instance, type: row.type, actor: context.actor, isDisplay: false };
  updateRow(context, row, readValues(rules, readJson(call)));
  return shown(instance, row);
}

function remove(instance: Instance, row: Row, call: Call): Answer {
  deleteRow(deskContext(instance, call), row);
  return { status: 204 };
}

function undelete(instance: Instance, call: Call): Answer {
  const row = restoreRow(deskContext(instance, call), call.params.id ?? "");
  return row === null ? problem(404, "there is no such deleted record") : shown(instance, row);
}

function listEntries(instance: Instance, call: Call): Answer {
  const record = call.query.get("record");
  const rows = record === null ? [...instance.rows("sys_journal_field")] : entriesOf(instance, record);
  return { status: 200, body: { records: rows.map((row) => rawRow(instance, row)) } };
}

function addEntry(instance: Instance, call: Call): Answer {
  return answered(() => {
    const body = readJson(call);
    const id = textAt(body, "element_id") ?? "";
    const row = instance.row("task", id) ?? instance.row("u_request", id);
    if (row === null) return problem(404, "there is no such record");
    const before = entriesOf(instance, row.id).length;
    const element = textAt(body, "element") ?? "comments";
    updateRow(deskContext(instance, call), row, new Map([[element, textAt(body, "value") ?? ""]]));
    const entry = entriesOf(instance, row.id)[before];
    if (entry === undefined) return problem(400, "the entry is blank, or `element` is no journal field");
    return { status: 201, body: { record: rawRow(instance, entry) } };
  });
}

export function answered(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
