// The net behind comments and files: the export of the events of all tickets, a minute late, comments in full.
import type { ChangePage } from "../../contract/connector.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { CommentClient } from "./comment-client.ts";
import type { TicketComment } from "./comment-pages.ts";
import { Comment, type EventRow } from "./comment-schema.ts";
import type { FeedContext } from "./feed-position.ts";
import { readTimed } from "./timed-export.ts";

type EventContext = Pick<FeedContext, "clock" | "log"> & { readonly comments: CommentClient };

/** One page of the events as records; `recordsOf` gives those of one comment. */
export function readChildEvents(
  context: EventContext,
  recordsOf: (comment: TicketComment) => readonly VendorRecord[],
  position: string | null,
): Promise<ChangePage> {
  const load = (startTime: number) => context.comments.exportEvents(startTime);
  return readTimed(context, "events", position, load, (page) =>
    page.ticket_events.flatMap(commentsIn).flatMap(recordsOf),
  );
}

/** An event that creates a ticket holds its description; without it a comment in it is one of its own. */
function commentsIn({ ticket_id, child_events }: EventRow): readonly TicketComment[] {
  const events = child_events ?? [];
  const isDescription = events.some((event) => event.event_type === "Create");
  return events.flatMap((event) => {
    const comment = event.event_type === "Comment" ? Comment.safeParse(event) : null;
    return comment?.success ? [{ ticketId: ticket_id, comment: comment.data, isDescription }] : [];
  });
}
