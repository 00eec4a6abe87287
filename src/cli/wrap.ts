// Prose that fits the page.
import { stripVTControlCharacters } from "node:util";
import { plainText } from "./paint.ts";

/** Columns of a terminal: 80 where it doesn't know, which some say as 0. */
export const screenWidth = ({ columns }: { readonly columns?: number | undefined }): number => columns || 80;

/** Lines of at most `width` characters, broken between words; a longer word stands alone. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plainText(text).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || longer.length <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}

/** The text in the room right of `indent` columns: its first line stands where the caller puts it. */
export function wrapHanging(text: string, pageWidth: number, indent: number): string {
  return wrapWords(text, pageWidth - indent).join(`\n${" ".repeat(indent)}`);
}

/** As {@link wrapHanging}, with the text's own lines kept apart. */
export function wrapLines(text: string, pageWidth: number, indent: number): string {
  const lines = text.split("\n").map((line) => wrapHanging(line, pageWidth, indent));
  return lines.join(`\n${" ".repeat(indent)}`);
}

/** What is copied, or stands under something: a command, a line of a file, the caret below it. */
const keptLine = /^\s*(?:→ )?integ |^\d+ \| |^ *\^$/;

/** A screen's text with lines that are too long broken between words instead of inside them. Styles take no room. */
export function fitLines(text: string, width: number): string {
  return text
    .split("\n")
    .map((line) => fitLine(line, width))
    .join("\n");
}

function fitLine(line: string, width: number): string {
  const visible = stripVTControlCharacters(line);
  if (visible.length <= width || keptLine.test(visible)) return line;
  const indent = " ".repeat(Math.min(visible.search(/\S/) + 2, Math.floor(width / 2)));
  const lines: string[] = [];
  const [first = "", ...words] = line.split(" ");
  let current = first;
  for (const word of words) {
    const longer = `${current} ${word}`;
    const fits = stripVTControlCharacters(longer).length <= width;
    // What is too long for any line stays where it is.
    const isTooLong = indent.length + stripVTControlCharacters(word).length > width;
    if (fits || isTooLong || current.trim() === "") {
      current = longer;
      continue;
    }
    lines.push(current);
    current = indent + word;
  }
  return [...lines, current].join("\n");
}
