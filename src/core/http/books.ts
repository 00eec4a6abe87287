// The books one call is entered in: those of its endpoint class, and of the classes that one is within.
import { PermanentError } from "../contract/errors.ts";
import type { LimitRule } from "../contract/http.ts";
import type { Lane, Take } from "./lane.ts";

export interface Book {
  readonly endpointClass: string;
  readonly lane: Lane;
}

/** A call's place in one of its books. */
export interface Entry extends Book {
  readonly take: Take;
}

/**
 * The class and those it is within, innermost first.
 * @throws PermanentError E_INTERNAL when there is no such class, or one is within itself
 */
export function classesOf(
  connection: string,
  limits: Readonly<Record<string, LimitRule>>,
  endpointClass: string,
): readonly string[] {
  const classes: string[] = [];
  for (let next: string | undefined = endpointClass; next !== undefined; next = limits[next]?.within) {
    if (!Object.hasOwn(limits, next))
      throw undeclared(`${connection} declares no limit for the endpoint class "${next}"`);
    if (classes.includes(next))
      throw undeclared(`${connection} declares the limit of "${next}" within itself`);
    classes.push(next);
  }
  return classes;
}

/**
 * Takes a call from each of the books, in their order; from none where one has none now, which is `lacking`.
 * @throws as `Lane.take`; then nothing is taken
 */
export async function takeFrom(
  books: readonly Book[],
): Promise<{ readonly entries: readonly Entry[] } | { readonly lacking: Book }> {
  const entries: Entry[] = [];
  const giveBack = (): void => {
    for (const { lane, take } of entries) lane.giveBack(take);
  };
  for (const book of books) {
    const take = await book.lane.take().catch((error: unknown) => {
      giveBack();
      throw error;
    });
    if (take === null) {
      giveBack();
      return { lacking: book };
    }
    entries.push({ ...book, take });
  }
  return { entries };
}

const undeclared = (message: string): PermanentError => new PermanentError({ code: "E_INTERNAL", message });
