// The writing half of the ticket's port: encodes items, sends those that can be sent, keeps results in order.
import { failed } from "../../connector-parts/outcomes.ts";
import type { ObjectPort, WriteResult } from "../../contract/connector.ts";
import { pageSize } from "./calls.ts";
import { createTickets } from "./creates.ts";
import { deleteTickets } from "./deletes.ts";
import { unknownOutcome, unknownTicket } from "./results.ts";
import { type Encoded, encodeCreate, encodeUpdate, isTicketId } from "./ticket.ts";
import { Updates, type UpdatesContext } from "./updates.ts";

export type Writes = Pick<ObjectPort, "create" | "update" | "delete">;

interface Prepared<T> {
  readonly item: T;
  readonly ticket: Extract<Encoded, { ticket: unknown }>["ticket"];
}

/** Writes of one account's tickets; see the contract's `ObjectPort`. */
export function createWrites(context: UpdatesContext): Writes {
  const { client, jobs } = context;
  const updates = new Updates(context);
  return {
    create: (items) =>
      sendFit(
        items,
        (item) => encodeCreate(item.fields, item.correlationKey),
        (fit) => createTickets(context, fit),
      ),
    update: (items) =>
      sendFit(
        items,
        (item) => (isTicketId(item.id) ? encodeUpdate(item.fields) : { error: unknownTicket(item.id) }),
        (fit) => updates.send(fit),
      ),
    delete: (ids) =>
      sendFit(
        ids,
        (id) => (isTicketId(id) ? { ticket: {} } : { error: unknownTicket(id) }),
        (fit) =>
          deleteTickets(
            client,
            jobs,
            fit.map((prepared) => prepared.item),
          ),
      ),
  };
}

/** What can't be encoded has its result at once; the rest is sent, 100 at a time, and merged in order. */
async function sendFit<T>(
  items: readonly T[],
  encode: (item: T) => Encoded,
  send: (fit: readonly Prepared<T>[]) => Promise<readonly WriteResult[]>,
): Promise<readonly WriteResult[]> {
  const encoded = items.map((item) => ({ item, outcome: encode(item) }));
  const fit = encoded.flatMap(({ item, outcome }) =>
    "ticket" in outcome ? [{ item, ticket: outcome.ticket }] : [],
  );
  const sent: WriteResult[] = [];
  for (let from = 0; from < fit.length; from += pageSize)
    sent.push(...(await send(fit.slice(from, from + pageSize))));
  const results = sent.values();
  return encoded.map(({ outcome }) => {
    if ("error" in outcome) return failed(outcome.error);
    return results.next().value ?? unknownOutcome("write tickets");
  });
}
