// Idempotency-Key on ticket creation: the first answer is kept two hours and given again.
import type { Answer, Call } from "../edge.ts";
import { canonicalJson, type Json } from "../json.ts";
import type { SandboxClock } from "../timers.ts";
import { named, titled } from "./errors.ts";

const KEPT_MS = 2 * 3_600_000;
const MAX_KEY = 255;

interface Kept {
  readonly body: string;
  readonly answer: Answer;
  readonly atMs: number;
}

export class Idempotency {
  readonly #clock: SandboxClock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Runs `work` once per key; only answers that took effect are kept. */
  once(call: Call, work: () => Answer): Answer {
    const key = call.headers["idempotency-key"];
    if (key === undefined) return work();
    if (key.length > MAX_KEY)
      return titled(400, "Invalid attribute", "Idempotency-Key is longer than 255 characters");
    const body = canonical(call.rawBody);
    const kept = this.#find(key);
    if (kept !== null && kept.body !== body) {
      return named(
        400,
        "IdempotentRequestError",
        "The request parameters do not match those of the request first made with this Idempotency-Key",
      );
    }
    if (kept !== null) return mark({ ...kept.answer, wrote: false }, "hit");
    const answer = work();
    if (answer.wrote === true) this.#kept.set(key, { body, answer, atMs: this.#clock.now() });
    return mark(answer, "miss");
  }

  #find(key: string): Kept | null {
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    if (this.#clock.now() - kept.atMs < KEPT_MS) return kept;
    this.#kept.delete(key);
    return null;
  }
}

function mark(answer: Answer, lookup: "hit" | "miss"): Answer {
  return { ...answer, headers: { ...answer.headers, "x-idempotency-lookup": lookup } };
}

function canonical(text: string): string {
  try {
    const parsed: Json = JSON.parse(text);
    return canonicalJson(parsed);
  } catch {
    return text;
  }
}
