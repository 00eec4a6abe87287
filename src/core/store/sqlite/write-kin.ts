// Ops on records as many syncs know them, as SQL.
import { type Handlers, json } from "./handlers.ts";
import type { Db } from "./open.ts";

/** Prepares the statements on `db`. */
export function kinOps(db: Db) {
  const putPlace = db.prepare(`INSERT INTO place VALUES (?, ?, ?)
    ON CONFLICT (sync, side) DO UPDATE SET place = excluded.place`);
  const get = db
    .prepare<[string, string], string>("SELECT fields FROM last_edit WHERE place = ? AND record_id = ?")
    .pluck();
  const putEdits = db.prepare(`INSERT INTO last_edit VALUES (?, ?, ?)
    ON CONFLICT (place, record_id) DO UPDATE SET fields = excluded.fields`);
  return {
    "place.put": ({ sync, side, place }) => void putPlace.run(sync, side, place),
    "lastEdit.put": ({ record: { place, id }, edits }) => {
      const known = get.get(place, id);
      putEdits.run(place, id, json({ ...(known === undefined ? {} : JSON.parse(known)), ...edits }));
    },
  } satisfies Partial<Handlers>;
}
