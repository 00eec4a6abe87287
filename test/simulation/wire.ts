// Requests and answers on their way: they take time, get lost, and are refused.
import { AuthError, RateLimitError, TransientError } from "../../src/core/contract/errors.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { Weather } from "./profile.ts";
import type { Vendor } from "./vendor.ts";

/** What the whole world agrees on at the moment. */
export interface Sky {
  isCalm: boolean;
  /** The vendor refuses our sign-in. */
  isSignedOut: boolean;
}

/** Never in the database, a log or a message. */
export const canary = "canary-3f9b1c";

type Loss = "before" | "after" | null;

export class Wire {
  readonly #vendor: Vendor;
  readonly #sky: Sky;
  readonly #life: Life;
  readonly #dice: Dice;

  constructor(vendor: Vendor, sky: Sky, life: Life) {
    this.#vendor = vendor;
    this.#sky = sky;
    this.#life = life;
    this.#dice = vendor.world.dice;
  }

  get isCalm(): boolean {
    return this.#sky.isCalm;
  }

  /** Null when it is calm. */
  weather(): Weather | null {
    return this.#sky.isCalm ? null : this.#vendor.profile.weather;
  }

  /** A request that fails at once, before it has any effect. */
  #refusal(): Error | null {
    const weather = this.weather();
    const cause = { headers: { authorization: canary } };
    if (this.#sky.isSignedOut)
      return new AuthError({ code: "E_AUTH_EXPIRED", message: "The session has ended", cause });
    if (!weather) return null;
    if (this.#dice.chance(weather.limited)) {
      const retryAfterMs = this.#dice.between(500, 4_000);
      return new RateLimitError({
        code: "E_RATE_LIMITED",
        message: "Too many requests",
        retryAfterMs,
        cause,
      });
    }
    if (!this.#dice.chance(weather.down)) return null;
    return new TransientError({ code: "E_VENDOR_DOWN", message: "503", retryable: true, cause });
  }

  #throwLoss(): Loss {
    const weather = this.weather();
    if (!weather) return null;
    if (this.#dice.chance(weather.lostBefore)) return "before";
    return this.#dice.chance(weather.lostAfter) ? "after" : null;
  }

  /** What has reached the vendor takes effect, whether or not its sender still lives. */
  call<T>(what: string, isWrite: boolean, effect: () => T): Promise<T> {
    const { agenda, trace } = this.#vendor.world;
    const { latencyMs } = this.#vendor.profile;
    const name = `${this.#vendor.side} ${what}`;
    const loss = this.#throwLoss();
    let outcome: { readonly value: T } | { readonly error: unknown } | null = null;
    agenda.after(this.#dice.between(...latencyMs) / 2, `${name} arrives`, () => {
      if (loss === "before") return;
      const refusal = this.#refusal();
      try {
        if (refusal) throw refusal;
        outcome = { value: effect() };
      } catch (error) {
        outcome = { error };
      }
    });
    const slowness = this.#dice.chance(this.weather()?.slow ?? 0) ? 10 : 1;
    const backMs = latencyMs[1] + this.#dice.between(...latencyMs) * slowness;
    const answer = (): T => {
      if (outcome === null || loss !== null) {
        trace(`${name}: no answer (lost ${loss})`);
        const effect = isWrite ? "unknown" : "none";
        throw new TransientError({ code: "E_TIMEOUT", message: "No answer", effect, retryable: !isWrite });
      }
      if ("error" in outcome) {
        trace(`${name}: ${outcome.error instanceof Error ? outcome.error.message : ""}`);
        throw outcome.error;
      }
      trace(`${name}: answered`);
      return outcome.value;
    };
    return this.#life.later(
      loss === null ? backMs : this.#vendor.profile.timeoutMs,
      `${name} answered`,
      answer,
      this.#life.abort.signal,
    );
  }
}
