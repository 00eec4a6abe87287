// Making what has a name of its own: looked for first, and once more where it is not known whether it was made.
import { IntegrationError } from "../../../contract/errors.ts";

export interface Made<T> {
  readonly row: T;
  readonly created: boolean;
}

/**
 * Refused or in doubt, it may have been made by this very call or by somebody else meanwhile: both times it is there.
 * @throws as `make`, where it is not there afterwards either
 */
export async function makeUnlessThere<T>(
  find: () => Promise<T | undefined>,
  make: () => Promise<T>,
): Promise<Made<T>> {
  const known = await find();
  if (known !== undefined) return { row: known, created: false };
  try {
    return { row: await make(), created: true };
  } catch (error) {
    const found = error instanceof IntegrationError ? await find().catch(() => undefined) : undefined;
    if (found === undefined) throw error;
    return { row: found, created: true };
  }
}
