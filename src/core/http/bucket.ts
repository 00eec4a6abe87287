// One token bucket, pure: the time is an argument. It holds two promises at once:
// never more than `capacity` takes in any window of `perMs`, and an even refill once half of it was
// taken in a burst, so that a busy stream is slowed down instead of halted until the window ends.
//
// Where the window is long, our books can be wrong for long: what the vendor reports replaces them, and
// when they say "empty" without a recent report, one request now and then goes out to learn the truth.
import type { LimitObservation, LimitRule } from "../contract/http.ts";

/** What must survive a restart. Times are milliseconds since the epoch. */
export interface BucketSnapshot {
  readonly capacity: number;
  /** Capacity as the vendor told it; null when it never did. Absent: `capacity` is the best guess. */
  readonly told?: number | null | undefined;
  readonly tokens: number;
  readonly at: number;
  readonly blockedUntil: number;
  /** Requests that count against the window until a time. */
  readonly used: readonly { readonly until: number; readonly count: number }[];
  /** Requests of others on the same budget. */
  readonly foreign?: { readonly until: number; readonly count: number } | undefined;
}

export interface BucketStatus {
  readonly endpointClass: string;
  readonly capacity: number;
  readonly remaining: number;
  /** Milliseconds until the bucket is whole again if nothing more is sent; 0 when it is. */
  readonly resetsInMs: number;
  /** Milliseconds until the next of the requests that wait now may go; 0 when none waits. */
  readonly waitsMs: number;
}

const burstShare = 0.5;
const slotsPerWindow = 240;
const epsilon = 1e-6;
/** Shorter windows set wrong books right by themselves, soon enough. */
const longWindowMs = 600_000;
const firstProbePauseMs = 60_000;
const lastProbePauseMs = 3_600_000;

export class Bucket {
  readonly #perMs: number;
  readonly #grainMs: number;
  readonly #ceiling: number;
  #capacity: number;
  #tokens: number;
  #tokensAt: number;
  #blockedUntil = 0;
  /** Time at which requests stop counting → how many. */
  #used = new Map<number, number>();
  /** Requests of others on the same budget, as the vendor's headers tell. */
  #foreign = { until: 0, count: 0 };
  /** Takes so far; each take's number is the count it made. */
  #taken = 0;
  #inFlight = new Set<number>();
  #told: number | null = null;
  /** Latest of: the vendor's last report, our last request. Nothing of an earlier process counts. */
  #askedAt = Number.NEGATIVE_INFINITY;
  #probePauseMs = firstProbePauseMs;

  /** `ceiling`: an operator's bound that the vendor's headers can't raise. */
  constructor(rule: LimitRule, now: number, ceiling = Number.POSITIVE_INFINITY) {
    this.#perMs = rule.perMs;
    this.#grainMs = rule.perMs / slotsPerWindow;
    this.#ceiling = ceiling;
    this.#capacity = Math.min(rule.capacity, ceiling);
    this.#tokens = this.#burst();
    this.#tokensAt = now;
  }

  get perMs(): number {
    return this.#perMs;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Number of the last take; what `observe` and `finish` are told to say which take they speak of. */
  get taken(): number {
    return this.#taken;
  }

  /** Earliest time at which a take can succeed, as things stand; `now` when at once. */
  readyAt(now: number): number {
    const byBooks = this.#readyByBooks(now);
    if (byBooks <= now || !this.#mayProbe()) return byBooks;
    const pauseMs = this.#inFlight.size > 0 ? firstProbePauseMs : this.#probePauseMs;
    return Math.min(byBooks, Math.max(now, this.#blockedUntil, this.#askedAt + pauseMs));
  }

  /** Only the vendor's figure can be learned: an operator's lower bound holds by our own count. */
  #mayProbe(): boolean {
    if (this.#perMs < longWindowMs || this.#told === null) return false;
    return this.#capacity >= this.#told || this.#usedByUs() < this.#capacity;
  }

  #readyByBooks(now: number): number {
    this.#advance(now);
    let at = Math.max(now, this.#blockedUntil);
    if (this.#tokens < 1 - epsilon)
      at = Math.max(at, Math.ceil(now + ((1 - this.#tokens) * this.#perMs) / this.#capacity));
    if (this.#remaining() < 1) at = Math.max(at, this.#nextReturn(now));
    return at;
  }

  /** Takes one request's worth. False: not now, ask `readyAt`. */
  take(now: number): boolean {
    if (this.readyAt(now) > now) return false;
    // A probe: each one that teaches nothing new doubles the pause before the next.
    if (this.#readyByBooks(now) > now)
      this.#probePauseMs = Math.min(lastProbePauseMs, 2 * this.#probePauseMs);
    this.#tokens = Math.max(0, this.#tokens - 1);
    const until = this.#roundUp(now + this.#perMs);
    this.#used.set(until, (this.#used.get(until) ?? 0) + 1);
    this.#taken += 1;
    this.#inFlight.add(this.#taken);
    this.#askedAt = now;
    return true;
  }

  /** The request of an earlier take has ended, whatever its outcome. */
  finish(take = this.#taken): void {
    this.#inFlight.delete(take);
  }

  /** Nothing more until then (a 429's Retry-After). */
  block(until: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
  }

  /**
   * Corrects the bucket by what the vendor's headers tell. `take`: the last take made when the request that
   * was answered left; what was taken later, or is still on its way, the vendor may not have counted yet.
   */
  observe(now: number, seen: Omit<LimitObservation, "endpointClass">, take = this.#taken): void {
    this.#advance(now);
    const { capacity = 0, remaining } = seen;
    if (capacity > 0) {
      this.#told = capacity;
      this.#capacity = Math.min(capacity, this.#ceiling);
      this.#tokens = Math.min(this.#tokens, this.#burst());
    }
    if (remaining === undefined) return;
    const uncounted = this.#uncounted(take);
    const isWhole = capacity > 0 && this.#perMs >= longWindowMs;
    if (isWhole) this.#forgetBeyond(capacity - remaining + uncounted);
    const free = Math.max(0, remaining - uncounted);
    const count = Math.max(0, this.#capacity - free - this.#usedByUs());
    this.#foreign = { until: now + (seen.resetsInMs ?? this.#perMs), count };
    this.#askedAt = Math.max(this.#askedAt, now);
    if (!isWhole) return;
    // With no more than this used in a window, an even refill can't have left fewer.
    this.#tokens = Math.max(this.#tokens, this.#remaining() - (this.#capacity - this.#burst()));
    if (this.#remaining() >= 1) this.#probePauseMs = firstProbePauseMs;
  }

  #uncounted(take: number): number {
    const older = [...this.#inFlight].filter((one) => one < take).length;
    return Math.max(0, this.#taken - take) + older;
  }

  /** All that is used of the budget was told: the books can't rightly hold more. The oldest goes first. */
  #forgetBeyond(used: number): void {
    let surplus = this.#usedByUs() - Math.max(0, used);
    for (const [until, count] of [...this.#used].toSorted(([a], [b]) => a - b)) {
      if (surplus <= 0) return;
      if (count <= surplus) this.#used.delete(until);
      else this.#used.set(until, count - surplus);
      surplus -= count;
    }
  }

  status(now: number): Omit<BucketStatus, "endpointClass" | "waitsMs"> {
    this.#advance(now);
    const last = Math.max(now, this.#blockedUntil, this.#foreign.until, ...this.#used.keys());
    const blocked = this.#blockedUntil > now;
    const remaining = blocked ? 0 : Math.max(0, Math.floor(this.#remaining()));
    return { capacity: this.#capacity, remaining, resetsInMs: Math.ceil(last - now) };
  }

  /** State as it would be after `reserve` more takes at any time up to `reserveUntil`. */
  snapshot(now: number, reserve: number, reserveUntil: number): BucketSnapshot {
    this.#advance(now);
    const used = [...this.#used].map(([until, count]) => ({ until, count }));
    if (reserve > 0) used.push({ until: this.#roundUp(reserveUntil + this.#perMs), count: reserve });
    const tokens = Math.max(0, this.#tokens - reserve);
    return {
      capacity: this.#capacity,
      told: this.#told,
      tokens,
      at: now,
      blockedUntil: this.#blockedUntil,
      used,
      foreign: this.#foreign,
    };
  }

  restore(snapshot: BucketSnapshot, now: number): void {
    // A clock that was set back must not make the past look like the future.
    const latest = now + 2 * this.#perMs;
    this.#told = snapshot.told === undefined ? snapshot.capacity : snapshot.told;
    if (this.#told !== null) this.#capacity = Math.min(this.#told, this.#ceiling);
    this.#tokens = Math.min(snapshot.tokens, this.#burst());
    this.#tokensAt = Math.min(snapshot.at, now);
    this.#blockedUntil = snapshot.blockedUntil;
    this.#used = new Map();
    for (const { until, count } of snapshot.used) {
      const key = this.#roundUp(Math.min(until, latest));
      this.#used.set(key, (this.#used.get(key) ?? 0) + count);
    }
    const { until, count } = snapshot.foreign ?? { until: 0, count: 0 };
    this.#foreign = { until: Math.min(until, latest), count };
    this.#advance(now);
  }

  #burst(): number {
    return Math.max(1, Math.ceil(this.#capacity * burstShare));
  }

  #remaining(): number {
    return this.#capacity - this.#usedByUs() - this.#foreign.count;
  }

  #usedByUs(): number {
    let sum = 0;
    for (const count of this.#used.values()) sum += count;
    return sum;
  }

  #nextReturn(now: number): number {
    const ends = [...this.#used.keys()];
    if (this.#foreign.count > 0) ends.push(this.#foreign.until);
    return Math.ceil(Math.max(now + 1, Math.min(...ends)));
  }

  #roundUp(time: number): number {
    return Math.ceil(time / this.#grainMs) * this.#grainMs;
  }

  #advance(now: number): void {
    const elapsedMs = Math.max(0, now - this.#tokensAt);
    this.#tokens = Math.min(this.#burst(), this.#tokens + (elapsedMs * this.#capacity) / this.#perMs);
    this.#tokensAt = now;
    for (const until of this.#used.keys()) if (until <= now) this.#used.delete(until);
    if (this.#foreign.until <= now) this.#foreign = { until: 0, count: 0 };
  }
}
