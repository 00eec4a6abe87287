// One life of the engine's process. When it ends, none of its promises ever completes.
import type { Agenda } from "./agenda.ts";

export class Life {
  isAlive = true;
  readonly abort = new AbortController();
  readonly agenda: Agenda;

  constructor(agenda: Agenda) {
    this.agenda = agenda;
  }

  end(): void {
    this.isAlive = false;
  }

  /** Resolves with the result of `run` after a delay; rejects when the process is told to stop first. */
  later<T>(delayMs: number, what: string, run: () => T, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = (): void => {
        if (this.isAlive) reject(signal?.reason);
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.agenda.after(delayMs, what, () => {
        signal?.removeEventListener("abort", stop);
        if (!this.isAlive || signal?.aborted) return;
        try {
          resolve(run());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** The same promise as long as the process lives. */
  guard<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => {
          if (this.isAlive) resolve(value);
        },
        (error: unknown) => {
          if (this.isAlive) reject(error);
        },
      );
    });
  }
}
