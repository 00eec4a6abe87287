// Finds things by what an operator types: a whole id, or enough of its beginning or end.
import { IntegrationError } from "../../core/contract/errors.ts";

const shortestPart = 4;

interface Kind<T> {
  readonly one: (id: string) => Promise<T | null>;
  readonly all: () => Promise<readonly T[]>;
  /** What such a thing is called (`dead letter`), and the command that lists them. */
  readonly what: string;
  readonly list: string;
}

/** @throws IntegrationError E_NOT_FOUND, or E_INPUT when several fit. */
export async function findByPart<T extends { readonly id: string }>(
  typed: string,
  { one, all, what, list }: Kind<T>,
): Promise<T> {
  const part = typed.trim().toUpperCase();
  const exact = await one(part);
  if (exact !== null) return exact;
  const known = part.length < shortestPart ? [] : await all();
  const fitting = known.filter(({ id }) => id.startsWith(part) || id.endsWith(part));
  const [only, ...more] = fitting;
  if (only === undefined) {
    const message = `There is no ${what} ${typed}`;
    throw new IntegrationError({ code: "E_NOT_FOUND", message, hint: `\`${list}\` shows them.` });
  }
  if (more.length === 0) return only;
  throw new IntegrationError({
    code: "E_INPUT",
    message: `${fitting.length} ${what}s fit ${typed}`,
    hint: `Give more of the id: ${only.id}, ${more[0]?.id}, …`,
  });
}
