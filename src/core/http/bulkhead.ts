// How many exchanges of a connection are under way at once; the others wait in order of arrival.

export class Bulkhead {
  readonly #limit: number;
  #inside = 0;
  #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#inside >= this.#limit;
  }

  /** Resolves inside; the function given back leaves. @throws the signal's reason when it aborts first. */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (this.full) await this.#wait(signal);
    else this.#inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave();
    };
  }

  #leave(): void {
    const next = this.#waiting.shift();
    // The place passes to the next one without becoming free in between.
    if (next) next();
    else this.#inside -= 1;
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting = this.#waiting.filter((one) => one !== onTurn);
        reject(signal.reason);
      };
      const onTurn = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(onTurn);
    });
  }
}
