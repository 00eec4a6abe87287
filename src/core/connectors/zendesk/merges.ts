// Tickets that were merged into another one: known by a tag, and by the note that closed them, which names the other.
// Neither is in the vendor's description of the API; both can be set. Source: support.zendesk.com "Merging tickets".
import { inParallel } from "../../connector-parts/parallel.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { ZendeskClient } from "./client.ts";
import type { CommentClient } from "./comment-client.ts";
import { textOf } from "./comment-record.ts";
import type { Settings } from "./config.ts";
import type { Ticket } from "./schema.ts";
import { isTicketId, toRecord } from "./ticket.ts";

export interface MergesContext {
  readonly client: ZendeskClient;
  readonly comments: CommentClient;
  readonly settings: Pick<Settings, "mergeTag" | "mergeNote">;
}

/** Tickets as records, those that were merged marked as such. */
export type ToRecords = (tickets: readonly Ticket[]) => Promise<readonly VendorRecord[]>;

// The note and the closing are one update; its two times may differ by their rounding.
const sameUpdateMs = 2000;
const longestNote = 2000;
const mostKnown = 10_000;

export class Merges {
  readonly #context: MergesContext;
  /** Merged tickets are closed and never change: what was found once stays true. */
  readonly #known = new Map<string, string | null>();

  constructor(context: MergesContext) {
    this.#context = context;
  }

  /** Whether a ticket bears the mark of a merge. */
  isMarked(ticket: Ticket): boolean {
    const { mergeTag } = this.#context.settings;
    return ticket.status === "closed" && mergeTag !== "" && (ticket.tags?.includes(mergeTag) ?? false);
  }

  toRecords(fields: readonly string[]): ToRecords {
    return (tickets) =>
      inParallel(tickets, async (ticket) =>
        toRecord(ticket, fields, this.isMarked(ticket) ? await this.#targetOf(ticket) : null),
      );
  }

  /** The ticket another one was merged into; null when its closing note does not say so beyond doubt. */
  async #targetOf(ticket: Ticket): Promise<string | null> {
    const known = this.#known.get(ticket.id);
    if (known !== undefined) return known;
    const target = await this.#find(ticket);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(ticket.id, target);
    return target;
  }

  async #find(ticket: Ticket): Promise<string | null> {
    const { client, comments, settings } = this.#context;
    const [note] = await comments.newest(ticket.id);
    const closedAt = Date.parse(ticket.updated_at);
    if (note === undefined || Math.abs(Date.parse(note.created_at) - closedAt) > sameUpdateMs) return null;
    const target = settings.mergeNote.exec(textOf(note).slice(0, longestNote))?.[1];
    if (target === undefined || !isTicketId(target) || target === ticket.id) return null;
    const [found] = await client.showTickets([target]);
    return found === undefined ? null : found.id;
  }
}
