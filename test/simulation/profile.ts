// What kind of world a seed makes: how its vendors behave, how bad the weather is, what its people do.
import type { Capabilities } from "../../src/core/contract/connector.ts";
import type { Dice } from "./dice.ts";

/** Probabilities per call of the vendor, while the weather is bad. */
export interface Weather {
  /** The request is lost on its way: no effect, and nobody knows. */
  readonly lostBefore: number;
  /** The answer is lost on its way: the effect is there, and nobody knows. */
  readonly lostAfter: number;
  readonly down: number;
  readonly limited: number;
  /** Single items of a write fail for a moment. */
  readonly half: number;
  /** An answer takes ten times as long. */
  readonly slow: number;
}

export interface VendorProfile {
  readonly offsetMs: number;
  readonly driftPpm: number;
  readonly precisionMs: number;
  readonly compareAndSet: Capabilities["compareAndSet"];
  /** How long a lookup may miss a new record. */
  readonly lookupLagMs: number;
  /** How long the feed may miss a change; its overlap is longer. */
  readonly feedLagMs: number;
  readonly overlapMs: number;
  readonly pollMs: number;
  /** Whether there is a second feed, quick and with gaps. */
  readonly fastFeed: boolean;
  readonly pageSize: number;
  readonly maxReadBatch: number;
  readonly maxWriteBatch: number;
  readonly deleteFeed: boolean;
  /** Whether a read by id still gives deleted records, marked as such. */
  readonly showsDeleted: boolean;
  readonly pushes: boolean;
  /** Whether the answer to a write holds the record. */
  readonly answersWithRecord: boolean;
  /** Probability that a position of the complete feed is not known any more. */
  readonly expiry: number;
  readonly rewrites: "none" | "clean";
  /** Probability that the vendor's automation edits another field after our write. */
  readonly automation: number;
  readonly latencyMs: readonly [number, number];
  /** After which the engine's side gives up waiting for an answer. */
  readonly timeoutMs: number;
  readonly weather: Weather;
}

export interface WorldProfile {
  readonly left: VendorProfile;
  readonly right: VendorProfile;
  /** How long people work, milliseconds. */
  readonly workMs: number;
  readonly actions: number;
  readonly firstRecords: number;
  readonly kills: number;
  /** Probability that a read of the store takes a moment, as it would with a database elsewhere. */
  readonly slowReads: number;
  readonly deletes: boolean;
  /** How often something is wrong at a vendor for a while. */
  readonly troubles: number;
  /** How often an operator interferes. */
  readonly interference: number;
  readonly poison: boolean;
  /** The database is a real file, which loses the unacknowledged tail of its log at a crash. */
  readonly onFile: boolean;
}

const calm: Weather = { lostBefore: 0, lostAfter: 0, down: 0, limited: 0, half: 0, slow: 0 };

function throwWeather(dice: Dice): Weather {
  if (dice.chance(0.25)) return calm;
  const upTo = (most: number): number => (dice.chance(0.5) ? 0 : dice.next() * most);
  return {
    lostBefore: upTo(0.1),
    lostAfter: upTo(0.15),
    down: upTo(0.08),
    limited: upTo(0.05),
    half: upTo(0.1),
    slow: upTo(0.3),
  };
}

function throwVendor(dice: Dice): Omit<VendorProfile, "answersWithRecord"> {
  const feedLagMs = dice.pick([0, 0, 500, 2_000]);
  return {
    offsetMs: dice.pick([0, 0, 1, -1]) * dice.between(1_000, 90_000),
    driftPpm: dice.pick([0, 0, 50, -50]),
    precisionMs: dice.pick([1, 1_000, 1_000, 1_000, 60_000]),
    compareAndSet: dice.pick(["none", "per-write", "per-write", "not-in-batches"] as const),
    lookupLagMs: dice.pick([0, 4_000, 10_000]),
    feedLagMs,
    overlapMs: feedLagMs + dice.pick([500, 3_000, 10_000]),
    pollMs: dice.pick([2_000, 5_000, 15_000]),
    fastFeed: dice.chance(0.5),
    pageSize: dice.pick([2, 10, 100]),
    maxReadBatch: dice.pick([2, 10, 100]),
    maxWriteBatch: dice.pick([1, 3, 100]),
    deleteFeed: dice.chance(0.7),
    showsDeleted: dice.chance(0.5),
    pushes: dice.chance(0.6),
    expiry: dice.chance(0.15) ? 0.2 : 0,
    rewrites: dice.chance(0.3) ? "clean" : "none",
    automation: dice.chance(0.3) ? 0.3 : 0,
    latencyMs: dice.pick<readonly [number, number]>([
      [1, 5],
      [20, 200],
      [20, 800],
    ] as const),
    timeoutMs: dice.pick([1_700, 5_000]),
    weather: throwWeather(dice),
  };
}

export function throwWorld(dice: Dice): WorldProfile {
  const left = throwVendor(dice);
  const right = throwVendor(dice);
  const world = {
    workMs: dice.pick([5_000, 20_000, 60_000]),
    actions: dice.between(3, 40),
    firstRecords: dice.between(0, 6),
    kills: dice.pick([0, 1, 2, 4, 8]),
    slowReads: dice.pick([0, 0, 0.05, 0.3]),
    deletes: dice.chance(0.6),
    troubles: dice.pick([0, 0, 1, 3]),
    interference: dice.pick([0, 0, 0, 2]),
    poison: dice.chance(0.2),
    onFile: dice.chance(0.1),
  };
  // Thrown last: what came before is in every seed as it was.
  return {
    ...world,
    left: { ...left, answersWithRecord: dice.chance(0.3) },
    right: { ...right, answersWithRecord: dice.chance(0.3) },
  };
}
