// The fast feed: the ticket list, newest change first, down to where the last pass began.

import { z } from "zod";
import type { Dated } from "../../connector-parts/answers.ts";
import { readPosition } from "../../connector-parts/positions.ts";
import type { ChangePage } from "../../contract/connector.ts";
import type { VendorRecord } from "../../contract/records.ts";
import { nextCursor } from "./calls.ts";
import { type FeedContext, isRefusedCursor, toSeconds } from "./feed-position.ts";
import type { Ticket, TicketPage } from "./schema.ts";

// A change may be listed up to some seconds after the `updated_at` it carries.
const overlapS = 5;

const Seconds = z.number().int().nonnegative();

/**
 * Where a pass stands, times in Unix seconds. `since`: what is older was told before. `mark`: where the next
 * pass begins, fixed at this pass's first page. `after`: the vendor's cursor inside the pass.
 */
const Position = z.strictObject({ since: Seconds, mark: Seconds.optional(), after: z.string().optional() });
type Position = z.infer<typeof Position>;

function updatedAt(ticket: Ticket): number {
  return toSeconds(Date.parse(ticket.updated_at));
}

function list({ client, settings }: FeedContext, position: Position | null): Promise<Dated<TicketPage>> {
  const query = {
    sort: "-updated_at",
    // Spares rows told before; whether the bound itself is included is not documented, hence the second.
    start_time: position === null ? undefined : Math.max(0, position.since - 1),
    "page[after]": position?.after,
    support_type_scope: settings.supportTypes,
  };
  return client.listTickets(query, "account");
}

async function listOrRestart(context: FeedContext, position: Position | null) {
  try {
    return { position, page: await list(context, position) };
  } catch (error) {
    if (position?.after === undefined || !isRefusedCursor(error)) throw error;
    context.log.warn("zendesk.list-cursor-refused", { since: position.since });
    const anew: Position = { since: position.since };
    return { position: anew, page: await list(context, anew) };
  }
}

/** The vendor's clock decides how far we have seen; ours only where it tells none and there is nothing to see. */
function horizonOf(page: Dated<TicketPage>, now: number): number {
  const [newest] = page.body.tickets;
  const seen = page.serverTime ?? (newest === undefined ? now : Date.parse(newest.updated_at));
  return toSeconds(seen) - overlapS;
}

/** The records of tickets that changed at or after `since` (Unix seconds): themselves, or what hangs on them. */
export type Project = (tickets: readonly Ticket[], since: number) => Promise<readonly VendorRecord[]>;

/**
 * One page. What changes during a pass moves to the front of the list, above the mark, and is the next pass's;
 * rows that share a second stay together because a pass ends only below `since`.
 */
export async function readRecent(
  context: FeedContext,
  stored: string | null,
  project: Project,
): Promise<ChangePage> {
  const from = stored === null ? null : readPosition(Position, `Zendesk's feed "recent"`, stored);
  const { position, page } = await listOrRestart(context, from);
  const { tickets, meta } = page.body;
  const horizon = horizonOf(page, context.clock.now());
  const since = position?.since ?? horizon;
  const mark = position?.mark ?? Math.max(since, horizon);
  const after = nextCursor(meta);
  const oldest = tickets.at(-1);
  const next =
    after !== undefined && oldest !== undefined && updatedAt(oldest) >= since ? { since, mark, after } : null;
  return {
    records: await project(
      tickets.filter((ticket) => updatedAt(ticket) >= since),
      since,
    ),
    position: JSON.stringify(next ?? { since: mark }),
    more: next !== null,
  };
}
