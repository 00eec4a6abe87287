// Rich text from one format to another, such that a second trip changes nothing: what is written is checked by
// reading it back, and what does not come back the same is written more simply.
import type { TextFormat, Value } from "../../contract/records.ts";
import { degrade, mapInlines } from "./degrade.ts";
import { readHtml, writeHtml } from "./html.ts";
import { readMarkdown, writeMarkdown } from "./markdown.ts";
import { normalBlocks } from "./normal-blocks.ts";
import { readPlain, writePlain } from "./plain.ts";
import { readAdf } from "./read-adf.ts";
import { readMrkdwn } from "./read-mrkdwn.ts";
import { readWiki } from "./read-wiki.ts";
import { type Block, paragraphOf, readableText, withoutMarks } from "./tree.ts";
import { writeAdf } from "./write-adf.ts";
import { writeMrkdwn } from "./write-mrkdwn.ts";
import { writeWiki } from "./write-wiki.ts";

const readers: Readonly<Record<TextFormat, (text: string) => Block[]>> = {
  plain: readPlain,
  html: readHtml,
  markdown: readMarkdown,
  adf: readPlain,
  wiki: readWiki,
  mrkdwn: readMrkdwn,
};

const writers: Readonly<Record<TextFormat, (blocks: readonly Block[]) => Value>> = {
  plain: writePlain,
  html: writeHtml,
  markdown: writeMarkdown,
  adf: writeAdf,
  wiki: writeWiki,
  mrkdwn: writeMrkdwn,
};

/** The blocks of a value in its format, in normal form; none for null and for blank text. Never fails. */
export function readText(value: Value, format: TextFormat): Block[] {
  if (value === null) return [];
  if (typeof value === "object") return normalBlocks(readAdf(value));
  const text = String(value).replace(/\r\n?/g, "\n");
  return normalBlocks(readers[format](text));
}

/** Blocks in the normal form of the format: writing them and reading that gives them again. */
export interface SettledText {
  readonly blocks: readonly Block[];
  /** null for no blocks. */
  readonly value: Value;
}

/**
 * The canonical text of any blocks in normal form. What the format can't carry is degraded; a block that
 * does not come back as it was written loses its marks, and at last everything but its text.
 */
export function settleText(blocks: readonly Block[], format: TextFormat): SettledText {
  const wanted = degrade(blocks, format);
  const first = written(wanted, format);
  if (first !== null) return first;
  const each = wanted.flatMap((block) => [...settleBlock(block, format).blocks]);
  const bare = normalBlocks(wanted.map((block) => mapInlines(block, withoutMarks)));
  return written(normalBlocks(each), format) ?? written(bare, format) ?? plainly(wanted, format);
}

function settleBlock(block: Block, format: TextFormat): SettledText {
  const bare = normalBlocks([mapInlines(block, withoutMarks)]);
  return written([block], format) ?? written(bare, format) ?? plainly([block], format);
}

/** The blocks written, when what is read back says the same and would be written the same; null otherwise. */
function written(blocks: readonly Block[], format: TextFormat): SettledText | null {
  if (blocks.length === 0) return { blocks, value: null };
  const value = writers[format](blocks);
  const again = readText(value, format);
  if (sameBlocks(again, blocks)) return { blocks, value };
  return null;
}

const sameBlocks = (a: readonly Block[], b: readonly Block[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

function plainly(blocks: readonly Block[], format: TextFormat): SettledText {
  const paragraphs = degrade(normalBlocks(readableText(blocks).map(paragraphOf)), format);
  const value = paragraphs.length === 0 ? null : writers[format](paragraphs);
  return { blocks: paragraphs, value };
}

/**
 * Rich text of one format as rich text of another.
 * @param value text, or for `adf` a document as a JSON object; anything else is read as text. Never fails.
 * @returns text, or for `adf` a document; null for null and for what has nothing to read. The result is canonical,
 * and converting it there and back again gives the same value.
 */
export function convertText(value: Value, from: TextFormat, to: TextFormat): Value {
  const read = settleText(readText(value, from), from);
  return from === to ? read.value : settleText(read.blocks, to).value;
}

/** The one value for all values that mean the same in this format, to compare by; null for blank. Idempotent. */
export function canonicalText(value: Value, format: TextFormat): Value {
  return convertText(value, format, format);
}
