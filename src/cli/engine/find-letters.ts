// Finds dead letters by what an operator types: a whole id, or enough of its beginning or end.

import type { DeadLetter, DeadLetterState } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";
import { findByPart } from "./find-by-part.ts";

export const letterStates = [
  "open",
  "replaying",
  "resolved",
  "discarded",
] as const satisfies readonly DeadLetterState[];

/** @throws IntegrationError E_NOT_FOUND, or E_INPUT when several items fit. */
export function findLetter(store: Store, typed: string): Promise<DeadLetter> {
  return findByPart(typed, {
    one: (id) => store.deadLetter(id),
    all: () => store.deadLetters(letterStates, null),
    what: "dead letter",
    list: "integ dlq list",
  });
}

/** The shortest ending, 6 characters at least, that tells every id from the others. */
export function shortIds(ids: readonly string[]): ReadonlyMap<string, string> {
  let length = 6;
  const endings = (): Set<string> => new Set(ids.map((id) => id.slice(-length)));
  while (endings().size < new Set(ids).size && length < 26) length++;
  return new Map(ids.map((id) => [id, id.slice(-length)]));
}
