// Times and amounts the way people read them. Documents carry RFC 3339 and plain numbers instead.

const UNITS = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1_000 },
] as const;

/** `850 ms`, `12 s`, `3 min`, `5 h`, `2 d`. */
export function showDuration(ms: number): string {
  const unit = UNITS.find((candidate) => ms >= candidate.ms);
  if (unit === undefined) return `${Math.round(ms)} ms`;
  const value = ms / unit.ms;
  // A pace of 1.7 s is not one of 1 s; above ten, nobody needs the tenths.
  return `${value < 10 ? Math.floor(value * 10) / 10 : Math.floor(value)} ${unit.name}`;
}

/** `just now`, `3 min ago`, `in 2 h`. */
export function showRelative(atMs: number, nowMs: number): string {
  const distance = Math.abs(nowMs - atMs);
  if (distance < 1_000) return "just now";
  const unit = UNITS.find((candidate) => distance >= candidate.ms);
  const whole = unit === undefined ? distance : Math.floor(distance / unit.ms) * unit.ms;
  return atMs > nowMs ? `in ${showDuration(whole)}` : `${showDuration(whole)} ago`;
}

/** `1 record`, `2 records`, `1,204 records`. */
export function showCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
