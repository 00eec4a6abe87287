// Durations as operators write them: `500ms`, `30s`, `5m`, `2h`, `1d`.

const unitMs = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
const longestMs = 365 * 86_400_000;

/**
 * Milliseconds of `30s`, `1.5h` and the like; null when the text is no duration, is not above zero or
 * exceeds a year. A bare number is refused: its unit would be a guess.
 */
export function parseDuration(text: string): number | null {
  const parts = /^(\d{1,9}(?:\.\d{1,3})?)\s?(ms|s|m|h|d)$/.exec(text.trim());
  if (parts === null) return null;
  const ms = Math.round(Number(parts[1]) * (unitMs.get(parts[2] ?? "") ?? Number.NaN));
  return ms > 0 && ms <= longestMs ? ms : null;
}
