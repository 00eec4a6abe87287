// Work of which only one piece runs at a time, in the order in which it was asked for.

export interface Turn {
  take<T>(work: () => Promise<T>): Promise<T>;
}

/** What fails does not keep the next one from its turn. */
export function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take: (work) => {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
