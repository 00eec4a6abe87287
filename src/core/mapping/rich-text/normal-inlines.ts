// Normal form of inlines: one shape for one meaning. Spaces are ordinary ones and all of them count; marks begin and
// end at visible characters; addresses are links; a line break is neither at an edge nor doubled.
import { type Inline, lineBreak, type Run, run } from "./tree.ts";
import { cutAtAddresses, safeUrl } from "./urls.ts";

/** Zero-width characters: editors leave them behind, and Slack's text needs them as its only way to escape. */
const INVISIBLE = /[\u200B\u2060\uFEFF\u00AD\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here.
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g;

/** Text without what can't be seen, with `\n` as the only line ending. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(CONTROL, "")
    .replace(INVISIBLE, "");
}

function cleanInline(one: Inline): Inline[] {
  if (one.kind === "break") return [one];
  if (one.kind === "picture") {
    const alt = cleanText(one.alt).replace(/\s+/g, " ").trim();
    const url = safeUrl(one.url);
    return url === null ? [run(alt)] : [{ kind: "picture", url, alt }];
  }
  const href = one.href === null ? null : safeUrl(one.href);
  const text = cleanText(one.text);
  if (one.marks.includes("code")) return [run(text.replace(/\s/g, " "), ["code"], href)];
  const lines = text
    .replace(/\t/g, "    ")
    .replace(/[^\S\n]/g, " ")
    .split("\n");
  return lines.flatMap((line, index) => {
    const piece = run(line, one.marks, href);
    return index === 0 ? [piece] : [lineBreak, piece];
  });
}

const sameStyle = (a: Run, b: Run): boolean => a.href === b.href && a.marks.join() === b.marks.join();

/** Adjacent runs of one style as one run; empty runs are gone. */
export function mergeRuns(inlines: readonly Inline[]): Inline[] {
  const merged: { texts: string[]; one: Inline }[] = [];
  for (const one of inlines) {
    const last = merged.at(-1);
    if (one.kind !== "run") merged.push({ texts: [], one });
    else if (one.text === "") continue;
    else if (last?.one.kind === "run" && sameStyle(last.one, one)) last.texts.push(one.text);
    else merged.push({ texts: [one.text], one });
  }
  return merged.map(({ texts, one }) => {
    if (one.kind !== "run") return one;
    const text = texts.join("");
    return run(one.marks.includes("code") ? text.replace(/ +/g, " ") : text, one.marks, one.href);
  });
}

function linkAddresses(inlines: readonly Inline[]): Inline[] {
  return inlines.flatMap((one) => {
    if (one.kind !== "run" || one.href !== null || one.marks.includes("code")) return [one];
    return cutAtAddresses(one.text).map(({ text, url }) => run(text, one.marks, url));
  });
}

/** A space between two runs has what both have, so that marks and links never begin or end with a space. */
function looseSpaces(line: readonly Inline[]): Inline[] {
  const pieces = line.flatMap((one) =>
    one.kind === "run"
      ? (one.text.match(/^ +| +$|[^ ](?:.*[^ ])?/gsu) ?? []).map(
          (text): Inline => run(text, one.marks, one.href),
        )
      : [one],
  );
  const isSpace = (one: Inline): one is Run => one.kind === "run" && one.text.trim() === "";
  const visibleAfter: (Inline | null)[] = [];
  let next: Inline | null = null;
  for (let index = pieces.length - 1; index >= 0; index -= 1) {
    visibleAfter[index] = next;
    const piece = pieces[index];
    if (piece && !isSpace(piece)) next = piece;
  }
  let before: Inline | null = null;
  return pieces.map((piece, index) => {
    if (!isSpace(piece)) {
      before = piece;
      return piece;
    }
    return spaceBetween(piece.text, before, visibleAfter[index] ?? null);
  });
}

function spaceBetween(text: string, before: Inline | null, after: Inline | null): Run {
  if (before?.kind !== "run" || after?.kind !== "run") return run(text);
  const shared = before.marks.filter((mark) => mark !== "code" && after.marks.includes(mark));
  const href = before.href === after.href ? before.href : null;
  return run(text, shared, href);
}

function trimEnd(line: readonly Inline[]): Inline[] {
  const last = line.at(-1);
  if (last?.kind !== "run") return [...line];
  const text = last.text.replace(/ +$/, "");
  return text === "" ? trimEnd(line.slice(0, -1)) : [...line.slice(0, -1), run(text, last.marks, last.href)];
}

/** One line without spaces at its beginning. */
export function trimStart(line: readonly Inline[]): Inline[] {
  const first = line[0];
  if (first?.kind !== "run") return [...line];
  const text = first.text.replace(/^ +/, "");
  return text === "" ? trimStart(line.slice(1)) : [run(text, first.marks, first.href), ...line.slice(1)];
}

function linesOf(inlines: readonly Inline[]): Inline[][] {
  const lines: Inline[][] = [[]];
  for (const one of inlines) {
    if (one.kind === "break") lines.push([]);
    else lines.at(-1)?.push(one);
  }
  return lines;
}

/** Normal lines; an empty one stands for a line without anything to see. */
function normalLines(inlines: readonly Inline[]): Inline[][] {
  const clean = mergeRuns(inlines.flatMap(cleanInline));
  return linesOf(clean).map((line) => trimEnd(mergeRuns(looseSpaces(mergeRuns(linkAddresses(line))))));
}

/** The paragraphs that inlines make: empty lines part them, leading spaces of a line stay. */
export function normalParagraphs(inlines: readonly Inline[]): Inline[][] {
  const paragraphs: Inline[][][] = [[]];
  for (const line of normalLines(inlines)) {
    if (line.length > 0) paragraphs.at(-1)?.push(line);
    else if (paragraphs.at(-1)?.length) paragraphs.push([]);
  }
  return paragraphs.filter((lines) => lines.length > 0).map((lines) => linesJoined(lines));
}

const linesJoined = (lines: readonly Inline[][]): Inline[] =>
  lines.flatMap((line, index) => (index === 0 ? line : [lineBreak, ...line]));

/** Inlines as one line: line breaks are spaces, and there is none at the edges. */
export function normalLine(inlines: readonly Inline[]): Inline[] {
  const flat = inlines.flatMap(cleanInline).map((one) => (one.kind === "break" ? run(" ") : one));
  const [line = []] = normalLines(flat);
  return trimStart(line);
}

/** Runs of ordinary white space as one space, as HTML shows them; a no-break space stays. */
export function collapseSpaces(inlines: readonly Inline[]): Inline[] {
  let atSpace = true;
  return inlines.map((one) => {
    if (one.kind !== "run") {
      atSpace = one.kind === "break";
      return one;
    }
    const collapsed = one.text.replace(/[ \t\n\r\f]+/g, " ");
    const text = atSpace && collapsed.startsWith(" ") ? collapsed.slice(1) : collapsed;
    if (text !== "") atSpace = text.endsWith(" ");
    return run(text, one.marks, one.href);
  });
}

/** Spaces that HTML would collapse as no-break spaces; the opposite of `collapseSpaces`. */
export function keepSpaces(inlines: readonly Inline[]): Inline[] {
  let atSpace = true;
  return inlines.map((one) => {
    if (one.kind !== "run") {
      atSpace = one.kind === "break";
      return one;
    }
    const text = one.text.replace(/ /g, (_, index: number) =>
      (index === 0 ? atSpace : one.text[index - 1] === " ") ? "\u00A0" : " ",
    );
    atSpace = text.endsWith(" ") || text.endsWith("\u00A0");
    return run(text, one.marks, one.href);
  });
}
