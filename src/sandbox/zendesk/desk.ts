// The emulated account: everything it holds, indexed, and who hears of its events.
import { ChangeIndex } from "../change-index.ts";
import type { Random } from "../random.ts";
import type { SandboxClock, Timers } from "../timers.ts";
import type { TicketEvent } from "./events.ts";
import { Files } from "./files.ts";
import { FIRST_ID, type Ticket, type User } from "./model.ts";
import { People } from "./people.ts";
import { SearchIndex } from "./search-index.ts";
import type { ZendeskSettings } from "./settings.ts";
import { startUsers } from "./setup.ts";
import { Teams } from "./teams.ts";
import { TicketEventLog } from "./ticket-events.ts";

export type TicketListener = (ticket: Ticket, events: readonly TicketEvent[]) => void;

export interface DeskParts {
  readonly settings: ZendeskSettings;
  readonly clock: SandboxClock;
  readonly timers: Timers;
  readonly random: Random;
  /** Milliseconds the search index is late. */
  searchLagMs(): number;
}

export class Desk {
  readonly settings: ZendeskSettings;
  readonly clock: SandboxClock;
  readonly timers: Timers;
  readonly random: Random;
  readonly tickets = new Map<number, Ticket>();
  readonly people = new People();
  readonly teams: Teams;
  readonly files: Files;
  readonly ticketEvents = new TicketEventLog();
  readonly changes = new ChangeIndex();
  readonly search: SearchIndex;
  /** Set by the webhook sender. */
  listener: TicketListener = () => undefined;
  readonly #byExternalId = new Map<string, Set<number>>();
  #lastTicketId = FIRST_ID;
  #lastId = FIRST_ID + 2 ** 40;

  constructor(parts: DeskParts) {
    this.settings = parts.settings;
    this.clock = parts.clock;
    this.timers = parts.timers;
    this.random = parts.random;
    this.search = new SearchIndex(parts.clock, () => parts.searchLagMs());
    this.files = new Files(parts.clock, parts.random, () => this.nextId());
    const staff = startUsers(parts.clock.now());
    for (const user of staff) this.people.users.put(user, user.createdMs);
    this.teams = new Teams(staff, parts.clock.now());
  }

  nextTicketId(): number {
    this.#lastTicketId += 1;
    return this.#lastTicketId;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Every user there ever was, deleted ones too. */
  get users(): ReadonlyMap<number, User> {
    return this.people.users.all;
  }

  /** A ticket that exists and is not deleted. */
  live(id: number): Ticket | null {
    const ticket = this.tickets.get(id);
    return ticket === undefined || ticket.deletedMs !== null ? null : ticket;
  }

  byExternalId(externalId: string): readonly Ticket[] {
    const ids = this.#byExternalId.get(externalId.toLowerCase()) ?? [];
    return [...ids].flatMap((id) => this.live(id) ?? []);
  }

  linkExternalId(ticket: Ticket, previous: string | null): void {
    if (previous !== null) this.#byExternalId.get(previous.toLowerCase())?.delete(ticket.id);
    const externalId = ticket.fields.externalId;
    if (externalId === null) return;
    const key = externalId.toLowerCase();
    this.#byExternalId.set(key, (this.#byExternalId.get(key) ?? new Set()).add(ticket.id));
  }

  /** Records that a ticket changed now; the order of changes is the order of the export. */
  touch(ticket: Ticket): void {
    const entry = this.changes.touch(String(ticket.id), this.clock.now());
    ticket.generatedMs = entry.atMs;
    this.search.put(ticket, entry.atMs);
  }

  announce(ticket: Ticket, events: readonly TicketEvent[]): void {
    if (events.length > 0) this.listener(ticket, events);
  }
}
