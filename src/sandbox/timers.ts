// Delayed work of the sandbox: never keeps the process alive, and nothing is left after close().
export interface SandboxClock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: SandboxClock = { now: () => Date.now() };

export class Timers {
  readonly #running = new Map<NodeJS.Timeout, () => void>();
  #closed = false;

  /** Runs `work` after `delayMs`, unless closed before. */
  after(delayMs: number, work: () => void): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      work();
    }, delayMs);
    timer.unref();
    this.#running.set(timer, () => undefined);
  }

  /** Resolves after `delayMs`; at once when it is 0 or when the timers close meanwhile. */
  pause(delayMs: number): Promise<void> {
    if (delayMs <= 0 || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#running.delete(timer);
        resolve();
      }, delayMs);
      timer.unref();
      this.#running.set(timer, resolve);
    });
  }

  close(): void {
    this.#closed = true;
    for (const [timer, release] of this.#running) {
      clearTimeout(timer);
      release();
    }
    this.#running.clear();
  }
}
