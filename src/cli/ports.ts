// The edge's own clock, ids and random: the only place where integ reads the machine's time and chance.
import { getRandomValues, randomBytes } from "node:crypto";
import type { Clock, Ids, Random, RandomBytes } from "../core/contract/runtime.ts";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_LETTERS = 10;
const CHANCE_LETTERS = 16;

export function systemClock(): Clock {
  return { now: () => Date.now(), sleep };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", cancel, { once: true });

    function finish(): void {
      signal?.removeEventListener("abort", cancel);
      resolve();
    }
    function cancel(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
  });
}

export function systemRandom(): Random {
  return () => {
    const [high = 0, low = 0] = getRandomValues(new Uint32Array(2));
    return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
  };
}

export const systemRandomBytes: RandomBytes = (sizeBytes) => Uint8Array.from(randomBytes(sizeBytes));

/** Ids in the form of a ULID. Within one process each is greater than the one before, even if the clock steps back. */
export function sortableIds(now: () => number, chance: () => Uint8Array = randomLetters): Ids {
  let lastMs = -1;
  let letters: Uint8Array = new Uint8Array(CHANCE_LETTERS);

  function next(): string {
    const ms = Math.max(now(), lastMs);
    letters = ms > lastMs ? chance() : increment(letters);
    lastMs = ms;
    return timeLetters(ms) + Array.from(letters, (letter) => CROCKFORD[letter & 31]).join("");
  }

  return { next };
}

function randomLetters(): Uint8Array {
  const letters = Uint8Array.from(randomBytes(CHANCE_LETTERS), (byte) => byte & 31);
  // Headroom for the increments of one millisecond: the first letter starts in the lower half.
  letters[0] = (letters[0] ?? 0) & 15;
  return letters;
}

function increment(letters: Uint8Array): Uint8Array {
  const next = Uint8Array.from(letters);
  for (let i = next.length - 1; i >= 0; i--) {
    const letter = next[i] ?? 0;
    next[i] = (letter + 1) & 31;
    if (letter !== 31) break;
  }
  return next;
}

function timeLetters(ms: number): string {
  let rest = ms;
  let text = "";
  for (let i = 0; i < TIME_LETTERS; i++) {
    text = CROCKFORD[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
