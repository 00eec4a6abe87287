// Requests for actions: the op that notes one, and the query for one.
import type { Value } from "../../contract/records.ts";
import type { ActionRequest } from "../action-request.ts";
import type { Reads } from "../store.ts";
import { type Handlers, json } from "./handlers.ts";
import type { Stored } from "./json-columns.ts";
import type { Db } from "./open.ts";

/** Prepares the statements on `db`. */
export function actionOps(db: Db) {
  const put = db.prepare(`INSERT INTO action_request VALUES
      (:connection, :action, :requestKey, :input, :state, :result, :sentAt, :settledAt)
    ON CONFLICT (connection, action, request_key) DO UPDATE SET state = excluded.state, result = excluded.result,
      sent_at = excluded.sent_at, settled_at = excluded.settled_at`);
  const prune = db.prepare("DELETE FROM action_request WHERE state <> 'sent' AND settled_at < ?");
  return {
    "action.put": ({ request }) => void put.run({ ...request, result: json(request.result) }),
    "action.prune": ({ before }) => void prune.run(before),
  } satisfies Partial<Handlers>;
}

/** Prepares it on `db`. */
export function actionReads(db: Db) {
  const get = db.prepare<[string, string, string], Stored<ActionRequest, "result">>(
    `SELECT connection, action, request_key AS requestKey, input, state, result, sent_at AS sentAt,
      settled_at AS settledAt FROM action_request WHERE connection = ? AND action = ? AND request_key = ?`,
  );
  return {
    actionRequest: async (connection, action, requestKey) => {
      const row = get.get(connection, action, requestKey);
      return row === undefined ? null : { ...row, result: JSON.parse(row.result) as Value };
    },
  } satisfies Partial<Reads>;
}
