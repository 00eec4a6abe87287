// The vendor's circuit breaker: too many errors in five minutes pause a webhook, and its events are lost.

import type { SandboxClock } from "../timers.ts";
import type { ZendeskSettings } from "./settings.ts";

export class Breaker {
  readonly #clock: SandboxClock;
  readonly #settings: ZendeskSettings["webhooks"];
  #outcomes: { readonly atMs: number; readonly isError: boolean }[] = [];
  #pausedUntilMs = 0;

  constructor(clock: SandboxClock, settings: ZendeskSettings["webhooks"]) {
    this.#clock = clock;
    this.#settings = settings;
  }

  allows(): boolean {
    return this.#clock.now() >= this.#pausedUntilMs;
  }

  record(isError: boolean): void {
    const now = this.#clock.now();
    const { breakerWindowMs, breakerSample, breakerErrorShare, breakerErrors, breakerPauseMs } =
      this.#settings;
    this.#outcomes.push({ atMs: now, isError });
    this.#outcomes = this.#outcomes.filter((outcome) => outcome.atMs > now - breakerWindowMs);
    const errors = this.#outcomes.filter((outcome) => outcome.isError).length;
    const isShareBroken =
      this.#outcomes.length >= breakerSample && errors / this.#outcomes.length >= breakerErrorShare;
    if (!isShareBroken && errors <= breakerErrors) return;
    this.#pausedUntilMs = now + breakerPauseMs;
    this.#outcomes = [];
  }
}
