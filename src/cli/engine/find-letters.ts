// Finds dead letters by what an operator types: a whole id, or enough of its beginning or end.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { DeadLetter, DeadLetterState } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";

export const letterStates = [
  "open",
  "replaying",
  "resolved",
  "discarded",
] as const satisfies readonly DeadLetterState[];

const shortestPart = 4;

/** @throws IntegrationError E_NOT_FOUND, or E_INPUT when several items fit. */
export async function findLetter(store: Store, typed: string): Promise<DeadLetter> {
  const part = typed.trim().toUpperCase();
  const exact = await store.deadLetter(part);
  if (exact !== null) return exact;
  const all = await store.deadLetters(letterStates, null);
  const fitting = all.filter(({ id }) => id.startsWith(part) || id.endsWith(part));
  const [only, ...more] = part.length < shortestPart ? [] : fitting;
  if (only === undefined) {
    const message = `There is no dead letter ${typed}`;
    throw new IntegrationError({ code: "E_NOT_FOUND", message, hint: "`integ dlq list` shows them." });
  }
  if (more.length === 0) return only;
  const message = `${fitting.length} dead letters fit ${typed}`;
  throw new IntegrationError({
    code: "E_INPUT",
    message,
    hint: `Give more of the id: ${only.id}, ${more[0]?.id}, …`,
  });
}

/** The shortest ending, 6 characters at least, that tells every id from the others. */
export function shortIds(ids: readonly string[]): ReadonlyMap<string, string> {
  let length = 6;
  const endings = (): Set<string> => new Set(ids.map((id) => id.slice(-length)));
  while (endings().size < new Set(ids).size && length < 26) length++;
  return new Map(ids.map((id) => [id, id.slice(-length)]));
}
