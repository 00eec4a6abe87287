// One process's calls of one endpoint class and urgency: what it holds of the shared books, and when it tells them.
import { IntegrationError } from "../contract/errors.ts";
import type { Urgency } from "../contract/http.ts";
import type { Clock } from "../contract/runtime.ts";
import type { BucketStatus, Seen, Visited } from "./bucket.ts";
import { isBusy, patiently } from "./busy.ts";
import { isLongWindow, tendMs, wantedOf } from "./lease.ts";
import { type BucketAddress, type LimitsStore, memoryLimits } from "./limits.ts";
import { Sleepers } from "./sleepers.ts";

export interface LaneOptions {
  readonly address: BucketAddress;
  readonly urgency: Urgency;
  /** Names the process and its client in the books. */
  readonly holder: string;
  readonly limits: LimitsStore;
  readonly clock: Clock;
  /** The shared books could not be used, for this reason. */
  readonly onApart: (reason: string) => void;
}

/** A call's place in the books. */
export interface Take {
  /** See `Seen.endedBefore`. */
  readonly endedBefore: number | null;
  /** How often what the lane held had lapsed before. */
  readonly lapses: number;
}

export class Lane {
  readonly sleepers: Sleepers;
  /** Requests that want a call; the one whose turn it is among them. */
  waiting = 0;
  /** Resolve when those who came before have had their turn. A stream waits for a place of its own kind. */
  readonly tails = { plain: Promise.resolve(), streamed: Promise.resolve() };
  /** End the sleep of those whose turn it is. */
  readonly wakers = new Set<() => void>();

  readonly #options: LaneOptions;
  /** Used when the shared books can't be. */
  readonly #own: LimitsStore;
  readonly #stop = new AbortController();
  #last: Visited | null = null;
  #unused = 0;
  #onTheWay = 0;
  #endedAt: number[] = [];
  #endedAll = 0;
  #endedTold = 0;
  #seen: Seen | null = null;
  #blockedUntil = 0;
  #lapses = 0;
  #tending = false;
  #usedSinceTended = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#own = memoryLimits(options.clock);
    this.sleepers = new Sleepers(options.clock);
  }

  /** Earliest time at which a call can be had, as the last visit told; 0 before the first. */
  get readyAt(): number {
    return this.#last?.readyAt ?? 0;
  }

  /** Whether somebody else may give calls back before `readyAt`. */
  get isSharedNow(): boolean {
    return this.#last?.isSharedNow ?? false;
  }

  /**
   * Takes a call, of those that are held or from the books. Null when there is none now.
   * @throws TransientError E_STORE_BUSY when the books could not be asked
   */
  async take(): Promise<Take | null> {
    if (!this.#holds()) {
      this.#unused = 0;
      const { capacity, perMs } = this.#options.address.rule;
      await this.#visit(wantedOf(this.#last?.capacity ?? capacity, perMs, this.waiting));
    }
    if (!this.#holds()) return null;
    this.#unused -= 1;
    this.#onTheWay += 1;
    this.#usedSinceTended = true;
    this.#tendLater();
    return { endedBefore: this.mark(), lapses: this.#lapses };
  }

  /**
   * Whether what was said of the call in the books has held until now. It has not where the process stood still for so
   * long (a machine that slept) that others have been given the call since; saying anew that it is held changes nothing.
   */
  isHeld(take: Take): boolean {
    return take.lapses === this.#lapses && this.#isLeased;
  }

  /** A call was not made. */
  giveBack(take: Take): void {
    this.#onTheWay -= 1;
    if (this.isHeld(take)) this.#unused += 1;
    this.#tendLater();
  }

  wake(): void {
    for (const waker of this.wakers) waker();
  }

  /** A call has ended, whatever its outcome. */
  end(): void {
    this.#onTheWay -= 1;
    this.#endedAll += 1;
    this.#endedAt.push(this.#options.clock.now());
    this.#tendLater();
  }

  /** Calls of this bucket that have surely ended by now; null before the first visit. */
  mark(): number | null {
    return this.#last === null ? null : this.#last.ended - this.#endedTold + this.#endedAll;
  }

  /** What an answer told; the books hear of it soon, at once when somebody waits for it or the plan is another. */
  async observe(seen: Seen): Promise<void> {
    this.#seen = { ...this.#seen, ...seen };
    const capacity = Math.min(
      seen.capacity ?? Number.POSITIVE_INFINITY,
      this.#options.address.bounds.ceiling,
    );
    const isNews = seen.capacity !== undefined && capacity !== this.#last?.capacity;
    if (isNews || this.wakers.size > 0) await this.#tellSoon();
    else this.#tendLater();
  }

  async block(until: number): Promise<void> {
    this.#blockedUntil = until;
    await this.#tellSoon();
  }

  /** What the books say is left, once they have been told all. */
  status(): Omit<BucketStatus, "waitsMs"> {
    const { limits, address } = this.#options;
    const isOpen = !this.#stop.signal.aborted;
    try {
      if (isOpen && (this.#hasNews || this.#unused > 0)) {
        this.#unused = 0;
        this.#tell(limits, 0);
      }
      return limits.look(address);
    } catch {
      return this.#own.look(address);
    }
  }

  /** Tells all and gives back what is not used. */
  async close(): Promise<void> {
    this.#stop.abort("closed");
    if (this.#last === null) return;
    this.#unused = 0;
    await this.#tellSoon();
  }

  get #hasNews(): boolean {
    return this.#endedAt.length > 0 || this.#seen !== null || this.#blockedUntil > 0;
  }

  #holds(): boolean {
    return this.#unused > 0 && this.#isLeased;
  }

  get #isLeased(): boolean {
    return this.#options.clock.now() < (this.#last?.leasedUntil ?? 0);
  }

  /**
   * The shared books' answer. Those of this process alone stand in when the shared ones can't be used.
   * @throws TransientError E_STORE_BUSY when another process kept the books for itself all the time
   */
  async #visit(wanted: number): Promise<void> {
    const { limits, clock } = this.#options;
    try {
      await patiently(clock, () => this.#tell(limits, wanted));
    } catch (error) {
      if (isBusy(error)) throw error;
      this.#tellOwn(error, wanted);
    }
    if ((this.#last?.readyAt ?? 0) <= clock.now()) this.wake();
  }

  /** Going on is right: the vendor's own headers and 429s still hold us within its limits. */
  #tellOwn(error: unknown, wanted: number): void {
    this.#options.onApart(error instanceof IntegrationError ? error.code : String(error));
    this.#tell(this.#own, wanted);
  }

  /** Tells now what can be told now; what can't is told later. */
  async #tellSoon(): Promise<void> {
    try {
      await this.#visit(0);
    } catch {
      this.#tendLater();
    }
  }

  /** In one piece, so that nothing changes between what is told and what is noted. */
  #tell(limits: LimitsStore, wanted: number): void {
    const { address, holder, urgency } = this.#options;
    if (this.#last !== null && !this.#isLeased) this.#lapses += 1;
    // After news what was not used yet is asked for again: there may be less than was thought.
    const kept = this.#seen === null ? this.#unused : 0;
    const visited = limits.visit(address, {
      holder,
      urgency,
      held: this.#onTheWay + kept,
      endedAt: this.#endedAt,
      wanted: Math.max(wanted, this.#unused - kept),
      seen: this.#seen,
      blockedUntil: this.#blockedUntil,
    });
    this.#unused = kept + visited.granted;
    this.#endedTold = this.#endedAll;
    this.#endedAt = [];
    this.#seen = null;
    this.#blockedUntil = 0;
    this.#last = visited;
  }

  #tendLater(): void {
    if (this.#tending || this.#stop.signal.aborted) return;
    this.#tending = true;
    void this.#tend().catch(() => {
      this.#tending = false;
    });
  }

  /** Ends when there is nothing to say any more. What was not used for a while is given back. */
  async #tend(): Promise<void> {
    const { clock, address } = this.#options;
    const everyMs = isLongWindow(address.rule.perMs) ? tendMs.long : tendMs.short;
    while (this.#onTheWay > 0 || this.#unused > 0 || this.#hasNews) {
      this.#usedSinceTended = false;
      await clock.sleep(everyMs, this.#stop.signal);
      if (!this.#usedSinceTended) this.#unused = 0;
      // Busy now: the next round tells it.
      await this.#visit(0).catch(() => undefined);
    }
    this.#tending = false;
  }
}
