// The net: the incremental export, a minute late, but complete and with deletes.
import type { ChangePage } from "../../contract/connector.ts";
import { readByCursor } from "./cursor-export.ts";
import type { FeedContext } from "./feed-position.ts";
import type { ToRecords } from "./merges.ts";

/** One page; the export goes by `generated_timestamp`, which system updates move too, and repeats rows. */
export function readExport(
  context: FeedContext,
  toRecords: ToRecords,
  stored: string | null,
): Promise<ChangePage> {
  const { client, settings } = context;
  return readByCursor(context, stored, async (from) => {
    const { body } = await client.exportTickets({ ...from, support_type_scope: settings.supportTypes });
    return {
      records: await toRecords(body.tickets),
      newest: Math.max(0, ...body.tickets.map((ticket) => ticket.generated_timestamp ?? 0)),
      cursor: body.after_cursor,
      isEnd: body.end_of_stream,
    };
  });
}
