// Times as ServiceNow stores them: `2026-11-23 02:22:12`, UTC, to the second. Pure.

const pattern = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const grainMs = 1000;

/** Epoch milliseconds of a raw time; null for what is none. */
export function timeOf(raw: string | undefined): number | null {
  if (raw === undefined || !pattern.test(raw)) return null;
  const ms = Date.parse(`${raw.replace(" ", "T")}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** RFC 3339 UTC of a raw time; null for what is none. */
export function utcOf(raw: string | undefined): string | null {
  const ms = timeOf(raw);
  return ms === null ? null : new Date(ms).toISOString();
}

/** A raw time, rounded down to the second. */
export function rawTime(ms: number): string {
  const text = new Date(Math.floor(ms / grainMs) * grainMs).toISOString();
  return text.slice(0, 19).replace("T", " ");
}
