// The net: the incremental export, a minute late, but complete and with deletes.
import { z } from "zod";
import type { ChangePage } from "../../contract/connector.ts";
import type { Dated } from "./client.ts";
import { type FeedContext, isRefusedCursor, readPosition, toSeconds } from "./feed-position.ts";
import type { ExportPage } from "./schema.ts";
import { toRecord } from "./ticket.ts";

// The vendor wants a start at least 60 s ago by its clock; the rest covers ours being ahead.
const overlapS = 300;

/** `since` (Unix seconds) is where to start anew should the vendor not take the cursor any more. */
const Position = z.strictObject({ since: z.number().int().nonnegative(), cursor: z.string().optional() });
type Position = z.infer<typeof Position>;

function exportFrom({ client, settings }: FeedContext, position: Position): Promise<Dated<ExportPage>> {
  const from = position.cursor === undefined ? { start_time: position.since } : { cursor: position.cursor };
  return client.exportTickets({ ...from, support_type_scope: settings.supportTypes });
}

async function exportOrRestart(context: FeedContext, position: Position): Promise<Dated<ExportPage>> {
  try {
    return await exportFrom(context, position);
  } catch (error) {
    if (position.cursor === undefined || !isRefusedCursor(error)) throw error;
    context.log.warn("zendesk.export-cursor-refused", { since: position.since });
    return exportFrom(context, { since: Math.max(0, position.since - overlapS) });
  }
}

/** One page; the export goes by `generated_timestamp`, which system updates move too, and repeats rows. */
export async function readExport(
  context: FeedContext,
  fields: readonly string[],
  stored: string | null,
): Promise<ChangePage> {
  const start: Position = { since: toSeconds(context.clock.now()) - overlapS };
  const position = stored === null ? start : readPosition(Position, "export", stored);
  const { body } = await exportOrRestart(context, position);
  const since = Math.max(position.since, ...body.tickets.map((ticket) => ticket.generated_timestamp ?? 0));
  const cursor = body.after_cursor ?? position.cursor;
  return {
    records: body.tickets.map((ticket) => toRecord(ticket, fields)),
    position: JSON.stringify(cursor === undefined ? position : { since, cursor }),
    more: !body.end_of_stream && cursor !== undefined,
  };
}
