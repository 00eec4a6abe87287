// A row of numbers as a row of blocks.

const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** One character per value, scaled from 0 to the largest; a blank where the value is not known. */
export function sparkline(values: readonly (number | null)[]): string {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  return values.map((value) => (value === null ? " " : block(value, most))).join("");
}

function block(value: number, most: number): string {
  if (most === 0 || value <= 0) return BLOCKS[0];
  return BLOCKS[Math.min(BLOCKS.length - 1, Math.ceil((value / most) * (BLOCKS.length - 1)))] ?? BLOCKS[0];
}
