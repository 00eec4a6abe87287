// Lines of a text in groups: paragraphs, and lines that a marker at their beginning makes a quote.

export interface LineGroup {
  readonly quoted: boolean;
  readonly lines: readonly string[];
}

/** Neighbouring lines of one kind together. `unquote` gives a quoted line's text, and null for any other line. */
export function collectLines(
  lines: readonly string[],
  unquote: (line: string) => string | null,
): LineGroup[] {
  const groups: { quoted: boolean; lines: string[] }[] = [];
  for (const line of lines) {
    const inner = unquote(line);
    const last = groups.at(-1);
    if (last && last.quoted === (inner !== null)) last.lines.push(inner ?? line);
    else groups.push({ quoted: inner !== null, lines: [inner ?? line] });
  }
  return groups;
}
