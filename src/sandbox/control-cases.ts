// Cases as someone in the Salesforce UI edits them: no session, no limits, the record's stamp moves.
import type { Answer } from "./edge.ts";
import type { JsonObject } from "./json.ts";
import { errorAnswer } from "./salesforce/errors.ts";
import { DESK_USER_ID } from "./salesforce/objects.ts";
import type { Org } from "./salesforce/org.ts";
import { renderRow, wholeSecond } from "./salesforce/records.ts";
import {
  type Prepared,
  prepareDelete,
  prepareInsert,
  prepareUpdate,
  type WriteContext,
} from "./salesforce/write.ts";

const VERSION = "66.0";

/** Live cases with all their fields, changed at or after `sinceMs`; 0: every one. */
export function dumpCases(org: Org, sinceMs: number): readonly JsonObject[] {
  const { cases } = org;
  const rows = sinceMs === 0 ? cases.rows.values() : cases.since(wholeSecond(sinceMs));
  const live = [...rows].filter((row) => row.deletedMs === null);
  return live.map((row) => renderRow(cases.type, row, VERSION, cases.type.fields));
}

export function createCase(org: Org, input: JsonObject): Answer {
  return settle(org, prepareInsert(org.cases, input, uiContext(org)), 201);
}

export function applyCaseEdit(org: Org, id: string, input: JsonObject): Answer {
  return settle(org, prepareUpdate(org.cases, id, input, uiContext(org)), 200);
}

export function deleteCase(org: Org, id: string): Answer {
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
