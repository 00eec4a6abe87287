// Plain text, read and written: paragraphs, lines and addresses, nothing else means anything.
import { type Block, inlineText, paragraphOf } from "./tree.ts";

/** The paragraphs of a plain text. */
export function readPlain(text: string): Block[] {
  return [paragraphOf(text)];
}

/** Plain text of paragraphs in normal form; other blocks must have been turned into paragraphs before. */
export function writePlain(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => (block.kind === "paragraph" ? [inlineText(block.inlines)] : []))
    .join("\n\n");
}
