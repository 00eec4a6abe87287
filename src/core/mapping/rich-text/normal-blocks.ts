// Normal form of blocks: the nesting that all rich formats share. Quotes and list items hold paragraphs, code and
// lists; what else stood in them becomes paragraphs, in the same order and with the same words.
import { MOST_CELLS, MOST_LIST_DEPTH, MOST_LIST_START } from "./limits.ts";
import { cleanText, mergeRuns, normalLine, normalParagraphs, trimStart } from "./normal-inlines.ts";
import {
  type Block,
  type Inline,
  joinInlines,
  type List,
  type ListItem,
  lineBreak,
  run,
  type Table,
  withMark,
} from "./tree.ts";

const LANGUAGE = /^[a-z0-9#+.-]{1,30}$/;
const TASK_GLYPH = /^[\u2610\u2611] (?=\S)/;

/** The normal form of any blocks. Normal blocks come back unchanged. */
export function normalBlocks(blocks: readonly Block[]): Block[] {
  const isTasks = (list: List): boolean => list.items.every((item) => item.checked !== null);
  const alike = (a: List, b: List) => a.ordered === b.ordered && isTasks(a) === isTasks(b);
  return joinLists(
    blocks.flatMap((block) => normalBlock(block)),
    alike,
  );
}

function normalBlock(block: Block): Block[] {
  switch (block.kind) {
    case "paragraph":
      return normalParagraphs(block.inlines).map((inlines) => ({ kind: "paragraph", inlines }));
    case "heading": {
      const inlines = normalLine(block.inlines);
      const depth = Math.min(6, Math.max(1, Math.trunc(block.depth) || 1));
      return inlines.length === 0 ? [] : [{ kind: "heading", depth, inlines }];
    }
    case "code":
      return normalCode(block.text, block.language);
    case "rule":
      return [{ kind: "rule" }];
    case "quote": {
      const inner = innerBlocks(block.blocks, 0);
      return inner.length === 0 ? [] : [{ kind: "quote", blocks: inner }];
    }
    case "list":
      return normalList(block, 0);
    case "table":
      return normalTable(block);
  }
}

function normalCode(raw: string, rawLanguage: string | null): Block[] {
  const text = cleanText(raw)
    .replace(/^(?:[^\S\n]*\n)+/, "")
    .trimEnd();
  const language = rawLanguage?.toLowerCase() ?? "";
  if (text.trim() === "") return [];
  return [{ kind: "code", language: LANGUAGE.test(language) ? language : null, text }];
}

/** What may stand in a quote or a list item: paragraphs, code, lists. */
function innerBlocks(blocks: readonly Block[], depth: number): Block[] {
  return joinLists(
    blocks.flatMap((block): Block[] => {
      if (block.kind === "rule") return [];
      if (block.kind === "quote") return innerBlocks(block.blocks, depth);
      if (block.kind === "list") return normalList(block, depth);
      if (block.kind === "heading")
        return normalBlock({ kind: "paragraph", inlines: withMark(normalLine(block.inlines), "strong") });
      return normalBlock(block).flatMap((one): Block[] => (one.kind === "table" ? tableLines(one) : [one]));
    }),
    (a, b) => a.ordered === b.ordered,
  );
}

function normalList(list: List, depth: number): Block[] {
  const items = list.items.flatMap((item) => normalItem(item, depth));
  if (depth >= MOST_LIST_DEPTH) return items.flatMap((item) => item.blocks);
  if (items.length === 0) return [];
  const start = list.ordered && Number.isSafeInteger(list.start) && list.start >= 0 ? list.start : 1;
  return [{ kind: "list", ordered: list.ordered, start: Math.min(start, MOST_LIST_START), items }];
}

function normalItem(item: ListItem, depth: number): ListItem[] {
  const blocks = innerBlocks(item.blocks, depth + 1);
  const hoisted: ListItem[] = [];
  let from = 0;
  for (let first = blocks[0]; first?.kind === "list"; first = blocks[from]) {
    for (const one of first.items) hoisted.push(one);
    from += 1;
  }
  const rest = blocks.slice(from);
  return rest.length === 0 ? hoisted : [...hoisted, taskItem({ checked: item.checked, blocks: rest })];
}

/** A box drawn at the beginning of an item is a task: so it survives formats that have no tasks. */
function taskItem({ checked, blocks }: ListItem): ListItem {
  const [first, ...rest] = blocks;
  if (first?.kind !== "paragraph") return { checked: null, blocks };
  const inlines = trimStart(first.inlines);
  const [head, ...tail] = inlines;
  const plain = head?.kind === "run" && head.marks.length === 0 && head.href === null ? head.text : "";
  const drawn = TASK_GLYPH.test(plain) || (tail.length > 0 && /^[\u2610\u2611] $/.test(plain));
  if (checked !== null || !drawn) return { checked, blocks: [{ kind: "paragraph", inlines }, ...rest] };
  const inner = trimStart(mergeRuns([run(plain.slice(2)), ...tail]));
  return { checked: plain.startsWith("\u2611"), blocks: [{ kind: "paragraph", inlines: inner }, ...rest] };
}

/** Lists of one kind that touch are one list: Markdown and wiki text can't keep them apart. */
function joinLists(blocks: readonly Block[], alike: (a: List, b: List) => boolean): Block[] {
  const joined: Block[] = [];
  let items: ListItem[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind !== "list") joined.push(block);
    else if (last?.kind === "list" && alike(last, block)) for (const item of block.items) items.push(item);
    else {
      items = [...block.items];
      joined.push({ ...block, items });
    }
  }
  return joined;
}

function normalTable(table: Table): Block[] {
  const rows = table.rows
    .map((row) => row.map((cell) => normalLine(cell)))
    .filter((row) => row.some((cell) => cell.length > 0));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width === 0) return [];
  if (width * rows.length > MOST_CELLS) return tableLines({ kind: "table", rows });
  const square = rows.map((row) => [
    ...row,
    ...Array.from({ length: width - row.length }, (): Inline[] => []),
  ]);
  return [{ kind: "table", rows: square }];
}

/** A table as text: one line per row, cells parted by a bar. */
export function tableLines(table: Table): Block[] {
  const lines = table.rows.map((row) => joinInlines(row, run(" | ")));
  return normalBlock({ kind: "paragraph", inlines: joinInlines(lines, lineBreak) });
}
