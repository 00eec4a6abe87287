// Stored positions of feeds.
import type { z } from "zod";
import { PermanentError } from "../contract/errors.ts";

/**
 * The stored position of a feed; `feed` as messages name it ("Zendesk's feed \"export\"").
 * @throws PermanentError when it is none of ours: starting anew would skip changes
 */
export function readPosition<S extends z.ZodType>(schema: S, feed: string, position: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(position));
  } catch (cause) {
    throw new PermanentError({
      code: "E_INTERNAL",
      message: `The stored position of ${feed} can't be read`,
      hint: "Reset the cursor of this sync.",
      cause,
    });
  }
}
