// One renewal at a time. The default reaches as far as this process; processes that share a token share a lock.

export interface RenewalLock {
  /** Runs `work` while nobody else who shares the connection's token does; gives what it gives. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** A lock among those who were given the same instance. */
export function createInProcessLock(): RenewalLock {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const turn = tail.then(work);
      tail = turn.catch(() => undefined);
      return turn;
    },
  };
}
