// Dates and times: reading what vendors write, and going between the two by a time zone.

const timePattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s?(?:Z|([+-])(\d{2}):?(\d{2}))?)?$/i;
const minuteMs = 60_000;
const dayMs = 86_400_000;
const firstMs = Date.UTC(1000, 0, 2);
const lastMs = Date.UTC(9999, 11, 30);

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const twoDigits = (number: number): string => String(number).padStart(2, "0");

/** Epoch milliseconds of an RFC 3339 time or its like (`+0100`, no zone: UTC, no time: midnight); null when it is none. */
export function parseTime(text: string): number | null {
  const known = Date.parse(text);
  // Nearly all times have the one form already; only a real day comes back as it was written.
  if (text.length === 24 && known >= firstMs && known <= lastMs && new Date(known).toISOString() === text)
    return known;
  const parts = timePattern.exec(text.trim());
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, fraction, sign, zoneHours, zoneMinutes] = parts;
  if (!isDay(Number(year), Number(month), Number(day))) return null;
  const [hours, minutes, seconds] = [hour, minute, second].map((part) => Number(part ?? 0));
  if (hours === undefined || minutes === undefined || seconds === undefined) return null;
  // A leap second counts as the one before it.
  if (hours > 23 || minutes > 59 || seconds > 60) return null;
  const clock = `${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(Math.min(seconds, 59))}`;
  const milliseconds = Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
  const offset = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * (sign === "-" ? -1 : 1);
  const ms = Date.parse(`${year}-${month}-${day}T${clock}Z`) + milliseconds - offset * minuteMs;
  // A day's room on both ends, so that no zone leads out of four-digit years.
  return ms < firstMs || ms > lastMs ? null : ms;
}

/** The day of a date or a time as it is written, `2026-03-01`; null when the text is neither. */
export function writtenDay(text: string): string | null {
  return parseTime(text) === null ? null : text.trim().slice(0, 10);
}

/** A time zone's days. */
export interface Zone {
  /** The day in the zone at a moment, `2026-03-01`. */
  dayAt(ms: number): string;
  /** Epoch milliseconds of the first moment of a day given as `2026-03-01`. */
  startOf(day: string): number;
}

/** Opens an IANA time zone. The first use throws RangeError for a name that is none. */
export function openZone(name: string): Zone {
  let opened: Intl.DateTimeFormat | undefined;
  // Most fields never need it, and opening one is slow.
  const format = (): Intl.DateTimeFormat => {
    opened ??= new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    return opened;
  };
  const wallMs = (ms: number): number => {
    const parts = new Map(
      format()
        .formatToParts(ms)
        .map(({ type, value }) => [type, value]),
    );
    const read = (type: keyof Intl.DateTimeFormatPartTypesRegistry): string =>
      (parts.get(type) ?? "").padStart(type === "year" ? 4 : 2, "0");
    const day = [read("year"), read("month"), read("day")].join("-");
    return Date.parse(`${day}T${[read("hour"), read("minute"), read("second")].join(":")}Z`);
  };
  // The clock on the wall ahead of UTC; zones had seconds in it once.
  const offsetMs = (ms: number): number => wallMs(ms) - Math.floor(ms / 1000) * 1000;
  const dayAt = (ms: number): string => new Date(ms + offsetMs(ms)).toISOString().slice(0, 10);
  return {
    dayAt,
    startOf: (day) => {
      const midnight = Date.parse(`${day}T00:00:00Z`);
      const candidates = [midnight - dayMs, midnight + dayMs].map((ms) => midnight - offsetMs(ms));
      // A day whose midnight the clock skips begins when it jumps; one that the zone skips begins with the next.
      return candidates.sort((a, b) => a - b).find((ms) => dayAt(ms) === day) ?? Math.max(...candidates);
    },
  };
}
