// Updates of up to 100 tickets by one job. It compares no versions, so what it would wipe out is compared before.
import { done, failed, moved } from "../../connector-parts/outcomes.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import { stampOf } from "../../connector-parts/versions.ts";
import type { UpdateItem, WriteResult } from "../../contract/connector.ts";
import { withReason } from "./assignment.ts";
import type { JsonObject } from "./calls.ts";
import type { ZendeskClient } from "./client.ts";
import type { DeskClient } from "./desk-client.ts";
import type { JobRunner } from "./jobs.ts";
import { closed, refusal, rowsById, succeeded, unknownOutcome, unknownTicket } from "./results.ts";
import type { JobRow, Ticket } from "./schema.ts";

export interface PreparedUpdate {
  readonly item: UpdateItem;
  readonly ticket: JsonObject;
}

export interface UpdateJobContext {
  readonly client: ZendeskClient;
  readonly desk: DeskClient;
  readonly jobs: JobRunner;
}

export const operation = "update tickets";

/** Results in the order given. @param isGuarded whether each ticket is compared just before; else those with tags are */
export async function updateByJob(
  context: UpdateJobContext,
  prepared: readonly PreparedUpdate[],
  isGuarded: boolean,
): Promise<readonly WriteResult[]> {
  const toCompare = prepared.filter(({ ticket }) => isGuarded || "tags" in ticket);
  const current = await showTickets(context, toCompare);
  const hasMoved = ({ item }: PreparedUpdate) => {
    const ticket = current.get(item.id);
    return ticket !== undefined && ticket.updated_at !== stampOf(item.expectedVersion);
  };
  const late = new Set(toCompare.filter(hasMoved));
  const fit = prepared.filter((one) => !late.has(one));
  const rows = fit.length === 0 ? new Map() : await runJob(context, fit, current);
  const unsure = fit.filter(({ item }) => !succeeded(rows.get(item.id)));
  const left = await showTickets(context, unsure);
  return inParallel(prepared, async (one) => {
    const { id } = one.item;
    if (late.has(one)) return moved("ticket", id, operation);
    const row = rows.get(id);
    return succeeded(row) ? done(id) : explain(context, one, row, left.get(id));
  });
}

async function showTickets(
  { client }: UpdateJobContext,
  prepared: readonly PreparedUpdate[],
): Promise<ReadonlyMap<string, Ticket>> {
  if (prepared.length === 0) return new Map();
  const tickets = await client.showTickets(prepared.map(({ item }) => item.id));
  return new Map(tickets.map((ticket) => [ticket.id, ticket]));
}

async function runJob(
  { client, jobs }: UpdateJobContext,
  prepared: readonly PreparedUpdate[],
  current: ReadonlyMap<string, Ticket>,
): Promise<ReadonlyMap<string, JobRow>> {
  const tickets = prepared.map(({ item, ticket }) => ({
    ...stepwise(ticket, current.get(item.id)),
    id: Number(item.id),
  }));
  const job = await jobs.finish(await client.updateTickets(tickets));
  return rowsById(
    job,
    prepared.map(({ item }) => item.id),
  );
}

/** Tags as what is added and removed: the job may run minutes later, and a tag given meanwhile is to stay. */
function stepwise({ tags, ...ticket }: JsonObject, current: Ticket | undefined): JsonObject {
  if (!Array.isArray(tags)) return ticket;
  if (current === undefined) return { ...ticket, tags };
  const wanted = new Set(tags.map(String));
  const present = new Set(current.tags ?? []);
  const added = [...wanted].filter((tag) => !present.has(tag));
  const removed = [...present].filter((tag) => !wanted.has(tag));
  return {
    ...ticket,
    ...(added.length > 0 ? { additional_tags: added } : {}),
    ...(removed.length > 0 ? { remove_tags: removed } : {}),
  };
}

/** Why a job did not update a ticket: by what the ticket is now, then by the row. */
async function explain(
  { desk }: UpdateJobContext,
  { item: { id }, ticket }: PreparedUpdate,
  row: JobRow | undefined,
  current: Ticket | undefined,
): Promise<WriteResult> {
  if (current === undefined || current.status === "deleted") return failed(unknownTicket(id));
  if (current.status === "closed") return closed(id, row?.error);
  if (row?.error === "UpdateConflict") return moved("ticket", id, operation);
  if (row === undefined) return unknownOutcome(operation);
  return failed(await withReason(desk, refusal(row, operation), ticket, current));
}
