// The limits of one connection as its requests meet them: places and turns, in order of arrival per endpoint class.
// The books themselves are shared by all processes (limits.ts); what this one holds of them is in lane.ts.
import { PermanentError, RateLimitError, TransientError } from "../contract/errors.ts";
import type { LimitObservation, LimitRule, Urgency } from "../contract/http.ts";
import type { Clock, Logger } from "../contract/runtime.ts";
import { type Book, classesOf, type Entry, takeFrom } from "./books.ts";
import type { BucketStatus } from "./bucket.ts";
import type { Bulkhead } from "./bulkhead.ts";
import { Lane } from "./lane.ts";
import { isLongWindow } from "./lease.ts";
import type { LimitsStore } from "./limits.ts";

export interface BucketsOptions {
  readonly connection: string;
  /** Names this client in the books. */
  readonly holder: string;
  readonly limits: Readonly<Record<string, LimitRule>>;
  /** Operator's bound of a class's capacity; the vendor's headers can't raise it. */
  readonly ceilings: Readonly<Record<string, number>>;
  /** Part of each limit that background work leaves to live work. */
  readonly reserveShare: number;
  readonly maxWaitMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly store: LimitsStore;
  readonly bulkhead: Bulkhead;
  /** Places of streamed answers: while a file is sent on, the one it is read from must not wait for it. */
  readonly streams: Bulkhead;
}

/** A request's place in the connection, and its call in the books. */
export interface Turn {
  /** The vendor has answered, or never will: it counts the call no later than now. */
  end(): void;
  /** Whether the call may still be made: one that is made late is counted by nobody any more. */
  isHeld(): boolean;
  /** No call was made, and none will be: instead of `end`. */
  giveBack(): void;
  /** Gives the place to the next. */
  leave(): void;
  /** The request's own, and those it is within. */
  readonly endpointClasses: readonly string[];
  /** Endpoint class → calls that had surely ended when this turn began. */
  readonly marks: ReadonlyMap<string, number | null>;
}

/** After so long one looks whether others have given calls back: windows short and long. */
const lookAgainMs = { short: 250, long: 5_000 } as const;

/** Lanes of one endpoint class. */
type ClassLanes = Readonly<Record<Urgency, Lane>>;
/** What its calls are entered in. */
type ClassBooks = Readonly<Record<Urgency, readonly Book[]>>;

export class Buckets {
  readonly #options: BucketsOptions;
  readonly #lanes = new Map<string, ClassLanes>();
  readonly #books = new Map<string, ClassBooks>();
  #isApart = false;

  /** @throws PermanentError E_INTERNAL when a class is within one that is not declared, or within itself */
  constructor(options: BucketsOptions) {
    this.#options = options;
    const { connection, limits } = options;
    for (const [endpointClass, rule] of Object.entries(options.limits)) {
      const open = (urgency: Urgency): Lane =>
        openLane(options, endpointClass, rule, urgency, (reason) => this.#sayApart(reason));
      this.#lanes.set(endpointClass, { live: open("live"), background: open("background") });
    }
    for (const endpointClass of Object.keys(limits)) {
      const classes = classesOf(connection, limits, endpointClass);
      const of = (urgency: Urgency): readonly Book[] =>
        classes.map((name) => ({ endpointClass: name, lane: this.#lanesOf(name)[urgency] }));
      this.#books.set(endpointClass, { live: of("live"), background: of("background") });
    }
  }

  /**
   * Waits for a place in the connection and a call of the class and of those it is within, in order of arrival within
   * class and urgency; streams have places and an order of their own.
   * @throws RateLimitError when the wait would exceed `maxWaitMs`; TransientError E_STOPPED when the
   * signal is aborted and it would have to wait, E_STORE_BUSY when the books could not be asked.
   */
  async enter(endpointClass: string, urgency: Urgency = "live", streamed = false): Promise<Turn> {
    const lane = this.#lanesOf(endpointClass)[urgency];
    const kind = streamed ? "streamed" : "plain";
    const before = lane.tails[kind];
    const turn = Promise.withResolvers<void>();
    lane.tails[kind] = turn.promise;
    const books = this.#books.get(endpointClass)?.[urgency] ?? [];
    for (const book of books) book.lane.waiting += 1;
    await before;
    try {
      const { bulkhead, streams } = this.#options;
      return await this.#takeTurn(books, streamed ? streams : bulkhead);
    } finally {
      for (const book of books) book.lane.waiting -= 1;
      turn.resolve();
    }
  }

  /** Corrects the books by what the answer to the turn's request tells. */
  async observe(observations: readonly LimitObservation[], turn: Turn): Promise<void> {
    for (const { endpointClass, ...told } of observations) {
      const lanes = this.#lanes.get(endpointClass);
      if (lanes === undefined) continue;
      const endedBefore = turn.marks.get(endpointClass) ?? null;
      await lanes.live.observe({ ...told, endedBefore, isOwn: turn.endpointClasses.includes(endpointClass) });
      lanes.background.wake();
    }
  }

  /** Nothing more of a class for so many milliseconds, in no process. */
  async block(endpointClass: string, forMs: number): Promise<void> {
    await this.#lanes.get(endpointClass)?.live.block(this.#options.clock.now() + forMs);
  }

  status(): readonly BucketStatus[] {
    return [...this.#lanes.values()].map(({ live, background }) => {
      const waits = [live, background].map(({ sleepers }) => sleepers.waitsMs()).filter((ms) => ms > 0);
      return { ...live.status(), waitsMs: waits.length === 0 ? 0 : Math.min(...waits) };
    });
  }

  /** Sleeps for a request that is to go out again, as the vendor asked. Rejects when the signal aborts first. */
  async pause(endpointClass: string, forMs: number): Promise<void> {
    await this.#lanesOf(endpointClass).live.sleepers.sleep(forMs, this.#options.signal);
  }

  /** Tells the exact use; what is held is given back. */
  async close(): Promise<void> {
    for (const lanes of this.#lanes.values()) for (const lane of Object.values(lanes)) await lane.close();
  }

  /** Once: every call would say it again. */
  #sayApart(reason: string): void {
    const { log, connection } = this.#options;
    if (!this.#isApart) log.warn("http.limits.not_shared", { connection, reason });
    this.#isApart = true;
  }

  async #takeTurn(books: readonly Book[], bulkhead: Bulkhead): Promise<Turn> {
    const { signal } = this.#options;
    for (;;) {
      // The place first: a call that is taken and waits is one that nobody else can use.
      const leave = await bulkhead.enter(signal).catch((reason: unknown) => this.#stopped(reason));
      const taken = await takeFrom(books).catch((error: unknown) => {
        leave();
        throw error;
      });
      if ("entries" in taken) return this.#turn(taken.entries, leave);
      leave();
      await this.#sleepUntil(taken.lacking);
    }
  }

  #turn(entries: readonly Entry[], leave: () => void): Turn {
    const marks = new Map([...this.#lanes].map(([name, { live }]) => [name, live.mark()]));
    for (const { endpointClass, take } of entries) marks.set(endpointClass, take.endedBefore);
    return {
      endpointClasses: entries.map(({ endpointClass }) => endpointClass),
      marks,
      end: () => {
        for (const { lane } of entries) lane.end();
      },
      isHeld: () => entries.every(({ lane, take }) => lane.isHeld(take)),
      giveBack: () => {
        for (const { lane, take } of entries) lane.giveBack(take);
      },
      leave,
    };
  }

  async #sleepUntil({ endpointClass, lane }: Book): Promise<void> {
    const { clock, connection, limits, maxWaitMs, signal } = this.#options;
    const waitMs = lane.readyAt - clock.now();
    if (waitMs <= 0) return;
    if (signal.aborted) this.#stopped(signal.reason);
    if (waitMs > maxWaitMs) {
      throw new RateLimitError({
        code: "E_RATE_LIMITED",
        // A time, not a wait: it is shown again later.
        message: `The limit of ${connection} for "${endpointClass}" allows the next request at ${new Date(Math.ceil(lane.readyAt)).toISOString()}`,
        connection,
        retryable: true,
        retryAfterMs: waitMs,
      });
    }
    const againMs = isLongWindow(limits[endpointClass]?.perMs ?? 0) ? lookAgainMs.long : lookAgainMs.short;
    const sleepMs = lane.isSharedNow ? Math.min(waitMs, againMs) : waitMs;
    const woken = new AbortController();
    const waker = (): void => woken.abort("woken");
    lane.wakers.add(waker);
    const either = AbortSignal.any([signal, woken.signal]);
    await lane.sleepers.sleep(sleepMs, either, waitMs).catch((reason: unknown) => {
      if (!woken.signal.aborted) this.#stopped(reason);
    });
    lane.wakers.delete(waker);
  }

  #stopped(cause: unknown): never {
    const { connection } = this.#options;
    const message = `integ is stopping; a request to ${connection} was not sent`;
    throw new TransientError({ code: "E_STOPPED", message, connection, retryable: true, cause });
  }

  #lanesOf(endpointClass: string): ClassLanes {
    const lanes = this.#lanes.get(endpointClass);
    if (lanes) return lanes;
    const message = `${this.#options.connection} declares no limit for the endpoint class "${endpointClass}"`;
    throw new PermanentError({ code: "E_INTERNAL", message });
  }
}

function openLane(
  options: BucketsOptions,
  endpointClass: string,
  rule: LimitRule,
  urgency: Urgency,
  onApart: (reason: string) => void,
): Lane {
  const { connection, ceilings, reserveShare, clock, store, holder } = options;
  const bounds = { ceiling: ceilings[endpointClass] ?? Number.POSITIVE_INFINITY, reserveShare };
  return new Lane({
    address: { connection, endpointClass, rule, bounds },
    urgency,
    holder: `${holder}:${urgency}`,
    limits: store,
    clock,
    onApart,
  });
}
