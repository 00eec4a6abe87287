// One token bucket, pure: the time is an argument. It holds two promises at once:
// never more than `capacity` takes in any window of `perMs`, and an even refill once half of it was
// taken in a burst, so that a busy stream is slowed down instead of halted until the window ends.
import type { LimitObservation, LimitRule } from "../contract/http.ts";

/** What must survive a restart. Times are milliseconds since the epoch. */
export interface BucketSnapshot {
  readonly capacity: number;
  readonly tokens: number;
  readonly at: number;
  readonly blockedUntil: number;
  /** Requests that count against the window until a time. */
  readonly used: readonly { readonly until: number; readonly count: number }[];
}

export interface BucketStatus {
  readonly endpointClass: string;
  readonly capacity: number;
  readonly remaining: number;
  /** Milliseconds until the bucket is whole again if nothing more is sent; 0 when it is. */
  readonly resetsInMs: number;
}

const burstShare = 0.5;
const slotsPerWindow = 240;
const epsilon = 1e-6;

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
  #inFlight = 0;

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

  /** Earliest time at which a take can succeed, as things stand; `now` when at once. */
  readyAt(now: number): number {
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
    this.#tokens = Math.max(0, this.#tokens - 1);
    const until = this.#roundUp(now + this.#perMs);
    this.#used.set(until, (this.#used.get(until) ?? 0) + 1);
    this.#inFlight += 1;
    return true;
  }

  /** The request of an earlier take has ended, whatever its outcome. */
  finish(): void {
    this.#inFlight -= 1;
  }

  /** Nothing more until then (a 429's Retry-After). */
  block(until: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
  }

  /** Corrects the bucket by what the vendor's headers tell. */
  observe(now: number, seen: Omit<LimitObservation, "endpointClass">): void {
    this.#advance(now);
    if (seen.capacity !== undefined && seen.capacity > 0) {
      this.#capacity = Math.min(seen.capacity, this.#ceiling);
      this.#tokens = Math.min(this.#tokens, this.#burst());
    }
    if (seen.remaining === undefined) return;
    // The vendor may not have counted yet what is still on its way.
    const free = Math.max(0, seen.remaining - this.#inFlight);
    const count = Math.max(0, this.#capacity - free - this.#usedByUs());
    this.#foreign = { until: now + (seen.resetsInMs ?? this.#perMs), count };
  }

  status(now: number): Omit<BucketStatus, "endpointClass"> {
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
    if (this.#foreign.count > 0) used.push(this.#foreign);
    if (reserve > 0) used.push({ until: this.#roundUp(reserveUntil + this.#perMs), count: reserve });
    const tokens = Math.max(0, this.#tokens - reserve);
    return { capacity: this.#capacity, tokens, at: now, blockedUntil: this.#blockedUntil, used };
  }

  restore(snapshot: BucketSnapshot, now: number): void {
    // A clock that was set back must not make the past look like the future.
    const latest = now + 2 * this.#perMs;
    this.#tokens = Math.min(snapshot.tokens, this.#burst());
    this.#tokensAt = Math.min(snapshot.at, now);
    this.#blockedUntil = snapshot.blockedUntil;
    this.#used = new Map();
    for (const { until, count } of snapshot.used) {
      const key = this.#roundUp(Math.min(until, latest));
      this.#used.set(key, (this.#used.get(key) ?? 0) + count);
    }
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
