// The vendor's bound on updates of one ticket, which concerns no other ticket: kept by waiting, not by being refused.
// 30 in ten minutes by one user, told in a header of every update.
// Source: developer.zendesk.com "Rate limits" › Update ticket.
import { SyncError } from "../../contract/errors.ts";
import type { HttpClient, HttpRequest, HttpResponse, ObserveLimits } from "../../contract/http.ts";
import type { Clock } from "../../contract/runtime.ts";
import { perTicketHeader, readEndpointLimit } from "./limits.ts";

const windowMs = 600_000;
const publishedTotal = 30;
const mostKept = 10_000;
const ticketPath = /^tickets\/(\d+)$/;

/** The updates of one ticket in the last ten minutes. */
interface Trail {
  readonly sentAt: readonly number[];
  /** Nothing more before, by the vendor's word: others update the ticket as the same user. */
  readonly closedUntil: number;
}

const nothing: Trail = { sentAt: [], closedUntil: 0 };

/** Fields, comments and files all travel as updates of their ticket, so one of these is for a whole connection. */
export class TicketPace {
  readonly #clock: Clock;
  readonly #trails = new Map<string, Trail>();
  #total = publishedTotal;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The client with the pace kept: an update that its ticket takes no more of now is not sent, but rejected with
   * SyncError E_RECORD_LOCKED and the time to wait.
   */
  around(http: HttpClient): HttpClient {
    return {
      request: async (request) => {
        const ticketId = updatedTicket(request);
        if (ticketId !== null) this.#take(ticketId, request.operation);
        return http.request(request);
      },
    };
  }

  /** Takes over what the vendor tells of tickets, besides what `observe` makes of a response. */
  observing(observe: ObserveLimits): ObserveLimits {
    return (response, request) => {
      this.#learn(response, request);
      return observe(response, request);
    };
  }

  #take(ticketId: string, operation: string): void {
    const now = this.#clock.now();
    const { sentAt, closedUntil } = this.#recent(ticketId, now);
    const oldest = sentAt.length < this.#total ? undefined : sentAt.at(-this.#total);
    const opensAt = Math.max(closedUntil, oldest === undefined ? 0 : oldest + windowMs);
    if (opensAt > now) throw tooSoon(ticketId, operation, opensAt, now);
    this.#keep(ticketId, { sentAt: [...sentAt, now], closedUntil }, now);
  }

  #learn(response: HttpResponse, request: HttpRequest): void {
    const ticketId = updatedTicket(request);
    const header = response.headers[perTicketHeader];
    if (ticketId === null || header === undefined) return;
    const { total, remaining, resetsInMs } = readEndpointLimit(header);
    if (total !== undefined) this.#total = total;
    if (remaining !== 0 || resetsInMs === undefined) return;
    const now = this.#clock.now();
    this.#keep(ticketId, { ...this.#recent(ticketId, now), closedUntil: now + resetsInMs }, now);
  }

  #recent(ticketId: string, now: number): Trail {
    const { sentAt, closedUntil } = this.#trails.get(ticketId) ?? nothing;
    return { sentAt: sentAt.filter((at) => at > now - windowMs), closedUntil };
  }

  #keep(ticketId: string, trail: Trail, now: number): void {
    if (this.#trails.size >= mostKept) this.#forgetOld(now);
    this.#trails.set(ticketId, trail);
  }

  #forgetOld(now: number): void {
    for (const [ticketId, { sentAt, closedUntil }] of this.#trails)
      if (Math.max(closedUntil, (sentAt.at(-1) ?? 0) + windowMs) <= now) this.#trails.delete(ticketId);
  }
}

function updatedTicket({ method, path }: HttpRequest): string | null {
  return method === "PUT" ? (ticketPath.exec(path)?.[1] ?? null) : null;
}

function tooSoon(ticketId: string, operation: string, opensAt: number, now: number): SyncError {
  return new SyncError({
    code: "E_RECORD_LOCKED",
    // A time, not a wait: it is shown again later.
    message: `Zendesk takes no more updates of the ticket ${ticketId} before ${new Date(opensAt).toISOString()}`,
    operation,
    retryable: true,
    retryAfterMs: opensAt - now,
  });
}
