// One token bucket that several processes share, pure: the time is an argument. It holds two promises at once:
// never more than `capacity` calls in any window of `perMs`, and an even refill once half of it was
// taken in a burst, so that a busy stream is slowed down instead of halted until the window ends.
//
// Where the window is long, our books can be wrong for long: what the vendor reports replaces them, and
// when they say "empty" without a recent report, one request now and then goes out to learn the truth, where the vendor
// is one that tells it.
import type { LimitObservation, LimitRule, Urgency } from "../contract/http.ts";
import { isLongWindow, leaseMsOf } from "./lease.ts";
import { Spent, type SpentRecord } from "./spent.ts";

/** What all processes know of a bucket. Times are milliseconds since the epoch. */
export interface BucketRecord extends SpentRecord {
  /** Capacity as the vendor told it; null when it never did. */
  readonly told: number | null;
  /** Whether the vendor ever told how much is left: then asking it teaches something. */
  readonly tellsRemaining: boolean;
  readonly tokens: number;
  readonly tokensAt: number;
  readonly blockedUntil: number;
  /** Latest of: the vendor's last report, the last request. */
  readonly askedAt: number;
  readonly probePauseMs: number;
}

export interface BucketBounds {
  /** An operator's bound that the vendor's headers can't raise. */
  readonly ceiling: number;
  /** Part of the capacity that background work leaves to live work, 0 to 1. */
  readonly reserveShare: number;
}

/** What an answer's headers told of the bucket. */
export interface Seen extends Omit<LimitObservation, "endpointClass"> {
  /**
   * Calls of the bucket that had surely ended when the request left which was answered (see `Visited.ended`); what
   * ended later or is still held the vendor may not have counted yet. Null: not known, so what remains isn't either.
   */
  readonly endedBefore: number | null;
  /** Whether that request was a call of this bucket itself. */
  readonly isOwn: boolean;
}

/** What a holder tells the books and wants of them, in one. */
export interface Visit {
  /** One process's calls of one urgency. */
  readonly holder: string;
  readonly urgency: Urgency;
  /** Calls it holds and keeps: on their way or not yet used. */
  readonly held: number;
  /** When calls ended that were not told yet. */
  readonly endedAt: readonly number[];
  /** Calls it wants on top. */
  readonly wanted: number;
  readonly seen: Seen | null;
  /** Nothing more until then (a 429's Retry-After); 0 when nothing was said. */
  readonly blockedUntil: number;
}

export interface Visited {
  readonly granted: number;
  /** Until when what is held may be used, unless a visit says anew that it is held. */
  readonly leasedUntil: number;
  /** Earliest time at which a call can be had, as things stand. */
  readonly readyAt: number;
  /** Somebody else may give calls back before that. */
  readonly isSharedNow: boolean;
  readonly capacity: number;
  /** Calls that have ended, ever. */
  readonly ended: number;
}

export interface BucketStatus {
  readonly endpointClass: string;
  readonly capacity: number;
  readonly remaining: number;
  /** Milliseconds until the bucket is whole again if nothing more is sent; 0 when it is. */
  readonly resetsInMs: number;
  /** Milliseconds until a live call can be had, for what is left is spread; 0 when one can now. */
  readonly nextInMs: number;
  /** Milliseconds until the next of the requests that wait now may go; 0 when none waits. */
  readonly waitsMs: number;
}

const burstShare = 0.5;
const epsilon = 1e-6;
const firstProbePauseMs = 60_000;
const lastProbePauseMs = 3_600_000;
/** After a clock was set back, a pause that the vendor asked for must not last until the old time comes again. */
const longestBlockMs = 86_400_000;

export class Bucket {
  readonly #perMs: number;
  readonly #bounds: BucketBounds;
  readonly #spent: Spent;
  #capacity: number;
  #told: number | null = null;
  #tellsRemaining: boolean;
  #tokens: number;
  #tokensAt: number;
  #blockedUntil = 0;
  #askedAt = 0;
  #probePauseMs = firstProbePauseMs;

  /** `record`: what the last visitor left; null when there was none. */
  constructor(rule: LimitRule, bounds: BucketBounds, now: number, record: BucketRecord | null) {
    this.#perMs = rule.perMs;
    this.#bounds = bounds;
    this.#spent = new Spent(rule.perMs);
    this.#told = record?.told ?? null;
    this.#tellsRemaining = record?.tellsRemaining ?? false;
    this.#capacity = Math.max(1, Math.min(this.#told ?? rule.capacity, bounds.ceiling));
    this.#tokens = Math.min(record?.tokens ?? this.#burst(), this.#burst());
    this.#tokensAt = Math.min(record?.tokensAt ?? now, now);
    if (record !== null) this.#restore(record, now);
    this.#advance(now);
  }

  /** Takes the holder's word, then hands out what it wants as far as there is. */
  visit(now: number, ask: Visit): Visited {
    const leasedUntil = now + leaseMsOf(this.#perMs);
    const unused = this.#spent.settle(ask.holder, ask.endedAt, { count: ask.held, until: leasedUntil });
    this.#tokens = Math.min(this.#burst(), this.#tokens + unused);
    this.#blockedUntil = Math.max(this.#blockedUntil, ask.blockedUntil);
    if (ask.seen !== null) this.#observe(now, ask.seen);
    const granted = this.#grant(now, ask);
    const held = ask.held + granted;
    if (granted > 0) this.#spent.settle(ask.holder, [], { count: held, until: leasedUntil });
    return {
      granted,
      leasedUntil,
      readyAt: this.#readyAt(now, ask.urgency),
      isSharedNow: this.#spent.isHeldByOthers(ask.holder, now),
      capacity: this.#capacity,
      ended: this.#spent.ended,
    };
  }

  status(now: number): Omit<BucketStatus, "endpointClass" | "waitsMs"> {
    const last = Math.max(this.#blockedUntil, this.#spent.clearAt(now));
    const remaining = this.#blockedUntil > now ? 0 : Math.max(0, Math.floor(this.#remaining()));
    const [resetsInMs, nextInMs] = [Math.ceil(last - now), this.#readyAt(now, "live") - now];
    return { capacity: this.#capacity, remaining, resetsInMs, nextInMs };
  }

  record(): BucketRecord {
    return {
      ...this.#spent.record(),
      told: this.#told,
      tellsRemaining: this.#tellsRemaining,
      tokens: this.#tokens,
      tokensAt: this.#tokensAt,
      blockedUntil: this.#blockedUntil,
      askedAt: this.#askedAt,
      probePauseMs: this.#probePauseMs,
    };
  }

  #restore(record: BucketRecord, now: number): void {
    this.#blockedUntil = Math.min(record.blockedUntil, now + longestBlockMs);
    this.#askedAt = Math.min(record.askedAt, now);
    this.#probePauseMs = record.probePauseMs;
    this.#spent.restore(record, now, leaseMsOf(this.#perMs));
  }

  #grant(now: number, { wanted, urgency }: Visit): number {
    let granted = 0;
    while (granted < wanted && this.#readyByBooks(now, urgency, granted) <= now) {
      granted += 1;
      this.#tokens = Math.max(0, this.#tokens - 1);
    }
    if (granted === 0 && wanted > 0 && this.#readyAt(now, urgency) <= now) {
      // A probe: each one that teaches nothing new doubles the pause before the next.
      granted = 1;
      this.#probePauseMs = Math.min(lastProbePauseMs, 2 * this.#probePauseMs);
    }
    if (granted > 0) this.#askedAt = now;
    return granted;
  }

  #readyAt(now: number, urgency: Urgency): number {
    const byBooks = this.#readyByBooks(now, urgency, 0);
    if (byBooks <= now || !this.#mayProbe()) return byBooks;
    // What is kept back for live work is no riddle.
    if (urgency === "background" && this.#readyByBooks(now, "live", 0) <= now) return byBooks;
    const pauseMs = this.#spent.isHeldByOthers(null, now) ? firstProbePauseMs : this.#probePauseMs;
    return Math.min(byBooks, Math.max(now, this.#blockedUntil, this.#askedAt + pauseMs));
  }

  /** Only the vendor's figure can be learned: it is we who count an operator's bound, and who spread what is left. */
  #mayProbe(): boolean {
    if (!isLongWindow(this.#perMs) || this.#told === null || !this.#tellsRemaining) return false;
    if (this.#capacity >= this.#told) return true;
    return this.#remaining() < 1 && this.#spent.byUs < this.#capacity;
  }

  /** `granted`: calls handed out in this visit, which are not among the spent ones yet. */
  #readyByBooks(now: number, urgency: Urgency, granted: number): number {
    const share = urgency === "background" ? this.#bounds.reserveShare : 0;
    let at = Math.max(now, this.#blockedUntil);
    const lackingTokens = 1 + share * (this.#burst() - 1) - this.#tokens;
    if (lackingTokens > epsilon)
      at = Math.max(at, Math.ceil(now + (lackingTokens * this.#perMs) / this.#capacity));
    const lacking = 1 + Math.ceil(share * (this.#capacity - 1)) + granted - this.#remaining();
    if (lacking > 0) at = Math.max(at, this.#spent.returnsBy(lacking, now));
    return at;
  }

  /** Corrects the books by what the vendor's headers tell. */
  #observe(now: number, seen: Seen): void {
    const { capacity = 0, remaining } = seen;
    if (capacity > 0) {
      this.#told = capacity;
      this.#capacity = Math.max(1, Math.min(capacity, this.#bounds.ceiling));
      this.#tokens = Math.min(this.#tokens, this.#burst());
    }
    if (remaining === undefined) return;
    this.#tellsRemaining = true;
    if (seen.endedBefore === null) return;
    const endedSince = this.#spent.ended - seen.endedBefore - (seen.isOwn ? 1 : 0);
    const uncounted = this.#spent.held + Math.max(0, endedSince);
    const isWhole = capacity > 0 && isLongWindow(this.#perMs);
    // All that is used of the budget was told: the books can't rightly hold more. An operator's bound is ours to count.
    if (isWhole && capacity <= this.#bounds.ceiling) this.#spent.keepOurs(capacity - remaining + uncounted);
    const count = Math.max(0, this.#capacity - (remaining - uncounted) - this.#spent.byUs);
    this.#spent.setForeign({ until: now + (seen.resetsInMs ?? this.#perMs), count });
    this.#askedAt = Math.max(this.#askedAt, now);
    if (!isWhole) return;
    // With no more than this used in a window, an even refill can't have left fewer.
    this.#tokens = Math.max(this.#tokens, this.#remaining() - (this.#capacity - this.#burst()));
    if (this.#remaining() >= 1) this.#probePauseMs = firstProbePauseMs;
  }

  #burst(): number {
    return Math.max(1, Math.ceil(this.#capacity * burstShare));
  }

  #remaining(): number {
    return this.#capacity - this.#spent.total;
  }

  #advance(now: number): void {
    const elapsedMs = Math.max(0, now - this.#tokensAt);
    this.#tokens = Math.min(this.#burst(), this.#tokens + (elapsedMs * this.#capacity) / this.#perMs);
    this.#tokensAt = now;
    this.#spent.advance(now);
  }
}
