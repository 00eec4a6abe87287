// The named queries about records as many syncs know them.
import { type LastEdits, nameOf, type RecordRef } from "../kin.ts";
import type { PlaceOfSide, Reads } from "../store.ts";
import { list } from "./json-columns.ts";
import type { Db } from "./open.ts";

interface KinRow extends RecordRef {
  readonly root: number;
}

interface EditsRow extends RecordRef {
  readonly fields: string;
}

/** More records than systems have to be a mistake; it must not cost without end. */
const mostKin = 64;

const given = (records: readonly RecordRef[]): string =>
  JSON.stringify(records.map(({ place, id }) => [place, id]));

/** Prepares them on `db`. */
export function kinReads(db: Db) {
  const places = db.prepare<[string], PlaceOfSide>(
    "SELECT sync, side, place FROM place WHERE sync IN (SELECT value FROM json_each(?)) ORDER BY sync, side",
  );
  const kin = preparedKin(db);
  const edits = db.prepare<[string], EditsRow>(`SELECT e.place, e.record_id AS id, e.fields
    FROM json_each(?) r CROSS JOIN last_edit e ON e.place = r.value ->> 0 AND e.record_id = r.value ->> 1`);
  return {
    places: async (syncs) => places.all(list(syncs)),
    kinOf: async (syncs, records) => {
      const most = mostKin * records.length;
      const found = Map.groupBy(
        kin.all({ syncs: list(syncs), records: given(records), most }),
        ({ root }) => root,
      );
      return new Map(
        records.map((record, at) => [
          nameOf(record),
          (found.get(at) ?? []).map(({ place, id }) => ({ place, id })),
        ]),
      );
    },
    lastEdits: async (records) =>
      new Map(edits.all(given(records)).map((row) => [nameOf(row), JSON.parse(row.fields) as LastEdits])),
  } satisfies Partial<Reads>;
}

/** From each record along the links, from side to side. One that was deleted on a side leads nowhere. */
function preparedKin(db: Db) {
  const step = (from: "left" | "right", to: "left" | "right"): string => `
    SELECT k.root, there.place, l.${to}_id FROM kin k
      CROSS JOIN place here ON here.place = k.place AND here.side = '${from}'
        AND here.sync IN (SELECT value FROM json_each(:syncs))
      CROSS JOIN link l ON l.sync = here.sync AND l.${from}_id = k.id
      CROSS JOIN place there ON there.sync = here.sync AND there.side = '${to}'
    WHERE l.${to}_id IS NOT NULL AND l.state <> 'tombstone'`;
  return db.prepare<
    [{ syncs: string; records: string; most: number }],
    KinRow
  >(`WITH RECURSIVE kin (root, place, id) AS (
      SELECT key, value ->> 0, value ->> 1 FROM json_each(:records)
      UNION ${step("left", "right")}
      UNION ${step("right", "left")}
      LIMIT :most)
    SELECT root, place, id FROM kin ORDER BY root, place, id`);
}
