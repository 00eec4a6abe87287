// Atlassian's document format, written, within what its schema allows inside what.
// https://developer.atlassian.com/cloud/jira/platform/apis/document/structure
import type { Value } from "../../contract/records.ts";
import type { Block, Inline, List, Run } from "./tree.ts";
import { drawTask } from "./write-mdast.ts";

const markName = { strong: "strong", emphasis: "em", strike: "strike", code: "code" } as const;

/** A document of blocks in normal form, without pictures. */
export function writeAdf(blocks: readonly Block[]): Value {
  const content = blocks.map((block, index) =>
    block.kind === "list" && isTaskList(block) ? writeTasks(block, String(index + 1)) : writeBlock(block),
  );
  return { type: "doc", version: 1, content };
}

function writeBlock(block: Block): Value {
  switch (block.kind) {
    case "paragraph":
      return { type: "paragraph", content: block.inlines.map(writeInline) };
    case "heading":
      return { type: "heading", attrs: { level: block.depth }, content: block.inlines.map(writeInline) };
    case "code": {
      const content = [{ type: "text", text: block.text }];
      return block.language === null
        ? { type: "codeBlock", content }
        : { type: "codeBlock", attrs: { language: block.language }, content };
    }
    case "rule":
      return { type: "rule" };
    case "quote":
      return { type: "blockquote", content: block.blocks.map(writeBlock) };
    case "list": {
      const content = block.items.map((item) => ({
        type: "listItem",
        content: drawTask(item).map(writeBlock),
      }));
      if (!block.ordered) return { type: "bulletList", content };
      return { type: "orderedList", attrs: { order: block.start }, content };
    }
    case "table":
      return { type: "table", content: block.rows.map(writeRow) };
  }
}

function writeRow(row: readonly (readonly Inline[])[], index: number): Value {
  const type = index === 0 ? "tableHeader" : "tableCell";
  const cells = row.map((cell) => ({
    type,
    content: [{ type: "paragraph", content: cell.map(writeInline) }],
  }));
  return { type: "tableRow", content: cells };
}

/** A task holds one line of text; with anything else in it, its list is written as a list with drawn boxes. */
function isTaskList(list: List): boolean {
  return (
    !list.ordered &&
    list.items.every(({ checked, blocks: [first, second, ...rest] }) => {
      if (checked === null || first?.kind !== "paragraph" || rest.length > 0) return false;
      return second === undefined || (second.kind === "list" && isTaskList(second));
    })
  );
}

/** `localId` must be unique in the document, and the same each time: it is the place in it. */
function writeTasks(list: List, path: string): Value {
  const content = list.items.flatMap((item, index): Value[] => {
    const localId = `${path}-${index + 1}`;
    return item.blocks.map((block): Value => {
      if (block.kind === "list") return writeTasks(block, localId);
      const inlines = block.kind === "paragraph" ? block.inlines : [];
      return {
        type: "taskItem",
        attrs: { localId, state: item.checked === true ? "DONE" : "TODO" },
        content: inlines.map(writeInline),
      };
    });
  });
  return { type: "taskList", attrs: { localId: path }, content };
}

function writeInline(one: Inline): Value {
  if (one.kind === "break") return { type: "hardBreak" };
  if (one.kind === "picture") return { type: "text", text: one.alt || one.url };
  const marks = marksOf(one);
  return marks.length === 0 ? { type: "text", text: one.text } : { type: "text", text: one.text, marks };
}

function marksOf({ marks, href }: Run): Value[] {
  const named = marks.map((mark): Value => ({ type: markName[mark] }));
  return href === null ? named : [{ type: "link", attrs: { href } }, ...named];
}
