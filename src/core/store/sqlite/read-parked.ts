// The named queries about what needs a person: dead letters and conflicts.
import type { FieldValues, Value } from "../../contract/records.ts";
import type { Conflict, DeadLetter } from "../rows.ts";
import type { Reads } from "../store.ts";
import { list, type Stored } from "./json-columns.ts";
import type { Db } from "./open.ts";

const letterColumns = `id, sync, link_id AS linkId, side, record_id AS recordId, operation, code, message, hint,
  vendor_code AS vendorCode, payload, attempts, first_at AS firstAt, last_at AS lastAt, state,
  edited, settled_by AS settledBy`;

type LetterRow = Stored<DeadLetter, "payload"> & { readonly edited: string | null };
const toLetter = (row: LetterRow): DeadLetter => ({
  ...row,
  payload: JSON.parse(row.payload) as Value,
  edited: row.edited === null ? null : (JSON.parse(row.edited) as FieldValues),
});

/** Prepares those of dead letters on `db`. */
export function letterReads(db: Db) {
  const some = db.prepare<[string, string | null], LetterRow>(`SELECT ${letterColumns}
    FROM dead_letter WHERE state IN (SELECT value FROM json_each(?)) AND sync = coalesce(?, sync) ORDER BY last_at DESC`);
  const one = db.prepare<[string], LetterRow>(`SELECT ${letterColumns} FROM dead_letter WHERE id = ?`);
  const replaying = db.prepare<[string], LetterRow>(`SELECT ${letterColumns} FROM dead_letter
    WHERE link_id IN (SELECT value FROM json_each(?)) AND state = 'replaying'`);
  return {
    deadLetters: async (states, sync) => some.all(list(states), sync).map(toLetter),
    deadLetter: async (id) => {
      const row = one.get(id);
      return row ? toLetter(row) : null;
    },
    replayingLetters: async (linkIds) => replaying.all(list(linkIds)).map(toLetter),
  } satisfies Partial<Reads>;
}

type ConflictRow = Stored<Conflict, "left" | "right"> & {
  readonly base: string | null;
  readonly choice: string | null;
};
const toConflict = (row: ConflictRow): Conflict => ({
  ...row,
  base: row.base === null ? undefined : (JSON.parse(row.base) as Value),
  left: JSON.parse(row.left) as Value,
  right: JSON.parse(row.right) as Value,
  choice: row.choice === null ? null : (JSON.parse(row.choice) as Conflict["choice"]),
});

/** Prepares those of conflicts on `db`. */
export function conflictReads(db: Db) {
  const columns = `id, sync, link_id AS linkId, field, base, left_value AS left, right_value AS right, winner, reason,
    at, state, choice, decided_by AS decidedBy`;
  const among = "state IN (SELECT value FROM json_each(?))";
  const some = db.prepare<[string | null, string, number], ConflictRow>(`SELECT ${columns} FROM conflict
    WHERE sync = coalesce(?, sync) AND ${among} ORDER BY at DESC, id DESC LIMIT ?`);
  const one = db.prepare<[string], ConflictRow>(`SELECT ${columns} FROM conflict WHERE id = ?`);
  const open = db.prepare<[string], ConflictRow>(`SELECT ${columns} FROM conflict
    WHERE link_id IN (SELECT value FROM json_each(?)) AND state IN ('open','decided')`);
  const count = db
    .prepare<[string, string]>(`SELECT count(*) FROM conflict WHERE sync = ? AND ${among}`)
    .pluck();
  return {
    conflicts: async (sync, states, limit) => some.all(sync, list(states), limit).map(toConflict),
    conflict: async (id) => {
      const row = one.get(id);
      return row ? toConflict(row) : null;
    },
    openConflicts: async (linkIds) => open.all(list(linkIds)).map(toConflict),
    conflictCount: async (sync, states) => Number(count.get(sync, list(states))),
  } satisfies Partial<Reads>;
}
