// Deletes of tickets: they go to the account's deleted tickets, from where an admin can restore them for 30 days.
import { done, failed, isGone, resultOf } from "../../connector-parts/outcomes.ts";
import type { WriteResult } from "../../contract/connector.ts";
import type { ZendeskClient } from "./client.ts";
import type { JobRunner } from "./jobs.ts";
import { refusal, rowsById, succeeded, unknownOutcome } from "./results.ts";

const operation = "delete tickets";

/** Deletes up to 100 tickets; one that is gone already counts as done. Results in the order given. */
export async function deleteTickets(
  client: ZendeskClient,
  jobs: JobRunner,
  ids: readonly string[],
): Promise<readonly WriteResult[]> {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return [await deleteSingly(client, only)];
  const job = await jobs.finish(await client.deleteTickets(ids));
  const rows = rowsById(job, ids);
  const unsure = ids.filter((id) => !succeeded(rows.get(id)));
  const left = unsure.length === 0 ? [] : await client.showTickets(unsure);
  return ids.map((id) => {
    const row = rows.get(id);
    const isLeft = left.some((ticket) => ticket.id === id && ticket.status !== "deleted");
    if (succeeded(row) || !isLeft) return done(id);
    return row === undefined ? unknownOutcome(operation) : failed(refusal(row, operation));
  });
}

async function deleteSingly(client: ZendeskClient, id: string): Promise<WriteResult> {
  try {
    await client.deleteTicket(id);
    return done(id);
  } catch (error) {
    return isGone(error) ? done(id) : resultOf(error);
  }
}
