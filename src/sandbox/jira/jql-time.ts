// Times in JQL: milliseconds since 1970, text to the minute in the asker's time zone, or so long ago.
import type { Operand } from "./jql-parse.ts";

const UNITS_MS: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
};

/** The moment an operand names; null when it names none. */
export function momentOf({ text, isQuoted }: Operand, nowMs: number, zone: string): number | null {
  if (/^\d{5,}$/.test(text)) return isQuoted ? null : Number(text);
  const ago = /^([+-]?)(\d+)([wdhm])$/.exec(text);
  if (ago !== null) {
    const spanMs = Number(ago[2]) * (UNITS_MS[ago[3] ?? ""] ?? 0);
    return ago[1] === "-" ? nowMs - spanMs : nowMs + spanMs;
  }
  const written = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?$/.exec(text);
  if (written === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = written
    .slice(1)
    .map((part) => Number(part ?? 0));
  return inZone(Date.UTC(year, month - 1, day, hour, minute), zone);
}

/** The moment at which clocks of a zone show what `wallMs` shows in UTC. */
function inZone(wallMs: number, zone: string): number {
  const guess = wallMs - offsetMs(wallMs, zone);
  return wallMs - offsetMs(guess, zone);
}

function offsetMs(atMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" },
  });
  const parts = new Map<string, number>(
    format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: string) => parts.get(name) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return shown - Math.floor(atMs / 60_000) * 60_000;
}
