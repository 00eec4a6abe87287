// Where in a YAML file a character of a text value stands: quotes, escapes and folded lines lie between.
import type { Scalar } from "yaml";

/**
 * Offset in the file of the character `offset` code units into a scalar's text; null when that can't be told.
 * `source` is the file's text.
 */
export function offsetInScalar(source: string, scalar: Scalar, offset: number): number | null {
  const [start, end] = scalar.range ?? [];
  if (start === undefined || end === undefined || typeof scalar.value !== "string") return null;
  const written = source.slice(start, end);
  if (scalar.type === "BLOCK_LITERAL" || scalar.type === "BLOCK_FOLDED") {
    const header = written.indexOf("\n") + 1;
    return start + header + bySolidCharacters(written.slice(header), scalar.value, offset);
  }
  if (scalar.type === "PLAIN") return start + bySolidCharacters(written, scalar.value, offset);
  if (/[\r\n]/.test(written)) return start;
  if (scalar.type === "QUOTE_SINGLE") return start + 1 + byUnits(written.slice(1), offset, /^''/);
  const escaped = /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/;
  return start + 1 + byUnits(written.slice(1), offset, escaped);
}

/** Lines may be folded and indented, so white space is not counted. */
function bySolidCharacters(written: string, value: string, offset: number): number {
  let solid = value.slice(0, offset).replaceAll(/\s/g, "").length;
  let at = 0;
  while (at < written.length && (solid > 0 || /\s/.test(written[at] ?? ""))) {
    if (!/\s/.test(written[at] ?? "")) solid--;
    at++;
  }
  return Math.min(at, Math.max(0, written.trimEnd().length));
}

function byUnits(written: string, offset: number, escaped: RegExp): number {
  let at = 0;
  for (let unit = 0; unit < offset && at < written.length; unit++) {
    at += escaped.exec(written.slice(at, at + 10))?.[0].length ?? 1;
  }
  return at;
}
