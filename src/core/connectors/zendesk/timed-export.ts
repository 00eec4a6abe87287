// Exports that go by time: the next start is the second of the last row, so that second comes again.

import { z } from "zod";
import { readPosition } from "../../connector-parts/positions.ts";
import type { ChangePage } from "../../contract/connector.ts";
import type { VendorRecord } from "../../contract/records.ts";
import { type FeedContext, toSeconds } from "./feed-position.ts";

// The vendor wants a start at least 60 s ago by its clock; the rest covers ours being ahead.
const overlapS = 300;

const Position = z.strictObject({ since: z.number().int().nonnegative() });

/** What a time-based page says of itself; times in Unix seconds. */
export interface TimedPage {
  readonly end_time?: number | null | undefined;
  readonly end_of_stream?: boolean | null | undefined;
}

/**
 * One page of a time-based export. `load` asks for the page from a second on; `project` makes records of it.
 * A page that does not get beyond its first second can't be followed further: the second is left, and a sweep finds
 * what else was in it.
 */
export async function readTimed<Page extends TimedPage>(
  context: Pick<FeedContext, "clock" | "log">,
  feed: string,
  stored: string | null,
  load: (startTime: number) => Promise<Page>,
  project: (page: Page) => readonly VendorRecord[] | Promise<readonly VendorRecord[]>,
): Promise<ChangePage> {
  const start = { since: toSeconds(context.clock.now()) - overlapS };
  const { since } = stored === null ? start : readPosition(Position, `Zendesk's feed "${feed}"`, stored);
  const page = await load(since);
  const records = await project(page);
  const isEnd = page.end_of_stream ?? true;
  const end = Math.max(since, page.end_time ?? since);
  const isStuck = !isEnd && end === since;
  if (isStuck) context.log.warn("zendesk.export-stuck", { feed, since });
  return { records, position: JSON.stringify({ since: isStuck ? since + 1 : end }), more: !isEnd };
}
