// Exports that go by a cursor, begun at a time: what tickets and users have in common.

import { z } from "zod";
import { readPosition } from "../../connector-parts/positions.ts";
import type { ChangePage } from "../../contract/connector.ts";
import type { VendorRecord } from "../../contract/records.ts";
import { type FeedContext, isRefusedCursor, toSeconds } from "./feed-position.ts";

// The vendor wants a start at least 60 s ago by its clock; the rest covers ours being ahead.
const overlapS = 300;

/** `since` (Unix seconds) is where to start anew should the vendor not take the cursor any more. */
const Position = z.strictObject({ since: z.number().int().nonnegative(), cursor: z.string().optional() });
type Position = z.infer<typeof Position>;

/** One page of an export, its rows as records. */
export interface ExportedPage {
  readonly records: readonly VendorRecord[];
  /** Unix seconds of the newest row; 0 when there is none. */
  readonly newest: number;
  readonly cursor: string | null | undefined;
  readonly isEnd: boolean;
}

type From = { readonly start_time: number } | { readonly cursor: string };

/** One page from a stored position; null starts some minutes ago. Rows may repeat, none is left out. */
export async function readByCursor(
  context: Pick<FeedContext, "clock" | "log">,
  stored: string | null,
  load: (from: From) => Promise<ExportedPage>,
): Promise<ChangePage> {
  const start: Position = { since: toSeconds(context.clock.now()) - overlapS };
  const position = stored === null ? start : readPosition(Position, `Zendesk's feed "export"`, stored);
  const page = await loadOrRestart(context, position, load);
  const since = Math.max(position.since, page.newest);
  const cursor = page.cursor ?? position.cursor;
  return {
    records: page.records,
    position: JSON.stringify(cursor === undefined ? position : { since, cursor }),
    more: !page.isEnd && cursor !== undefined,
  };
}

async function loadOrRestart(
  context: Pick<FeedContext, "log">,
  { since, cursor }: Position,
  load: (from: From) => Promise<ExportedPage>,
): Promise<ExportedPage> {
  if (cursor === undefined) return load({ start_time: since });
  try {
    return await load({ cursor });
  } catch (error) {
    if (!isRefusedCursor(error)) throw error;
    context.log.warn("zendesk.export-cursor-refused", { since });
    return load({ start_time: Math.max(0, since - overlapS) });
  }
}
