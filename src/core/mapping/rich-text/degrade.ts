// What a target lacks, said in what it has: lists as lines, tables as rows of text, pictures as links.
import type { TextFormat } from "../../contract/records.ts";
import { normalBlocks, tableLines } from "./normal-blocks.ts";
import { mergeRuns } from "./normal-inlines.ts";
import {
  type Block,
  type Inline,
  inlineText,
  joinInlines,
  type List,
  type ListItem,
  lineBreak,
  type Run,
  run,
  withMark,
  withoutMarks,
} from "./tree.ts";
import { saysAddress } from "./urls.ts";
import { drawTask } from "./write-mdast.ts";

/** Blocks in normal form that hold only what the format can write, with the same words in the same order. */
export function degrade(blocks: readonly Block[], format: TextFormat): Block[] {
  switch (format) {
    case "html":
    case "markdown":
      return [...blocks];
    case "adf":
      return normalBlocks(blocks.map((block) => mapInlines(block, linkPictures)));
    case "wiki":
      return normalBlocks(blocks.flatMap(forWiki));
    case "mrkdwn":
      return normalBlocks(blocks.flatMap(forMrkdwn));
    case "plain":
      return normalBlocks(normalBlocks(blocks.flatMap(forMrkdwn)).flatMap(forPlain));
  }
}

/** The block with every list of inlines in it replaced. */
export function mapInlines(block: Block, change: (inlines: readonly Inline[]) => readonly Inline[]): Block {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return { ...block, inlines: change(block.inlines) };
    case "quote":
      return { ...block, blocks: block.blocks.map((one) => mapInlines(one, change)) };
    case "list":
      return {
        ...block,
        items: block.items.map((item) => ({
          ...item,
          blocks: item.blocks.map((one) => mapInlines(one, change)),
        })),
      };
    case "table":
      return { ...block, rows: block.rows.map((row) => row.map(change)) };
    default:
      return block;
  }
}

function linkPictures(inlines: readonly Inline[]): Inline[] {
  return inlines.map((one) => (one.kind === "picture" ? run(one.alt || one.url, [], one.url) : one));
}

/** Text that the format's code can't hold is written without being code. */
function codeWithout(inlines: readonly Inline[], pattern: RegExp): Inline[] {
  return inlines.map((one) =>
    one.kind === "run" && one.marks.includes("code") && pattern.test(one.text)
      ? run(one.text, [], one.href)
      : one,
  );
}

const codeLines = (text: string): Inline[] => [run(text)];

function forWiki(block: Block): Block[] {
  if (block.kind === "code" && /\{code[:}]/.test(block.text) && /\{noformat[:}]/.test(block.text))
    return [{ kind: "paragraph", inlines: codeLines(block.text) }];
  if (block.kind === "code" && /\{code[:}]/.test(block.text)) return [{ ...block, language: null }];
  if (block.kind === "quote") return [{ ...block, blocks: block.blocks.flatMap(forWiki) }];
  const described = /^[\w .-]*$/;
  const changed = mapInlines(block, (inlines) =>
    inlines.map((one) =>
      one.kind === "picture" && !described.test(one.alt) ? run(one.alt, [], one.url) : one,
    ),
  );
  return [changed.kind === "list" ? wikiList(changed) : changed];
}

/** An item of a wiki list is one paragraph, then lists; what follows a list joins the list's last item. */
function wikiList(list: List): List {
  const items = list.items.map((item): ListItem => {
    const blocks: Block[] = [];
    for (const block of item.blocks) {
      const piece = block.kind === "list" ? wikiList(block) : wikiPiece(block);
      const last = blocks.at(-1);
      if (piece.kind === "paragraph" && last !== undefined)
        blocks.splice(-1, 1, appended(last, piece.inlines));
      else blocks.push(piece);
    }
    return { checked: item.checked, blocks };
  });
  return { ...list, start: 1, items };
}

function wikiPiece(block: Block): Block {
  if (block.kind !== "code") return block;
  const lines = block.text.split("\n").filter((line) => line.trim() !== "");
  const runs = lines.map((line) => [run(line.trim(), ["code"])]);
  return { kind: "paragraph", inlines: joinInlines(runs, lineBreak) };
}

function appended(block: Block, inlines: readonly Inline[]): Block {
  if (block.kind === "paragraph") return { ...block, inlines: [...block.inlines, lineBreak, ...inlines] };
  if (block.kind !== "list") return block;
  const items = block.items.map((item, index) => {
    const last = item.blocks.at(-1);
    if (index < block.items.length - 1 || last === undefined) return item;
    return { ...item, blocks: [...item.blocks.slice(0, -1), appended(last, inlines)] };
  });
  return { ...block, items };
}

function forMrkdwn(block: Block): Block[] {
  switch (block.kind) {
    case "paragraph":
      return [{ ...block, inlines: codeWithout(linkPictures(block.inlines), /`/) }];
    case "heading":
      return forMrkdwn({ kind: "paragraph", inlines: withMark(block.inlines, "strong") });
    case "code":
      return block.text.includes("```")
        ? [{ kind: "paragraph", inlines: codeLines(block.text) }]
        : [{ ...block, language: null }];
    case "rule":
      return [{ kind: "paragraph", inlines: [run("---")] }];
    case "quote":
      return [{ kind: "quote", blocks: block.blocks.flatMap((one) => forMrkdwn(asLines(one))) }];
    case "list":
      return forMrkdwn({ kind: "paragraph", inlines: listLines(block, "") });
    case "table":
      return tableLines(block).flatMap(forMrkdwn);
  }
}

const asLines = (block: Block): Block =>
  block.kind === "code" ? { kind: "paragraph", inlines: codeLines(block.text) } : block;

/** A list as lines of text: `• item` or `1. item`, nested ones indented. */
function listLines(list: List, indent: string): Inline[] {
  const lines = list.items.map((item, index) => {
    const marker = list.ordered ? `${list.start + index}. ` : "\u2022 ";
    const hanging = indent + " ".repeat(marker.length);
    const parts = drawTask(item).map((block, position): Inline[] => {
      if (block.kind === "list") return listLines(block, `${indent}    `);
      const inlines = block.kind === "code" ? codeLines(block.text) : "inlines" in block ? block.inlines : [];
      const prefix = position === 0 ? indent + marker : hanging;
      return [run(prefix), ...indented(inlines, hanging)];
    });
    return joinInlines(parts, lineBreak);
  });
  return joinInlines(lines, lineBreak);
}

function indented(inlines: readonly Inline[], indent: string): Inline[] {
  return inlines.flatMap((one): Inline[] => {
    if (one.kind === "break") return [lineBreak, run(indent)];
    if (one.kind !== "run" || !one.text.includes("\n")) return [one];
    return [run(one.text.replaceAll("\n", `\n${indent}`), one.marks, one.href)];
  });
}

function forPlain(block: Block): Block[] {
  if (block.kind === "paragraph") return [{ kind: "paragraph", inlines: [run(plainText(block.inlines))] }];
  if (block.kind === "code") return [{ kind: "paragraph", inlines: codeLines(block.text) }];
  if (block.kind !== "quote") return [];
  const texts = block.blocks.flatMap((one) => (one.kind === "paragraph" ? [plainText(one.inlines)] : []));
  return texts.map((text): Block => ({ kind: "paragraph", inlines: [run(text.replace(/^/gm, "> "))] }));
}

function plainText(inlines: readonly Inline[]): string {
  const runs = mergeRuns(withoutMarks(inlines));
  return runs
    .map((one, _index) => (one.kind === "run" && one.href !== null ? linkText(one) : inlineText([one])))
    .join("");
}

/** The label, and the address behind it unless the label says it already. */
function linkText({ text, href }: Run): string {
  return href === null || saysAddress(text, href) ? text : `${text} (${href})`;
}
