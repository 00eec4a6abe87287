// What a client measures about its calls: counts, durations, and how far the vendor's clock is from ours.
import type { ErrorCode } from "../contract/error-codes.ts";

/** One exchange with the vendor. Durations in milliseconds. */
export interface CallRecord {
  readonly connection: string;
  /** Same for all attempts of one request. */
  readonly correlationId: string;
  readonly operation: string;
  readonly endpointClass: string;
  readonly method: string;
  /** From 1. */
  readonly attempt: number;
  /** Null when there was no answer. */
  readonly status: number | null;
  /** Null when it succeeded. */
  readonly code: ErrorCode | null;
  /** Time spent waiting for the limits before it was sent. */
  readonly waitMs: number;
  readonly ms: number;
  /** Body that was sent; of a streamed one what was announced. */
  readonly bytesOut: number;
  /** Body that came, as it was on the wire; of a streamed one 0, for it has yet to come. */
  readonly bytesIn: number;
  /** Whether the connection had served before; null: there was none, or it is not known. */
  readonly reused: boolean | null;
}

export interface CallStatus {
  readonly count: number;
  readonly errors: number;
  /** Of the last 1,024 exchanges; null before the first. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

const keptDurations = 1024;

export class CallMeter {
  #count = 0;
  #errors = 0;
  readonly #durationsMs: number[] = [];

  add(call: Pick<CallRecord, "ms" | "code">): void {
    this.#durationsMs[this.#count % keptDurations] = call.ms;
    this.#count += 1;
    if (call.code !== null) this.#errors += 1;
  }

  status(): CallStatus {
    const sorted = this.#durationsMs.toSorted((a, b) => a - b);
    const rank = (share: number): number | null => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
    return { count: this.#count, errors: this.#errors, p50Ms: rank(0.5), p99Ms: rank(0.99) };
  }
}

const keptSamples = 32;
const dateGrainMs = 1000;

/**
 * Offset of the vendor's clock from ours (theirs minus ours). The Date header has whole seconds, so
 * one answer only bounds the offset; what several answers allow in common is much narrower.
 */
export class ClockOffsetMeter {
  #samples: { readonly low: number; readonly high: number }[] = [];

  /** `date`: the header's value; the answer was made between the two local times. */
  add(date: string | undefined, sentAt: number, receivedAt: number): void {
    const theirs = date === undefined ? Number.NaN : Date.parse(date);
    if (Number.isNaN(theirs)) return;
    const sample = { low: theirs - receivedAt, high: theirs + dateGrainMs - sentAt };
    const range = this.#range();
    // No common ground: a clock was set. The old samples describe a time that is over.
    if (range !== null && (sample.low > range.high || sample.high < range.low)) this.#samples = [];
    this.#samples.push(sample);
    if (this.#samples.length > keptSamples) this.#samples.shift();
  }

  /** Milliseconds; null before the first answer with a date. */
  get offsetMs(): number | null {
    const range = this.#range();
    return range === null ? null : Math.round((range.low + range.high) / 2);
  }

  /** How far the offset may be from the truth either way, milliseconds; null before the first answer with a date. */
  get doubtMs(): number | null {
    const range = this.#range();
    return range === null ? null : Math.ceil(Math.max(0, range.high - range.low) / 2);
  }

  #range(): { readonly low: number; readonly high: number } | null {
    if (this.#samples.length === 0) return null;
    const low = Math.max(...this.#samples.map((one) => one.low));
    const high = Math.min(...this.#samples.map((one) => one.high));
    return { low, high };
  }
}
