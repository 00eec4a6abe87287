// The buckets of one connection: waiting turns per endpoint class, and the record of use that outlives us.
//
// Durability: before the first of some takes is spent, the store is told that all of them are. So after
// a crash the restored buckets never hold more than the vendor would grant, and at most 20 takes are lost.
import { IntegrationError, PermanentError, RateLimitError, TransientError } from "../contract/errors.ts";
import type { LimitObservation, LimitRule } from "../contract/http.ts";
import type { Clock, Logger } from "../contract/runtime.ts";
import { Bucket, type BucketStatus } from "./bucket.ts";
import { readSnapshots } from "./bucket-record.ts";
import type { Bulkhead } from "./bulkhead.ts";
import { isReserved, type Lane, openLane, reservationOf } from "./lane.ts";

/** Keeps the buckets' state of a connection as one opaque text. */
export interface BucketStore {
  load(connection: string): Promise<string | null>;
  /** Durable when it resolves. */
  save(connection: string, snapshot: string): Promise<void>;
}

export interface BucketsOptions {
  readonly connection: string;
  readonly limits: Readonly<Record<string, LimitRule>>;
  /** Operator's bound of a class's capacity; the vendor's headers can't raise it. */
  readonly ceilings: Readonly<Record<string, number>>;
  readonly maxWaitMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly store: BucketStore;
  readonly bulkhead: Bulkhead;
}

/** A request's place in the connection, and its token. */
export interface Turn {
  /** The exchange has ended, whatever its outcome. */
  leave(): void;
  /** Endpoint class → its last take when this turn began. */
  readonly takes: ReadonlyMap<string, number>;
}

export class Buckets {
  readonly #options: BucketsOptions;
  readonly #lanes = new Map<string, Lane>();
  #loaded: Promise<void> | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: BucketsOptions) {
    this.#options = options;
    const now = options.clock.now();
    for (const [endpointClass, rule] of Object.entries(options.limits)) {
      const bucket = new Bucket(rule, now, options.ceilings[endpointClass]);
      this.#lanes.set(endpointClass, openLane(endpointClass, bucket, options.clock));
    }
  }

  /**
   * Waits for a place in the connection and a token of the class, in order of arrival within the class.
   * @throws RateLimitError when the wait would exceed `maxWaitMs`; TransientError E_STOPPED when the
   * signal is aborted and it would have to wait.
   */
  async enter(endpointClass: string): Promise<Turn> {
    this.#loaded ??= this.#load();
    await this.#loaded;
    const lane = this.#lane(endpointClass);
    const before = lane.tail;
    const turn = Promise.withResolvers<void>();
    lane.tail = turn.promise;
    await before;
    try {
      return await this.#takeTurn(lane);
    } finally {
      turn.resolve();
    }
  }

  /** Corrects the buckets by what the answer to the turn's request tells. */
  observe(observations: readonly LimitObservation[], turn: Turn): void {
    const now = this.#options.clock.now();
    for (const seen of observations) {
      const lane = this.#lanes.get(seen.endpointClass);
      if (lane === undefined) continue;
      const before = lane.bucket.status(now).capacity;
      lane.bucket.observe(now, seen, turn.takes.get(seen.endpointClass));
      // What the vendor tells of the capacity is recorded with the next take.
      if (lane.bucket.status(now).capacity !== before) lane.reserved = 0;
      if (lane.bucket.readyAt(now) <= now) lane.wake?.();
    }
  }

  /** Empties a class's bucket for so many milliseconds. */
  block(endpointClass: string, forMs: number): void {
    this.#lanes.get(endpointClass)?.bucket.block(this.#options.clock.now() + forMs);
  }

  status(): readonly BucketStatus[] {
    const now = this.#options.clock.now();
    return [...this.#lanes].map(([endpointClass, { bucket, sleepers }]) => {
      return { endpointClass, ...bucket.status(now), waitsMs: sleepers.waitsMs() };
    });
  }

  /** Sleeps for a request that is to go out again, as the vendor asked. Rejects when the signal aborts first. */
  async pause(endpointClass: string, forMs: number): Promise<void> {
    await this.#lane(endpointClass).sleepers.sleep(forMs, this.#options.signal);
  }

  /** Records the exact use; the reservations are given back. */
  async close(): Promise<void> {
    if (this.#loaded === null) return;
    for (const lane of this.#lanes.values()) lane.reserved = 0;
    await this.#save();
  }

  async #takeTurn(lane: Lane): Promise<Turn> {
    const { clock, bulkhead, signal } = this.#options;
    for (;;) {
      await this.#sleepUntil(lane, lane.bucket.readyAt(clock.now()));
      await this.#reserve(lane);
      const leave = await bulkhead.enter(signal).catch((reason: unknown) => this.#stopped(reason));
      if (isReserved(lane, clock.now()) && lane.bucket.take(clock.now())) {
        lane.reserved -= 1;
        return this.#turn(lane, leave);
      }
      leave();
    }
  }

  #turn(lane: Lane, leave: () => void): Turn {
    const take = lane.bucket.taken;
    const takes = new Map([...this.#lanes].map(([name, { bucket }]) => [name, bucket.taken]));
    return {
      takes,
      leave: () => {
        lane.bucket.finish(take);
        leave();
      },
    };
  }

  async #sleepUntil(lane: Lane, time: number): Promise<void> {
    const { clock, connection, maxWaitMs, signal } = this.#options;
    const waitMs = time - clock.now();
    if (waitMs <= 0) return;
    if (signal.aborted) this.#stopped(signal.reason);
    if (waitMs > maxWaitMs) {
      throw new RateLimitError({
        code: "E_RATE_LIMITED",
        message: `The limit of ${connection} for "${lane.endpointClass}" allows the next request in ${Math.ceil(waitMs / 1000)} s`,
        connection,
        retryable: true,
        retryAfterMs: waitMs,
      });
    }
    const woken = new AbortController();
    lane.wake = () => woken.abort();
    await lane.sleepers.sleep(waitMs, AbortSignal.any([signal, woken.signal])).catch((reason: unknown) => {
      if (!woken.signal.aborted) this.#stopped(reason);
    });
    lane.wake = null;
  }

  #stopped(cause: unknown): never {
    const { connection } = this.#options;
    const message = `integ is stopping; a request to ${connection} was not sent`;
    throw new TransientError({ code: "E_STOPPED", message, connection, retryable: true, cause });
  }

  #lane(endpointClass: string): Lane {
    const lane = this.#lanes.get(endpointClass);
    if (lane) return lane;
    const message = `${this.#options.connection} declares no limit for the endpoint class "${endpointClass}"`;
    throw new PermanentError({ code: "E_INTERNAL", message });
  }

  async #reserve(lane: Lane): Promise<void> {
    const now = this.#options.clock.now();
    if (isReserved(lane, now)) return;
    lane.reserved = reservationOf(lane.bucket);
    lane.reservedUntil = now + lane.bucket.perMs / 8;
    await this.#save();
  }

  /** One save at a time, each with the state at its start. */
  #save(): Promise<void> {
    const { connection, store, log } = this.#options;
    this.#saving = this.#saving.then(async () => {
      try {
        await store.save(connection, JSON.stringify(this.#snapshots()));
      } catch (error) {
        // Going on is right: the vendor's own headers and 429s still hold us within its limits.
        log.warn("http.limits.not_saved", { connection, reason: reasonOf(error) });
      }
    });
    return this.#saving;
  }

  #snapshots(): Record<string, unknown> {
    const now = this.#options.clock.now();
    const all = [...this.#lanes.values()];
    return Object.fromEntries(
      all.map((lane) => {
        const reserved = isReserved(lane, now) ? lane.reserved : 0;
        return [lane.endpointClass, lane.bucket.snapshot(now, reserved, lane.reservedUntil)];
      }),
    );
  }

  async #load(): Promise<void> {
    const { connection, store, log, clock } = this.#options;
    try {
      const text = await store.load(connection);
      if (text === null) return;
      const snapshots = readSnapshots(text);
      for (const lane of this.#lanes.values()) {
        const snapshot = snapshots[lane.endpointClass];
        if (snapshot) lane.bucket.restore(snapshot, clock.now());
      }
    } catch (error) {
      log.warn("http.limits.not_loaded", { connection, reason: reasonOf(error) });
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof IntegrationError) return error.code;
  return error instanceof Error ? error.message : "unknown";
}
