// The search index: shows tickets as they were `lag` ago, because the vendor's index is late.
import type { SandboxClock } from "../timers.ts";
import type { Ticket, TicketFields } from "./model.ts";

export interface IndexedTicket {
  readonly ticket: Ticket;
  readonly fields: TicketFields;
  readonly description: string;
  readonly updatedMs: number;
  readonly isDeleted: boolean;
}

export class SearchIndex {
  readonly #clock: SandboxClock;
  readonly #lagMs: () => number;
  readonly #visible = new Map<number, IndexedTicket>();
  #pending: { readonly atMs: number; readonly entry: IndexedTicket }[] = [];

  constructor(clock: SandboxClock, lagMs: () => number) {
    this.#clock = clock;
    this.#lagMs = lagMs;
  }

  get lagMs(): number {
    return this.#lagMs();
  }

  put(ticket: Ticket, atMs: number): void {
    const entry = {
      ticket,
      fields: ticket.fields,
      description: ticket.description,
      updatedMs: ticket.updatedMs,
      isDeleted: ticket.deletedMs !== null,
    };
    this.#pending.push({ atMs, entry });
    if (this.#pending.length > 1000) this.#promote();
  }

  entries(): Iterable<IndexedTicket> {
    this.#promote();
    return this.#visible.values();
  }

  #promote(): void {
    const until = this.#clock.now() - this.#lagMs();
    const ripe = this.#pending.findIndex((pending) => pending.atMs > until);
    const count = ripe < 0 ? this.#pending.length : ripe;
    for (const { entry } of this.#pending.slice(0, count)) {
      if (entry.isDeleted) this.#visible.delete(entry.ticket.id);
      else this.#visible.set(entry.ticket.id, entry);
    }
    this.#pending = this.#pending.slice(count);
  }
}
