// Finds conflicts by what an operator types: a whole id, or enough of its beginning or end.
import { IntegrationError } from "../../core/contract/errors.ts";
import { type Conflict, conflictStates, type Link } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";

/** More than this are not searched for a part of an id; the whole id always works. */
const mostConflicts = 10_000;
const shortestPart = 4;

/** @throws IntegrationError E_NOT_FOUND, or E_INPUT when several fit. */
export async function findConflict(store: Store, typed: string): Promise<Conflict> {
  const part = typed.trim().toUpperCase();
  const exact = await store.conflict(part);
  if (exact !== null) return exact;
  const all = await store.conflicts(null, conflictStates, mostConflicts);
  const fitting = all.filter(({ id }) => id.startsWith(part) || id.endsWith(part));
  const [only, ...more] = part.length < shortestPart ? [] : fitting;
  if (only === undefined) {
    const message = `There is no conflict ${typed}`;
    throw new IntegrationError({ code: "E_NOT_FOUND", message, hint: "`integ conflicts list` shows them." });
  }
  if (more.length === 0) return only;
  throw new IntegrationError({
    code: "E_INPUT",
    message: `${fitting.length} conflicts fit ${typed}`,
    hint: `Give more of the id: ${only.id}, ${more[0]?.id}, …`,
  });
}

/** A conflict as the documents carry it. */
export function conflictDocument({ at, base, ...rest }: Conflict, link: Link | undefined) {
  const ids = { leftId: link?.leftId ?? null, rightId: link?.rightId ?? null };
  return { ...rest, base: base ?? null, ...ids, at: new Date(at).toISOString() };
}
export type ConflictDocument = ReturnType<typeof conflictDocument>;
