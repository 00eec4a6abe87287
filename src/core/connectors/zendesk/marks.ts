// The mark our comments carry, and how a comment whose create was never answered is found again by it.
// `ticket.metadata` of an update is kept in its audit as `metadata.custom`, invisible to customers and to the agents'
// view of the ticket. The vendor rewrites a comment's HTML when it stores it; the mark it leaves alone, so it is the
// mark that is compared, and values only where an audit has none. Source: developer.zendesk.com "Ticket audits".
import { z } from "zod";
import { digestOf } from "../../connector-parts/marks.ts";
import type { FieldValues } from "../../contract/records.ts";
import { nextCursor } from "./calls.ts";
import type { CommentClient } from "./comment-client.ts";
import type { Audit, AuditEvent } from "./comment-schema.ts";

const Mark = z.object({ integ: z.object({ object: z.string(), digest: z.string() }) });

/** The `metadata` of an update that adds a comment or a file. */
export function markOf(object: string, fields: FieldValues, correlationKey: string) {
  return { integ: { object, digest: digestOf(object, fields), key: correlationKey } };
}

/** A comment made by an update, with the audit that tells about it. */
export interface MarkedComment {
  readonly commentId: string;
  readonly audit: Audit;
  readonly event: AuditEvent;
  /** What the update was marked with; null when it bears no mark of ours. */
  readonly mark: z.infer<typeof Mark>["integ"] | null;
}

/** The comment an audit tells of; null when it tells of none. */
export function commentOf(audit: Audit): { readonly id: string; readonly event: AuditEvent } | null {
  const event = audit.events.find(({ type, id }) => type === "Comment" && typeof id === "string");
  return event === undefined || typeof event.id !== "string" ? null : { id: event.id, event };
}

/** Comments added to a ticket at or after `sinceMs` (grain: a second), newest first. */
export async function commentsSince(
  client: CommentClient,
  ticketId: string,
  sinceMs: number,
): Promise<readonly MarkedComment[]> {
  const from = Math.floor(sinceMs / 1000) * 1000;
  const found: MarkedComment[] = [];
  let after: string | undefined;
  do {
    const page = await client.listAudits(ticketId, after);
    for (const audit of page.audits) {
      if (Date.parse(audit.created_at) < from) return found;
      const comment = commentOf(audit);
      if (comment === null) continue;
      const mark = Mark.safeParse(audit.metadata?.custom);
      found.push({
        commentId: comment.id,
        audit,
        event: comment.event,
        mark: mark.success ? mark.data.integ : null,
      });
    }
    after = nextCursor(page.meta);
  } while (after !== undefined);
  return found;
}
