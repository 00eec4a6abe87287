// Creates of tickets: one by an idempotent request, more by a job.
import { done, failed, resultOf } from "../../connector-parts/outcomes.ts";
import type { CreateItem, WriteResult } from "../../contract/connector.ts";
import { SyncError } from "../../contract/errors.ts";
import type { JsonObject } from "./calls.ts";
import type { ZendeskClient } from "./client.ts";
import type { JobRunner } from "./jobs.ts";
import { isRefused, refusedRow, throwInDoubt, unknownOutcome } from "./results.ts";
import { idempotencyKey } from "./ticket.ts";

export interface PreparedCreate {
  readonly item: CreateItem;
  readonly ticket: JsonObject;
}

const operation = "create tickets";

/** Creates up to 100 tickets; results in the order given. @throws connection faults, `effect` told. */
export async function createTickets(
  client: ZendeskClient,
  jobs: JobRunner,
  prepared: readonly PreparedCreate[],
): Promise<readonly WriteResult[]> {
  const [only] = prepared;
  if (only !== undefined && prepared.length === 1) return [await createSingly(client, only)];
  const started = await client.createTickets(prepared.map(({ ticket }) => ticket));
  const job = await jobs.finish(started).catch(throwInDoubt);
  const rows = new Map(job.results.map((row, at) => [row.index ?? at, row]));
  return prepared.map((_create, at) => {
    const row = rows.get(at);
    if (row === undefined) return unknownOutcome(operation);
    if (isRefused(row)) return refusedRow(row, operation);
    return row.id === null ? unknownOutcome(operation) : done(row.id);
  });
}

async function createSingly(client: ZendeskClient, { item, ticket }: PreparedCreate): Promise<WriteResult> {
  try {
    return done(await client.createTicket(ticket, idempotencyKey(item.correlationKey)));
  } catch (error) {
    // The key is known with other values: the ticket of the first time is this one, if it can be found.
    if (!(error instanceof SyncError) || error.code !== "E_OUTCOME_UNKNOWN") return resultOf(error);
    const { body } = await client.listTickets({ external_id: item.correlationKey }, "account");
    const known = body.tickets.find((found) => found.external_id === item.correlationKey);
    return known === undefined ? failed(error) : done(known.id);
  }
}
