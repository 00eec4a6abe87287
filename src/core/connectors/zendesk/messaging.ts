// Tickets that came through messaging, whose customers are answered in the conversation. What becomes of a public
// comment there is not documented, so none is added unless the operator says so. Notes for agents are as everywhere.
import { failed } from "../../connector-parts/outcomes.ts";
import type { WriteResult } from "../../contract/connector.ts";
import { PermanentError } from "../../contract/errors.ts";
import { pageSize } from "./calls.ts";
import type { ZendeskClient } from "./client.ts";
import type { Settings } from "./config.ts";
import { isTicketId } from "./ticket.ts";

const mostKnown = 10_000;

export class Messaging {
  readonly #client: ZendeskClient;
  readonly #isOpen: boolean;
  /** A ticket's channel never changes: what was found once stays true. */
  readonly #known = new Map<string, boolean>();

  constructor(
    client: ZendeskClient,
    { publicCommentsOnMessaging }: Pick<Settings, "publicCommentsOnMessaging">,
  ) {
    this.#client = client;
    this.#isOpen = publicCommentsOnMessaging;
  }

  /** Of some tickets those that take no public comment. */
  async among(ticketIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (this.#isOpen) return new Set();
    const wanted = [...new Set(ticketIds.filter(isTicketId))];
    const unknown = wanted.filter((id) => !this.#known.has(id));
    for (let from = 0; from < unknown.length; from += pageSize)
      await this.#ask(unknown.slice(from, from + pageSize));
    return new Set(wanted.filter((id) => this.#known.get(id)));
  }

  async #ask(ticketIds: readonly string[]): Promise<void> {
    if (this.#known.size >= mostKnown) this.#known.clear();
    for (const ticket of await this.#client.showTickets(ticketIds))
      this.#known.set(ticket.id, ticket.from_messaging_channel === true);
  }
}

/** E_RECORD_FORBIDDEN */
export function notPublic(ticketId: string): WriteResult {
  return failed(
    new PermanentError({
      code: "E_RECORD_FORBIDDEN",
      message: `The ticket ${ticketId} came through messaging: its customer is answered in the conversation, not by a public comment`,
      hint: "Answer in Zendesk and discard this entry, or set publicCommentsOnMessaging of the connection and run `integ replay-dlq`.",
      operation: "add comment",
    }),
  );
}
