// How often feeds are read: as the operator wants, and under a ceiling within a share of it.
import type { Settings } from "./config.ts";

/** Of a ceiling; the rest is for reads and writes. */
const pollShare = 0.3;
/** The slow feed is read once for so many times of the fast one. */
const netEvery = 5;
const netEveryMs = 5 * 60_000;

/** The pace of the feeds of all objects that are followed. */
export class Polls {
  readonly #settings: Pick<Settings, "pollEveryMs" | "ceiling">;
  #followed = 0;

  constructor(settings: Pick<Settings, "pollEveryMs" | "ceiling">) {
    this.#settings = settings;
  }

  /** One more object has its changes followed. */
  follow(): void {
    this.#followed += 1;
  }

  /** Milliseconds between two reads of the fast feed of one object. */
  fastEveryMs(): number {
    const { pollEveryMs, ceiling } = this.#settings;
    if (ceiling === null) return pollEveryMs;
    const perRound = Math.max(1, this.#followed) * (1 + 1 / netEvery);
    return Math.max(pollEveryMs, Math.ceil((ceiling.perMs * perRound) / (ceiling.capacity * pollShare)));
  }

  /** The same of the net. */
  netEveryMs(): number {
    const isBounded = this.#settings.ceiling !== null;
    return isBounded ? Math.max(netEveryMs, netEvery * this.fastEveryMs()) : netEveryMs;
  }
}
