// What the ticket's two feeds share: their context, stored positions, and cursors the vendor does not take any more.
import type { z } from "zod";
import { PermanentError } from "../../contract/errors.ts";
import type { Clock, Logger } from "../../contract/runtime.ts";
import type { ZendeskClient } from "./client.ts";
import type { Settings } from "./config.ts";

export interface FeedContext {
  readonly client: ZendeskClient;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Unix seconds of a time in milliseconds, rounded down. */
export function toSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

/** The stored position of a feed. @throws PermanentError when it is none of ours: starting anew would skip changes. */
export function readPosition<S extends z.ZodType>(schema: S, feed: string, position: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(position));
  } catch (cause) {
    throw new PermanentError({
      code: "E_INTERNAL",
      message: `The stored position of Zendesk's feed "${feed}" can't be read`,
      hint: "Reset the cursor of this sync.",
      cause,
    });
  }
}

/** The vendor refused the request as such, not us and not for now. */
export function isRefusedCursor(error: unknown): boolean {
  return error instanceof PermanentError && (error.status === 400 || error.status === 422);
}
