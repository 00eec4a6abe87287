// Prose that fits the page.
import { plainText } from "./paint.ts";

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
