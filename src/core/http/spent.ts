// What of a budget is spent: calls that ended, calls that processes hold, calls of others. Pure; times are arguments.
//
// A call counts from the moment it is taken until a window after its end: whenever between the two the vendor counted
// it, no window of the vendor's holds more than ours. What a process holds counts for as long as it says so; of one
// that died, until a window after the time up to which it had said it.

/** What one process (and urgency) holds: calls on their way or not yet used, and until when that was said. */
export interface Held {
  readonly count: number;
  readonly until: number;
}

export interface SpentRecord {
  /** By turns: a time until which calls count, and how many. */
  readonly used: readonly number[];
  readonly leases: Readonly<Record<string, Held>>;
  /** Requests of others on the same budget. */
  readonly foreign: Held;
  /** Calls that have ended, ever. */
  readonly ended: number;
}

const slotsPerWindow = 120;

export class Spent {
  readonly #perMs: number;
  readonly #grainMs: number;
  readonly #used = new Map<number, number>();
  #usedCount = 0;
  readonly #leases = new Map<string, Held>();
  #foreign: Held = { count: 0, until: 0 };
  #ended = 0;

  constructor(perMs: number) {
    this.#perMs = perMs;
    this.#grainMs = perMs / slotsPerWindow;
  }

  get ended(): number {
    return this.#ended;
  }

  /** Calls that are held: the vendor may have counted them or not. */
  get held(): number {
    return sum([...this.#leases.values()].map(({ count }) => count));
  }

  get byUs(): number {
    return this.held + this.#usedCount;
  }

  get total(): number {
    return this.byUs + this.#foreign.count;
  }

  /** Whether somebody else than `holder` holds calls and lives. */
  isHeldByOthers(holder: string | null, now: number): boolean {
    return [...this.#leases].some(([one, { until }]) => one !== holder && until > now);
  }

  /** Notes the calls of a holder that ended, and gives how many of what it held it gave back unused. */
  settle(holder: string, endedAt: readonly number[], held: Held): number {
    const before = this.#leases.get(holder)?.count ?? 0;
    for (const time of endedAt) this.#count(time + this.#perMs, 1);
    this.#ended += endedAt.length;
    if (held.count > 0) this.#leases.set(holder, held);
    else this.#leases.delete(holder);
    return Math.max(0, before - endedAt.length - held.count);
  }

  setForeign(foreign: Held): void {
    this.#foreign = foreign;
  }

  /** Keeps at most so many of ours. The oldest go first; what is held stays. */
  keepOurs(most: number): void {
    let surplus = this.byUs - Math.max(0, most);
    for (const [until, count] of [...this.#used].toSorted(([a], [b]) => a - b)) {
      if (surplus <= 0) return;
      const dropped = Math.min(count, surplus);
      this.#add(until, -dropped);
      surplus -= dropped;
    }
  }

  /** Time by which so many count no more, if nothing is given back before. */
  returnsBy(count: number, now: number): number {
    let left = count;
    let at = now;
    for (const [until, returned] of this.#ends()) {
      if (left <= 0) break;
      left -= returned;
      at = until;
    }
    return Math.ceil(Math.max(now + 1, at));
  }

  /** Time from which nothing counts any more. */
  clearAt(now: number): number {
    return Math.max(now, ...this.#ends().map(([until]) => until));
  }

  advance(now: number): void {
    for (const [until, count] of this.#used) if (until <= now) this.#add(until, -count);
    for (const [holder, { until }] of this.#leases)
      if (until + this.#perMs <= now) this.#leases.delete(holder);
    if (this.#foreign.until <= now) this.#foreign = { count: 0, until: 0 };
  }

  record(): SpentRecord {
    return {
      used: [...this.#used].flat(),
      leases: Object.fromEntries(this.#leases),
      foreign: this.#foreign,
      ended: this.#ended,
    };
  }

  /** A clock that was set back must not make the past look like the future. */
  restore(record: SpentRecord, now: number, leaseMs: number): void {
    const latest = now + 2 * this.#perMs;
    for (let n = 0; n + 1 < record.used.length; n += 2)
      this.#count(Math.min(record.used[n] ?? 0, latest), record.used[n + 1] ?? 0);
    for (const [holder, { count, until }] of Object.entries(record.leases))
      this.#leases.set(holder, { count, until: Math.min(until, now + leaseMs) });
    const { count, until } = record.foreign;
    this.#foreign = { count, until: Math.min(until, latest) };
    this.#ended = record.ended;
    this.advance(now);
  }

  #count(until: number, count: number): void {
    this.#add(Math.ceil(until / this.#grainMs) * this.#grainMs, count);
  }

  #add(slot: number, count: number): void {
    const total = (this.#used.get(slot) ?? 0) + count;
    if (total > 0) this.#used.set(slot, total);
    else this.#used.delete(slot);
    this.#usedCount += count;
  }

  #ends(): [number, number][] {
    const ends = [...this.#used];
    for (const { count, until } of this.#leases.values()) ends.push([until + this.#perMs, count]);
    if (this.#foreign.count > 0) ends.push([this.#foreign.until, this.#foreign.count]);
    return ends.toSorted(([a], [b]) => a - b);
  }
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
