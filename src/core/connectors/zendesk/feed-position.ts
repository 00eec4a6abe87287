// What the ticket's two feeds share: their context, stored positions, and cursors the vendor does not take any more.
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

/** The vendor refused the request as such, not us and not for now. */
export function isRefusedCursor(error: unknown): boolean {
  return error instanceof PermanentError && (error.status === 400 || error.status === 422);
}
