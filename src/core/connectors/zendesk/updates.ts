// Updates of tickets: a few by requests that are refused when the ticket has moved, more by a job, which has no such guard.
import { done, failed, failedAlone, moved, resultOf } from "../../connector-parts/outcomes.ts";
import { stampOf } from "../../connector-parts/versions.ts";
import type { UpdateItem, WriteResult } from "../../contract/connector.ts";
import { SyncError, ValidationError } from "../../contract/errors.ts";
import type { Clock } from "../../contract/runtime.ts";
import type { JsonObject } from "./calls.ts";
import type { ZendeskClient } from "./client.ts";
import type { JobRunner } from "./jobs.ts";
import {
  closed,
  mostSinglesAtOnce,
  refusedRow,
  rowsById,
  succeeded,
  unknownOutcome,
  unknownTicket,
} from "./results.ts";
import type { JobRow, Ticket } from "./schema.ts";

export interface PreparedUpdate {
  readonly item: UpdateItem;
  readonly ticket: JsonObject;
}

export interface UpdatesContext {
  readonly client: ZendeskClient;
  readonly jobs: JobRunner;
  readonly clock: Clock;
}

const operation = "update tickets";
const minuteMs = 60_000;
// The account takes 100 single updates a minute from everybody; ours leave room and then go by job.
const mostSinglesPerMinute = 80;

export class Updates {
  readonly #context: UpdatesContext;
  /** When the last minute's single updates were sent. */
  readonly #singles: number[] = [];

  constructor(context: UpdatesContext) {
    this.#context = context;
  }

  /** Updates up to 100 tickets; results in the order given. */
  async send(prepared: readonly PreparedUpdate[]): Promise<readonly WriteResult[]> {
    const [first] = prepared;
    if (prepared.length <= mostSinglesAtOnce && this.#hasRoomFor(prepared.length)) {
      return Promise.all(prepared.map((one) => this.#sendSingle(one).catch(failedAlone)));
    }
    return prepared.length === 1 && first ? this.#sendSingleAsJob(first) : this.#sendJob(prepared);
  }

  #hasRoomFor(count: number): boolean {
    const now = this.#context.clock.now();
    while (this.#singles[0] !== undefined && this.#singles[0] <= now - minuteMs) this.#singles.shift();
    return this.#singles.length + count <= mostSinglesPerMinute;
  }

  async #sendSingle({ item, ticket }: PreparedUpdate): Promise<WriteResult> {
    const { client, clock } = this.#context;
    const stamp = stampOf(item.expectedVersion);
    const guard = stamp === "" ? {} : { safe_update: true, updated_stamp: stamp };
    this.#singles.push(clock.now());
    try {
      await client.updateTicket(item.id, { ...ticket, ...guard });
      return done(item.id);
    } catch (error) {
      if (error instanceof SyncError && error.code === "E_RECORD_MOVED")
        return moved("ticket", item.id, operation);
      if (!(error instanceof ValidationError)) return resultOf(error);
      // Why it was refused is told in words only; a closed ticket is told by its status.
      const [current] = await client.showTickets([item.id]);
      return current?.status === "closed" ? closed(item.id, error.vendorCode) : failed(error);
    }
  }

  /** A job does not compare: the version is compared just before instead. */
  async #sendSingleAsJob(prepared: PreparedUpdate): Promise<readonly WriteResult[]> {
    const { id, expectedVersion } = prepared.item;
    const [current] = await this.#context.client.showTickets([id]);
    if (current !== undefined && current.updated_at !== stampOf(expectedVersion))
      return [moved("ticket", id, operation)];
    return this.#sendJob([prepared]);
  }

  async #sendJob(prepared: readonly PreparedUpdate[]): Promise<readonly WriteResult[]> {
    const { client, jobs } = this.#context;
    const ids = prepared.map(({ item }) => item.id);
    const tickets = prepared.map(({ item, ticket }) => ({ ...ticket, id: Number(item.id) }));
    const job = await jobs.finish(await client.updateTickets(tickets));
    const rows = rowsById(job, ids);
    const unsure = ids.filter((id) => !succeeded(rows.get(id)));
    const current = unsure.length === 0 ? [] : await client.showTickets(unsure);
    return ids.map((id) => {
      const row = rows.get(id);
      return succeeded(row)
        ? done(id)
        : explain(
            id,
            row,
            current.find((ticket) => ticket.id === id),
          );
    });
  }
}

/** Why a job did not update a ticket: by what the ticket is now, then by the row. */
function explain(id: string, row: JobRow | undefined, current: Ticket | undefined): WriteResult {
  if (current === undefined || current.status === "deleted") return failed(unknownTicket(id));
  if (current.status === "closed") return closed(id, row?.error);
  if (row?.error === "UpdateConflict") return moved("ticket", id, operation);
  return row === undefined ? unknownOutcome(operation) : refusedRow(row, operation);
}
