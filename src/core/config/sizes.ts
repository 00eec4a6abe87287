// Sizes and shares as operators write them: `25MB`, `10%`.

const unitBytes = new Map([
  ["B", 1],
  ["KB", 1024],
  ["MB", 1024 ** 2],
  ["GB", 1024 ** 3],
]);
const largestBytes = 1024 ** 4;

/** Bytes of `25MB`, `1.5GB` and the like (1 KB is 1024 bytes); null when it is no size or not above zero. */
export function parseSize(text: string): number | null {
  const parts = /^(\d{1,9}(?:\.\d{1,3})?)\s?(B|KB|MB|GB)$/i.exec(text.trim());
  if (parts === null) return null;
  const bytes = Math.round(Number(parts[1]) * (unitBytes.get((parts[2] ?? "").toUpperCase()) ?? Number.NaN));
  return bytes > 0 && bytes <= largestBytes ? bytes : null;
}

/** Share (0 to 1) of `10%` or `0.5%`; null when the text is no percentage up to 100. */
export function parseShare(text: string): number | null {
  const parts = /^(\d{1,3}(?:\.\d{1,3})?)\s?%$/.exec(text.trim());
  if (parts === null) return null;
  const share = Number(parts[1]) / 100;
  return share <= 1 ? share : null;
}
