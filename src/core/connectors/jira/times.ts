// Times as Jira writes them: `2026-05-06T08:47:45.123+0000`, without the colon that RFC 3339 wants. Pure.

const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d):?(\d\d)$/;

/** Epoch milliseconds of a time of Jira's; null for what is none. */
export function timeOf(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const ms = Date.parse(text.replace(pattern, "$1$2:$3"));
  return Number.isNaN(ms) ? null : ms;
}

/** RFC 3339 UTC of a time of Jira's; null for what is none. */
export function utcOf(text: unknown): string | null {
  const ms = timeOf(text);
  return ms === null ? null : new Date(ms).toISOString();
}

/** Whether a text is a time with a zone, as against a day or any other text. */
export function isTime(text: string): boolean {
  return pattern.test(text);
}

/** A time to write. */
export function jiraTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+0000");
}
