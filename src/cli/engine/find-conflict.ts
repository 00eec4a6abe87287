// Finds conflicts by what an operator types: a whole id, or enough of its beginning or end.

import { type Conflict, conflictStates, type Link } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";
import { findByPart } from "./find-by-part.ts";

/** More than this are not searched for a part of an id; the whole id always works. */
const mostConflicts = 10_000;

/** @throws IntegrationError E_NOT_FOUND, or E_INPUT when several fit. */
export function findConflict(store: Store, typed: string): Promise<Conflict> {
  return findByPart(typed, {
    one: (id) => store.conflict(id),
    all: () => store.conflicts(null, conflictStates, mostConflicts),
    what: "conflict",
    list: "integ conflicts list",
  });
}

/** A conflict as the documents carry it. */
export function conflictDocument({ at, base, ...rest }: Conflict, link: Link | undefined) {
  const ids = { leftId: link?.leftId ?? null, rightId: link?.rightId ?? null };
  return { ...rest, base: base ?? null, ...ids, at: new Date(at).toISOString() };
}
export type ConflictDocument = ReturnType<typeof conflictDocument>;
