// Jira's wiki text, read block by block. https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all

import { decodeWiki, readWikiInlines } from "./read-wiki-inlines.ts";
import { type Block, type Inline, run } from "./tree.ts";

const MACRO = /\\[\s\S]|(?<!\{)\{(code|noformat|quote|panel)(?::([^}\n]*))?\}(?!\})/g;
const MOST_MACRO_DEPTH = 5;

/** The blocks of a wiki text; any text is wiki text, so this never fails. */
export function readWiki(text: string): Block[] {
  return readMacros(text, 0);
}

interface Tag {
  readonly name: string;
  readonly options: string;
  readonly from: number;
  readonly to: number;
}

/** `{code}` … `{code}` and the like: one with the same name ends what the first began; without it, it is text. */
function readMacros(text: string, depth: number): Block[] {
  if (depth > MOST_MACRO_DEPTH) return readLines(text);
  const tags = [...text.matchAll(MACRO)].flatMap((match): Tag[] => {
    const [whole, name, options = ""] = match;
    return name === undefined ? [] : [{ name, options, from: match.index, to: match.index + whole.length }];
  });
  const closing = nextOfSameName(tags);
  const blocks: Block[] = [];
  let from = 0;
  for (let index = 0; index < tags.length; index += 1) {
    const tag = tags[index];
    const end = closing[index] ?? null;
    const last = end === null ? undefined : tags[end];
    if (tag === undefined || end === null || last === undefined) continue;
    for (const block of readLines(text.slice(from, tag.from))) blocks.push(block);
    for (const block of readMacro(tag, text.slice(tag.to, last.from), depth)) blocks.push(block);
    from = last.to;
    index = end;
  }
  return [...blocks, ...readLines(text.slice(from))];
}

function nextOfSameName(tags: readonly Tag[]): (number | null)[] {
  const next = new Map<string, number>();
  const closing: (number | null)[] = [];
  for (let index = tags.length - 1; index >= 0; index -= 1) {
    const tag = tags[index];
    if (tag === undefined) continue;
    closing[index] = next.get(tag.name) ?? null;
    next.set(tag.name, index);
  }
  return closing;
}

function readMacro({ name, options }: Tag, inner: string, depth: number): Block[] {
  const title = /(?:^|\|)title=([^|]*)/.exec(options)?.[1] ?? "";
  const heading: Block[] =
    title === "" ? [] : [{ kind: "paragraph", inlines: [run(decodeWiki(title), ["strong"])] }];
  if (name === "quote") return [{ kind: "quote", blocks: readMacros(inner, depth + 1) }];
  if (name === "panel") return [...heading, ...readMacros(inner, depth + 1)];
  const language = options.split("|").find((option) => option !== "" && !option.includes("=")) ?? null;
  return [...heading, { kind: "code", language, text: inner.replace(/^\n/, "") }];
}

function readLines(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) blocks.push({ kind: "paragraph", inlines: readWikiInlines(lines.join("\n")) });
    lines = [];
  };
  const all = text.split("\n");
  for (let index = 0; index < all.length; index += 1) {
    const line = all[index] ?? "";
    if (line.trim() === "") {
      flush();
      continue;
    }
    const taken = all.slice(index, index + 1);
    const block = readLineBlock(line);
    if (block !== null) {
      flush();
      blocks.push(block);
      continue;
    }
    const pattern = LIST_LINE.test(line) ? LIST_LINE : ROW.test(line) ? ROW : null;
    if (pattern === null) {
      lines.push(line);
      continue;
    }
    flush();
    while (index + 1 < all.length && pattern.test(all[index + 1] ?? "")) {
      index += 1;
      taken.push(all[index] ?? "");
    }
    if (pattern === ROW) blocks.push({ kind: "table", rows: taken.map(readRow) });
    else for (const list of readList(taken)) blocks.push(list);
  }
  flush();
  return blocks;
}

const LIST_LINE = /^[ \t]*([*#]{1,50}|-)[ \t]+(?=\S)/;
const ROW = /^[ \t]*\|/;

function readLineBlock(line: string): Block | null {
  const heading = /^[ \t]*h([1-6])\.[ \t]+(?=\S)/.exec(line);
  if (heading !== null)
    return {
      kind: "heading",
      depth: Number(heading[1]),
      inlines: readWikiInlines(line.slice(heading[0].length)),
    };
  const quote = /^[ \t]*bq\.[ \t]+(?=\S)/.exec(line);
  if (quote !== null)
    return {
      kind: "quote",
      blocks: [{ kind: "paragraph", inlines: readWikiInlines(line.slice(quote[0].length)) }],
    };
  return /^[ \t]*-{4,5}[ \t]*$/.test(line) ? { kind: "rule" } : null;
}

interface ListLine {
  readonly markers: string;
  readonly inlines: readonly Inline[];
}

function readList(lines: readonly string[]): Block[] {
  const read = lines.map((line): ListLine => {
    const match = LIST_LINE.exec(line);
    return { markers: match?.[1] ?? "*", inlines: readWikiInlines(line.slice(match?.[0].length ?? 0)) };
  });
  return nestList(read, 0);
}

/** Lines at `depth` and deeper as lists: deeper ones belong to the line before them. */
function nestList(lines: readonly ListLine[], depth: number): Block[] {
  const blocks: { kind: "list"; ordered: boolean; start: 1; items: { checked: null; blocks: Block[] }[] }[] =
    [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index];
    if (line === undefined) break;
    const ordered = line.markers.charAt(depth) === "#";
    let end = index + 1;
    while ((lines[end]?.markers.length ?? 0) > depth + 1) end += 1;
    const isDeeper = line.markers.length > depth + 1;
    const own: Block[] = isDeeper ? [] : [{ kind: "paragraph", inlines: line.inlines }];
    const item = {
      checked: null,
      blocks: [...own, ...nestList(lines.slice(isDeeper ? index : index + 1, end), depth + 1)],
    };
    const last = blocks.at(-1);
    if (last?.ordered === ordered) last.items.push(item);
    else blocks.push({ kind: "list", ordered, start: 1, items: [item] });
    index = end;
  }
  return blocks;
}

/** `||header||header||` or `|cell|cell|`: bars inside links and pictures belong to them. */
function readRow(line: string): Inline[][] {
  const cells: string[] = [];
  let from = 0;
  const text = line.trim();
  for (const match of text.matchAll(/\\[\s\S]|\[(?:\\[\s\S]|[^[\]\\\n])*\]|![^\s!|]+\|[^!|\n]*!|\|\|?/g)) {
    if (!match[0].startsWith("|")) continue;
    cells.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  if (from < text.length) cells.push(text.slice(from));
  return cells.slice(1).map((cell) => readWikiInlines(cell));
}
