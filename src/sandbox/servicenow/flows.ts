// A flow as an administrator made one: it begins with a new `u_request`, and its state is that record's. No general call
// starts a flow (fact sheet section 10): a record does, or a Scripted REST API of somebody's own.
import type { Answer, Call, Edge } from "../edge.ts";
import type { Timers } from "../timers.ts";
import { type Actor, cell, type Instance, type Row } from "./instance.ts";
import { bodyOf, callerOf, type Site } from "./site.ts";
import { readValues } from "./values.ts";
import { callerContext, insertRow, updateRow } from "./write.ts";

const TABLE = "u_request";
const SYSTEM: Actor = { id: "", name: "system", isCaller: false };

/** Waiting at once, done a while later, unless somebody took the record away or moved it on. */
export function startFlow(instance: Instance, timers: Timers, row: Row): void {
  const { flowMs } = instance.settings;
  if (flowMs === 0 || row.type.name !== TABLE) return;
  moveOn(instance, row, "waiting");
  timers.after(flowMs, () => {
    const isWaiting = instance.row(TABLE, row.id) !== null && cell(row, "u_stage") === "waiting";
    if (isWaiting) moveOn(instance, row, "done");
  });
}

function moveOn(instance: Instance, row: Row, stage: string): void {
  updateRow(callerContext(instance, SYSTEM), row, new Map([["u_stage", stage]]));
}

/** The desk's own Scripted REST API. Its answer is what its author chose, within `result`. */
export function addFlowRoutes(edge: Edge, site: Site): void {
  edge.route("POST", "/api/x_desk/flows/request", (call) => startByCall(site, call));
}

function startByCall(site: Site, call: Call): Answer {
  const { instance } = site;
  const actor = callerOf(site, call);
  const type = instance.type(TABLE);
  const values = readValues({ instance, type, actor, isDisplay: false }, bodyOf(call));
  const row = insertRow(callerContext(instance, actor), type, values);
  return { status: 200, body: { result: { table: TABLE, sys_id: row.id } }, wrote: true };
}
