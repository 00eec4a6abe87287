// What happens to records beside being written: deletes that take along what hangs on them, the recycle bin, merges.
import type { Json } from "../json.ts";
import type { RecordStore, Row } from "./records.ts";

/** The org's stores, by object name and by id. */
export interface Stores {
  readonly stores: Iterable<RecordStore>;
  store(name: string): RecordStore | null;
  storeOfId(id: string): RecordStore | null;
}

/** Object → what is deleted and restored with it: object and the field that refers to it. */
const DEPENDENTS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Case: [
    ["CaseComment", "ParentId"],
    ["ContentDocumentLink", "LinkedEntityId"],
  ],
  ContentDocument: [
    ["ContentVersion", "ContentDocumentId"],
    ["ContentDocumentLink", "ContentDocumentId"],
  ],
};

function dependents(stores: Stores, object: string, id: string): readonly (readonly [RecordStore, Row])[] {
  return (DEPENDENTS[object] ?? []).flatMap(([name, field]) => {
    const store = stores.store(name);
    const rows = store === null ? [] : [...store.rows.values()];
    const own = rows.filter((row) => row.values.get(field) === id);
    return own.flatMap((row) => (store === null ? [] : [[store, row] as const]));
  });
}

/** Deletes what hangs on a row that was just deleted. */
export function cascadeRemove(stores: Stores, object: string, row: Row, nowMs: number): void {
  for (const [store, child] of dependents(stores, object, row.id)) {
    if (child.deletedMs === null) store.remove(child, nowMs);
  }
}

/** Takes a row out of the recycle bin, with what went there together with it. */
export function restore(stores: Stores, store: RecordStore, row: Row, nowMs: number): void {
  const { deletedMs } = row;
  if (deletedMs === null) return;
  store.restore(row, nowMs);
  for (const [childStore, child] of dependents(stores, store.type.name, row.id)) {
    if (child.deletedMs === deletedMs) childStore.restore(child, nowMs);
  }
}

/** Merges `loser` into `winner`: whatever refers to the one refers to the other, and the loser is deleted. */
export function merge(stores: Stores, store: RecordStore, winner: Row, loser: Row, nowMs: number): void {
  for (const other of stores.stores) {
    const references = other.type.fields.filter((field) => field.referenceTo.includes(store.type.name));
    for (const row of other.rows.values()) {
      if (row.deletedMs !== null || row === loser) continue;
      const moved = new Map<string, Json>();
      for (const { name } of references) if (row.values.get(name) === loser.id) moved.set(name, winner.id);
      if (moved.size > 0) other.write(row, moved, nowMs);
    }
  }
  loser.values.set("MasterRecordId", winner.id);
  store.remove(loser, nowMs);
  store.write(winner, new Map(), nowMs);
}
