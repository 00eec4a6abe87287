// Atlassian's document format, read. https://developer.atlassian.com/cloud/jira/platform/apis/document/structure
import type { Value } from "../../contract/records.ts";
import { type AdfNode, adfNode, adfText, isTooLarge, textAttribute } from "./adf-nodes.ts";
import { MOST_NODE_DEPTH, MOST_NODES } from "./limits.ts";
import { type Block, type Inline, type ListItem, lineBreak, type Mark, paragraphOf, run } from "./tree.ts";

const markOf: Readonly<Record<string, Mark>> = {
  strong: "strong",
  em: "emphasis",
  strike: "strike",
  code: "code",
};
const INLINE =
  /^(?:text|hardBreak|mention|emoji|inlineCard|date|status|placeholder|inlineExtension|mediaInline)$/;

/** The blocks of a document; of what is no document or too large, the text. */
export function readAdf(value: Value): Block[] {
  if (isTooLarge(value, MOST_NODE_DEPTH, MOST_NODES)) return [paragraphOf(adfText(value))];
  const node = adfNode(value);
  if (node === null) return [];
  return node.type === "doc" || node.type === ""
    ? readChildren(node)
    : readChildren({ ...node, content: [value] });
}

/** Blocks of a node's children; inline nodes between blocks become paragraphs. */
function readChildren(parent: AdfNode): Block[] {
  const blocks: Block[] = [];
  let loose: Inline[] = [];
  const flush = () => {
    if (loose.length > 0) blocks.push({ kind: "paragraph", inlines: loose });
    loose = [];
  };
  for (const value of parent.content) {
    const node = adfNode(value);
    if (node === null) continue;
    if (INLINE.test(node.type)) {
      for (const one of readInline(node)) loose.push(one);
      continue;
    }
    flush();
    for (const one of readBlock(node)) blocks.push(one);
  }
  flush();
  return blocks;
}

const inlinesOf = (node: AdfNode): Inline[] =>
  node.content.flatMap((value) => {
    const child = adfNode(value);
    return child === null ? [] : readInline(child);
  });

function readBlock(node: AdfNode): Block[] {
  switch (node.type) {
    case "paragraph":
    case "caption":
      return readChildren(node);
    case "heading": {
      const depth = Number(node.attrs.level);
      return [{ kind: "heading", depth: Number.isFinite(depth) ? depth : 1, inlines: inlinesOf(node) }];
    }
    case "codeBlock":
      return [{ kind: "code", language: textAttribute(node, "language") || null, text: codeText(node) }];
    case "rule":
      return [{ kind: "rule" }];
    case "blockquote":
      return [{ kind: "quote", blocks: readChildren(node) }];
    case "bulletList":
    case "decisionList":
      return [{ kind: "list", ordered: false, start: 1, items: readItems(node) }];
    case "orderedList":
      return [{ kind: "list", ordered: true, start: Number(node.attrs.order ?? 1), items: readItems(node) }];
    case "taskList":
      return [{ kind: "list", ordered: false, start: 1, items: readTasks(node) }];
    case "table":
      return [{ kind: "table", rows: node.content.map(readRow) }];
    default:
      return readOther(node);
  }
}

const codeText = (node: AdfNode): string =>
  node.content.map((value) => adfNode(value)?.text || adfText(value)).join("");

function readItems(list: AdfNode): ListItem[] {
  return list.content.flatMap((value): ListItem[] => {
    const item = adfNode(value);
    if (item === null) return [];
    const isItem = item.type === "listItem" || item.type === "decisionItem";
    return [{ checked: null, blocks: isItem ? readChildren(item) : readBlock(item) }];
  });
}

/** A nested task list stands beside its item, not in it. */
function readTasks(list: AdfNode): ListItem[] {
  const items: { checked: boolean | null; blocks: Block[] }[] = [];
  for (const value of list.content) {
    const node = adfNode(value);
    if (node === null) continue;
    if (node.type === "taskItem" || node.type === "blockTaskItem") {
      items.push({ checked: node.attrs.state === "DONE", blocks: readChildren(node) });
      continue;
    }
    const last = items.at(-1);
    if (last === undefined) items.push({ checked: null, blocks: readBlock(node) });
    else last.blocks = last.blocks.concat(readBlock(node));
  }
  return items;
}

function readRow(value: Value): Inline[][] {
  const row = adfNode(value);
  return (row?.content ?? []).map((cell) => {
    const node = adfNode(cell);
    return node === null ? [] : flatInlines(readChildren(node));
  });
}

/** Blocks as inlines, for a cell that holds more than one paragraph. */
function flatInlines(blocks: readonly Block[]): Inline[] {
  return blocks.flatMap((block): Inline[] => {
    if (block.kind === "rule") return [];
    if (block.kind === "code") return [run(block.text), lineBreak];
    if (block.kind === "quote") return flatInlines(block.blocks);
    if (block.kind === "list") return block.items.flatMap((item) => flatInlines(item.blocks));
    if (block.kind === "table") return block.rows.flat().flatMap((cell) => [...cell, lineBreak]);
    return [...block.inlines, lineBreak];
  });
}

/** Panels, expands, layouts, media, extensions and what is yet to be invented: their text, in place. */
function readOther(node: AdfNode): Block[] {
  if (/^(?:blockCard|embedCard|media)$/.test(node.type))
    return [{ kind: "paragraph", inlines: readInline(node) }];
  const title = node.type === "expand" || node.type === "nestedExpand" ? textAttribute(node, "title") : "";
  const heading: Block[] = title === "" ? [] : [{ kind: "paragraph", inlines: [run(title, ["strong"])] }];
  const children = readChildren(node);
  const own = node.text || (node.content.length === 0 ? textAttribute(node, "text") : "");
  return own === "" ? [...heading, ...children] : [...heading, paragraphOf(own), ...children];
}

function readInline(node: AdfNode): Inline[] {
  switch (node.type) {
    case "text":
      return [markedText(node)];
    case "hardBreak":
      return [lineBreak];
    case "mention":
      return [run(mentionText(node))];
    case "emoji":
      return [run(textAttribute(node, "text") || textAttribute(node, "shortName"))];
    case "inlineCard":
    case "blockCard":
    case "embedCard":
      return [run(textAttribute(node, "url"), [], textAttribute(node, "url"))];
    case "media":
    case "mediaInline":
      return media(node);
    case "date":
      return [run(dateText(textAttribute(node, "timestamp")))];
    default:
      return [run(node.text || textAttribute(node, "text")), ...inlinesOf(node)];
  }
}

function markedText(node: AdfNode): Inline {
  const found = node.marks.flatMap((value) => adfNode(value) ?? []);
  const link = found.find((mark) => mark.type === "link");
  const on = found.flatMap((mark) => markOf[mark.type] ?? []);
  return run(node.text, on, link === undefined ? null : textAttribute(link, "href"));
}

function mentionText(node: AdfNode): string {
  const text = textAttribute(node, "text") || textAttribute(node, "id");
  return text === "" || text.startsWith("@") ? text : `@${text}`;
}

function media(node: AdfNode): Inline[] {
  const alt = textAttribute(node, "alt");
  const url = textAttribute(node, "url");
  return url === "" ? [run(alt)] : [{ kind: "picture", url, alt }];
}

/** Atlassian's date is a number of milliseconds, at midnight UTC. */
function dateText(timestamp: string): string {
  const date = new Date(Number(timestamp));
  return timestamp === "" || Number.isNaN(date.getTime()) ? timestamp : date.toISOString().slice(0, 10);
}
