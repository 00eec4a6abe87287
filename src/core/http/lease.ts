// How many calls a process is handed at once, for how long, and how often it says that it holds them.

/** Shorter windows set wrong books right by themselves, soon enough. */
const longWindowMs = 600_000;
const mostLeased = 20;

/**
 * How often what is held is said anew and what ended is told, while there is any: windows short and long. Waits for a
 * limit have whole milliseconds, so a simulated clock can tell the two apart.
 */
export const tendMs = { short: 200.5, long: 20_000.5 } as const;

/** Whether what is lost or wrong in a window of so many milliseconds stays so for long. */
export function isLongWindow(perMs: number): boolean {
  return perMs >= longWindowMs;
}

/** Milliseconds for which calls are handed out. What a process held that died counts for so much longer. */
export function leaseMsOf(perMs: number): number {
  return isLongWindow(perMs) ? 60_000 : 1_000;
}

/**
 * Few, for a process may die with them. Those of a long window are kept for later and must pay for a durable write;
 * of short ones nobody holds more than it can use at once, which is what `waiting` requests need.
 */
export function wantedOf(capacity: number, perMs: number, waiting: number): number {
  const few = Math.max(1, Math.min(mostLeased, Math.floor(capacity / 100)));
  return isLongWindow(perMs) ? few : Math.min(few, waiting);
}
