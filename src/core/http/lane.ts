// One endpoint class of a connection: its bucket, whose turn it is, who sleeps, and how many takes are recorded ahead.
import type { Clock } from "../contract/runtime.ts";
import type { Bucket } from "./bucket.ts";

/** Requests that sleep until a limit lets them go. */
export class Sleepers {
  readonly #clock: Clock;
  readonly #sleepers = new Set<{ readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rejects with the signal's reason when it aborts first. */
  async sleep(forMs: number, signal: AbortSignal): Promise<void> {
    const sleeper = { until: this.#clock.now() + forMs };
    this.#sleepers.add(sleeper);
    try {
      await this.#clock.sleep(forMs, signal);
    } finally {
      this.#sleepers.delete(sleeper);
    }
  }

  /** Milliseconds until the first of them wakes; 0 when none sleeps. */
  waitsMs(): number {
    if (this.#sleepers.size === 0) return 0;
    const first = Math.min(...[...this.#sleepers].map(({ until }) => until));
    return Math.max(0, first - this.#clock.now());
  }
}

export interface Lane {
  readonly endpointClass: string;
  readonly bucket: Bucket;
  readonly sleepers: Sleepers;
  /** Resolves when those who came before have had their turn. */
  tail: Promise<void>;
  /** Takes already recorded as spent, and until when that record stands for them. */
  reserved: number;
  reservedUntil: number;
  /** Ends the sleep of the one whose turn it is. */
  wake: (() => void) | null;
}

/** A lane nobody has asked for yet: no token taken, nobody waiting. */
export function openLane(endpointClass: string, bucket: Bucket, clock: Clock): Lane {
  const sleepers = new Sleepers(clock);
  const tail = Promise.resolve();
  return { endpointClass, bucket, sleepers, tail, reserved: 0, reservedUntil: 0, wake: null };
}

const mostReserved = 20;

/** Takes a crash may cost: few of the capacity. Each reservation costs one durable write, so they are no fewer. */
export function reservationOf({ capacity }: Bucket): number {
  return Math.max(1, Math.min(mostReserved, Math.floor(capacity / 100)));
}

/** Whether a take at `now` (milliseconds) is already recorded as spent. */
export function isReserved(lane: Lane, now: number): boolean {
  return lane.reserved > 0 && now < lane.reservedUntil;
}
