// Stretches of time, and what is left of one once others are taken out of it.

/** From, to; milliseconds. */
export type Interval = readonly [from: number, to: number];

/** Milliseconds of `whole` that lie in none of `parts`. */
export function outside(whole: Interval, parts: readonly Interval[]): number {
  const [from, to] = whole;
  const sorted = parts
    .map(([start, end]): Interval => [Math.max(start, from), Math.min(end, to)])
    .filter(([start, end]) => end > start)
    .sort((a, b) => a[0] - b[0]);
  let rest = to - from;
  let coveredTo = from;
  for (const [start, end] of sorted) {
    rest -= Math.max(0, end - Math.max(start, coveredTo));
    coveredTo = Math.max(coveredTo, end);
  }
  return rest;
}
