// Updates of tickets: a few by requests that are refused when the ticket has moved, more by a job, which has no such guard.
import { done, failed, failedAlone, moved, resultOf } from "../../connector-parts/outcomes.ts";
import { stampOf } from "../../connector-parts/versions.ts";
import type { WriteResult } from "../../contract/connector.ts";
import { SyncError, ValidationError } from "../../contract/errors.ts";
import type { Clock } from "../../contract/runtime.ts";
import { withReason } from "./assignment.ts";
import { closed, mostSinglesAtOnce } from "./results.ts";
import { operation, type PreparedUpdate, type UpdateJobContext, updateByJob } from "./update-job.ts";

export interface UpdatesContext extends UpdateJobContext {
  readonly clock: Clock;
}

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
    if (prepared.length > mostSinglesAtOnce || !this.#hasRoomFor(prepared.length))
      return updateByJob(this.#context, prepared, prepared.length === 1);
    return Promise.all(prepared.map((one) => this.#sendSingle(one).catch(failedAlone)));
  }

  #hasRoomFor(count: number): boolean {
    const now = this.#context.clock.now();
    while (this.#singles[0] !== undefined && this.#singles[0] <= now - minuteMs) this.#singles.shift();
    return this.#singles.length + count <= mostSinglesPerMinute;
  }

  async #sendSingle({ item, ticket }: PreparedUpdate): Promise<WriteResult> {
    const { client, desk, clock } = this.#context;
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
      if (current?.status === "closed") return closed(item.id, error.vendorCode);
      return failed(await withReason(desk, error, ticket, current));
    }
  }
}
