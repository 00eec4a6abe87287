// Several requests at a time, as many as a vendor bears of one user beside other work.

const atOnce = 5;

/** Runs `work` on every item, a few at a time; outcomes in the order of the items. Fails with the first failure. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const outcomes: R[] = new Array(items.length);
  const rest = items.entries();
  const run = async () => {
    for (const [at, item] of rest) outcomes[at] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, run));
  return outcomes;
}

/** The items by what `keyOf` says, in the order of their first. */
export function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
