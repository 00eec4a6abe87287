// The comments of one ticket, as far back as they are needed, and which of them is the ticket's description.
import { nextCursor } from "./calls.ts";
import { type CommentClient, orWhenGone } from "./comment-client.ts";
import type { Comment } from "./comment-schema.ts";

/** A comment in its ticket. */
export interface TicketComment {
  readonly ticketId: string;
  readonly comment: Comment;
  /** The ticket began with it: it is the ticket's field `description`, and no comment of its own. */
  readonly isDescription: boolean;
}

/**
 * Comments of a ticket, newest first, page by page until `enough` says so of what was read, or all of them.
 * None for a ticket that is gone.
 */
export async function readComments(
  client: CommentClient,
  ticketId: string,
  enough: (read: readonly Comment[]) => boolean,
): Promise<readonly TicketComment[]> {
  const read: Comment[] = [];
  let after: string | undefined;
  do {
    const page = await client.list(ticketId, after).catch(orWhenGone(null));
    if (page === null) return [];
    read.push(...page.comments);
    after = nextCursor(page.meta);
  } while (after !== undefined && !enough(read));
  const first = after === undefined ? oldest(read) : null;
  return read.map((comment) => ({ ticketId, comment, isDescription: comment === first }));
}

/** Ids count up, so they decide within a second. */
function oldest(comments: readonly Comment[]): Comment | null {
  return comments.reduce<Comment | null>((first, comment) => {
    if (first === null) return comment;
    const isOlder =
      comment.created_at === first.created_at
        ? Number(comment.id) < Number(first.id)
        : comment.created_at < first.created_at;
    return isOlder ? comment : first;
  }, null);
}
