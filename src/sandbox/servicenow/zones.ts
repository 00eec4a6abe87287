// Times as ServiceNow writes them: `2026-07-14 00:28:40`, stored in UTC, shown in the zone of whoever asks.
const PATTERN = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d))?$/;
const formats = new Map<string, Intl.DateTimeFormat>();

export function stampOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}

/** Milliseconds since the epoch of a text in UTC; null when it is no such text. */
export function readStamp(text: string): number | null {
  const [, year, month, day, hour = "00", minute = "00", second = "00"] = PATTERN.exec(text) ?? [];
  if (year === undefined) return null;
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(atMs) ? null : atMs;
}

/** A stored time as somebody in `zone` sees it; other texts stay as they are. */
export function toZone(text: string, zone: string): string {
  const atMs = readStamp(text);
  return atMs === null ? text : stampOf(atMs + offsetMs(zone, atMs));
}

/** What somebody in `zone` wrote, in UTC; null when it is no time. */
export function fromZone(text: string, zone: string): string | null {
  const localMs = readStamp(text);
  if (localMs === null) return null;
  // The offset is that of the moment looked for; one step gets there, but for the hour a clock is put back in.
  const nearMs = localMs - offsetMs(zone, localMs);
  return stampOf(localMs - offsetMs(zone, nearMs));
}

function offsetMs(zone: string, atMs: number): number {
  if (zone === "GMT" || zone === "UTC") return 0;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const shownMs = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shownMs - Math.floor(atMs / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = "numeric" as const;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formats.set(zone, made);
  return made;
}
