// When a vendor's requests arrived, and how many of them any window held.

/** Times of arrival, epoch milliseconds, oldest first. */
export function arrivalsOf(requests: readonly { readonly at: string }[]): readonly number[] {
  return requests.map(({ at }) => Date.parse(at));
}

/** The most of the times (in order) that lie in one window of `perMs`, wherever it begins. */
export function mostWithin(times: readonly number[], perMs: number): number {
  let oldest = 0;
  const counts = times.map((time, index) => {
    while ((times[oldest] ?? time) <= time - perMs) oldest += 1;
    return index - oldest + 1;
  });
  return Math.max(0, ...counts);
}
