// Creates of tickets: one by an idempotent request, more by a job.
import { done, failed, resultOf } from "../../connector-parts/outcomes.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import type { CreateItem, WriteResult } from "../../contract/connector.ts";
import { SyncError, ValidationError } from "../../contract/errors.ts";
import { withReason } from "./assignment.ts";
import type { JsonObject } from "./calls.ts";
import type { ZendeskClient } from "./client.ts";
import type { DeskClient } from "./desk-client.ts";
import type { JobRunner } from "./jobs.ts";
import { isRefused, refusal, throwInDoubt, unknownOutcome } from "./results.ts";
import { idempotencyKey } from "./ticket.ts";

export interface PreparedCreate {
  readonly item: CreateItem;
  readonly ticket: JsonObject;
}

export interface CreatesContext {
  readonly client: ZendeskClient;
  readonly desk: DeskClient;
  readonly jobs: JobRunner;
}

const operation = "create tickets";

/** Creates up to 100 tickets; results in the order given. @throws connection faults, `effect` told. */
export async function createTickets(
  { client, desk, jobs }: CreatesContext,
  prepared: readonly PreparedCreate[],
): Promise<readonly WriteResult[]> {
  const [only] = prepared;
  if (only !== undefined && prepared.length === 1) return [await createSingly(client, desk, only)];
  const started = await client.createTickets(prepared.map(({ ticket }) => ticket));
  const job = await jobs.finish(started).catch(throwInDoubt);
  const rows = new Map(job.results.map((row, at) => [row.index ?? at, row]));
  return inParallel([...prepared.entries()], async ([at, { ticket }]) => {
    const row = rows.get(at);
    if (row === undefined) return unknownOutcome(operation);
    if (isRefused(row)) return failed(await withReason(desk, refusal(row, operation), ticket));
    return row.id === null ? unknownOutcome(operation) : done(row.id);
  });
}

async function createSingly(
  client: ZendeskClient,
  desk: DeskClient,
  { item, ticket }: PreparedCreate,
): Promise<WriteResult> {
  try {
    return done(await client.createTicket(ticket, idempotencyKey(item.correlationKey)));
  } catch (error) {
    if (error instanceof ValidationError) return failed(await withReason(desk, error, ticket));
    // The key is known with other values: the ticket of the first time is this one, if it can be found.
    if (!(error instanceof SyncError) || error.code !== "E_OUTCOME_UNKNOWN") return resultOf(error);
    const { body } = await client.listTickets({ external_id: item.correlationKey }, "account");
    const known = body.tickets.find((found) => found.external_id === item.correlationKey);
    return known === undefined ? failed(error) : done(known.id);
  }
}
