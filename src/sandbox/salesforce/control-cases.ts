// Cases as someone in the Salesforce UI edits them: no session, no limits, the record's stamp moves.
import { readJson, sinceOf } from "../control-call.ts";
import type { Answer, Edge } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { errorAnswer } from "./errors.ts";
import { DESK_USER_ID } from "./objects.ts";
import type { Org } from "./org.ts";
import { renderRow, wholeSecond } from "./records.ts";
import { type Prepared, prepareDelete, prepareInsert, prepareUpdate, type WriteContext } from "./write.ts";

const VERSION = "66.0";

export function addCaseControl(edge: Edge, org: Org): void {
  edge.route("GET", "/salesforce/cases", (call) => ({
    status: 200,
    body: { cases: dumpCases(org, sinceOf(call)) },
  }));
  edge.route("POST", "/salesforce/cases", (call) => createCase(org, readJson(call)));
  edge.route("PATCH", "/salesforce/cases/:id", (call) =>
    applyCaseEdit(org, call.params.id ?? "", readJson(call)),
  );
  edge.route("DELETE", "/salesforce/cases/:id", (call) => deleteCase(org, call.params.id ?? ""));
}

/** Live cases with all their fields, changed at or after `sinceMs`; 0: every one. */
function dumpCases(org: Org, sinceMs: number): readonly JsonObject[] {
  const { cases } = org;
  const rows = sinceMs === 0 ? cases.rows.values() : cases.since(wholeSecond(sinceMs));
  const live = [...rows].filter((row) => row.deletedMs === null);
  return live.map((row) => renderRow(cases.type, row, VERSION, cases.type.fields));
}

function createCase(org: Org, input: JsonObject): Answer {
  return settle(org, prepareInsert(org.cases, input, uiContext(org)), 201);
}

function applyCaseEdit(org: Org, id: string, input: JsonObject): Answer {
  return settle(org, prepareUpdate(org.cases, id, input, uiContext(org)), 200);
}

function deleteCase(org: Org, id: string): Answer {
  return settle(org, prepareDelete(org.cases, id, uiContext(org)), 204);
}

/** The UI's save does not tick "assign using active assignment rules". */
function uiContext(org: Org): WriteContext {
  return org.writeContext(DESK_USER_ID, false);
}

function settle(org: Org, prepared: Prepared, status: number): Answer {
  if (!prepared.ok) {
    const { error } = prepared;
    return errorAnswer(error.status, error.code, error.message, error.fields);
  }
  prepared.commit();
  const row = org.cases.rows.get(prepared.id);
  if (status === 204 || row === undefined) return { status: 204 };
  return { status, body: { case: renderRow(org.cases.type, row, VERSION, org.cases.type.fields) } };
}
