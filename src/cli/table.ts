// Plain columns that fit the page: no rules, no boxes, the widest columns give way first. A page too narrow for columns
// gets a block for each row instead.
import type { Page } from "./output.ts";
import { plainText } from "./paint.ts";
import { wrapHanging, wrapWords } from "./wrap.ts";

export interface Column<Row> {
  readonly title: string;
  /** Text of the cell; line breaks and control characters in it are dropped. */
  readonly cell: (row: Row) => string;
  readonly align?: "left" | "right";
  /** Never cut: ids, codes, what is typed again. */
  readonly keep?: boolean;
  /** Goes on in the next line instead of being cut. */
  readonly wrap?: boolean;
  /** Narrower than this its cells say nothing. */
  readonly least?: number;
  /** Left out where there is no room for all columns, the last of them first, with those of the same name; a block has it. */
  readonly spare?: string;
}

const GAP = "  ";
/** No column is squeezed below this, none that wraps below the second. */
const NARROWEST = 8;
const NARROWEST_WRAPPED = 20;
/** East Asian wide characters and emoji take two columns. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

export function renderTable<Row>(page: Page, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  for (let shown = columns; ; ) {
    const text = renderColumns(page, shown, rows);
    if (text !== null) return text;
    const last = shown.findLast(({ spare }) => spare !== undefined);
    if (last === undefined) return renderBlocks(page, columns, rows);
    shown = shown.filter(({ spare }) => spare !== last.spare);
  }
}

/** Null when the page is too narrow. */
function renderColumns<Row>(
  page: Page,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): string | null {
  const titles = columns.map((column) => column.title);
  const cells = cellsOf(columns, rows);
  const widths = fitWidths(page.width, [titles, ...cells], columns.map(leastOf));
  if (widths === null) return null;
  const layOut = (line: readonly string[]): string => {
    const padded = line.map((text, i) => pad(text, widths[i] ?? 0, columns[i]?.align ?? "left"));
    return padded.join(GAP).trimEnd();
  };
  const wrapped = columns.map((column, i) => (column.wrap ? (widths[i] ?? 0) : null));
  const lines = cells.flatMap((row) => spread(row, wrapped));
  return [page.paint("bold", layOut(titles)), ...lines.map(layOut)].join("\n");
}

function leastOf<Row>({ keep, wrap, least }: Column<Row>): number {
  if (keep) return Number.POSITIVE_INFINITY;
  return least ?? (wrap ? NARROWEST_WRAPPED : NARROWEST);
}

const cellsOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[][] =>
  rows.map((row) => columns.map((column) => plainText(column.cell(row))));

/** One row as as many lines as its longest wrapped cell takes; `widths` is null where a cell is not wrapped. */
function spread(row: readonly string[], widths: readonly (number | null)[]): string[][] {
  const parts = row.map((text, i) => {
    const width = widths[i] ?? null;
    return width === null ? [text] : wrapWords(text, width);
  });
  const height = widest(parts.map((part) => part.length));
  return Array.from({ length: height }, (_line, n) => parts.map((part) => part[n] ?? ""));
}

/** A block for each row, a line for each cell that has something in it. What is long goes on below itself. */
function renderBlocks<Row>(page: Page, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const titles = columns.map((column) => column.title);
  const width = widest(titles.map(displayWidth));
  const indent = width + GAP.length;
  const blocks = cellsOf(columns, rows).map((row) =>
    row.flatMap((text, i) => {
      if (text === "") return [];
      const title = pad(titles[i] ?? "", width, "left");
      return [page.paint("bold", title) + GAP + wrapHanging(text, page.width, indent)];
    }),
  );
  return blocks.map((lines) => lines.join("\n")).join("\n\n");
}

/**
 * As wide as the content; while that does not fit, the widest columns that may give up what is too much. `least`: how
 * narrow each may get. Null when the page is too narrow even so.
 */
function fitWidths(
  pageWidth: number,
  lines: readonly (readonly string[])[],
  least: readonly number[],
): number[] | null {
  let widths = (lines[0] ?? []).map((_title, i) => widest(lines.map((line) => displayWidth(line[i] ?? ""))));
  const gaps = GAP.length * (widths.length - 1);
  for (;;) {
    const excess = widths.reduce((sum, width) => sum + width, gaps) - pageWidth;
    if (excess <= 0) return widths;
    const gives = widths.map((width, i) => width > (least[i] ?? 0));
    const most = widest(widths.filter((_width, i) => gives[i]));
    if (most === 0) return null;
    const next = widest(widths.filter((width, i) => gives[i] && width < most));
    const peers = widths.filter((width, i) => gives[i] && width === most).length;
    const target = Math.max(next, most - Math.ceil(excess / peers));
    widths = widths.map((width, i) => (gives[i] && width === most ? Math.max(target, least[i] ?? 0) : width));
  }
}

/** Math.max takes its numbers as arguments, too many of which overflow the stack. */
function widest(widths: readonly number[]): number {
  return widths.reduce((most, width) => Math.max(most, width), 0);
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const fitted = truncate(text, width);
  const blank = " ".repeat(Math.max(0, width - displayWidth(fitted)));
  return align === "right" ? blank + fitted : fitted + blank;
}

function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let fitted = "";
  let used = 1;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width) break;
    fitted += character;
  }
  return `${fitted}…`;
}

/** Columns of a terminal that `text` takes. */
function displayWidth(text: string): number {
  // Most text is plain, and the careful way is slow.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (!/\p{Mark}/u.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
