// From the tree of all formats to the Markdown syntax tree (mdast), from which Markdown and HTML are written.
import type {
  BlockContent,
  List as MdastList,
  ListItem as MdastListItem,
  PhrasingContent,
  Root,
  TableRow,
} from "mdast";
import { type Nested, nestLinks } from "./nest-marks.ts";
import { keepSpaces } from "./normal-inlines.ts";
import { type Block, type Inline, type List, type ListItem, run } from "./tree.ts";

/** How a target shows a task: by its own syntax, or as a box drawn before the text. */
export type TaskStyle = "native" | "drawn";

/** The syntax tree of blocks in normal form. */
export function mdastFromBlocks(blocks: readonly Block[], tasks: TaskStyle): Root {
  return { type: "root", children: blocks.map((block) => writeBlock(block, tasks)) };
}

function writeBlock(block: Block, tasks: TaskStyle): BlockContent {
  switch (block.kind) {
    case "paragraph":
      return { type: "paragraph", children: writeInlines(block.inlines) };
    case "heading":
      return { type: "heading", depth: headingDepth(block.depth), children: writeInlines(block.inlines) };
    case "code":
      return { type: "code", lang: block.language, value: block.text };
    case "rule":
      return { type: "thematicBreak" };
    case "quote":
      return { type: "blockquote", children: block.blocks.map((one) => writeBlock(one, tasks)) };
    case "list":
      return writeList(block, tasks);
    case "table": {
      const children = block.rows.map(
        (row): TableRow => ({
          type: "tableRow",
          children: row.map((cell) => ({ type: "tableCell", children: writeInlines(cell) })),
        }),
      );
      return { type: "table", children };
    }
  }
}

function headingDepth(depth: number): 1 | 2 | 3 | 4 | 5 | 6 {
  const depths = [1, 2, 3, 4, 5, 6] as const;
  return depths[depth - 1] ?? 6;
}

function writeList(list: List, tasks: TaskStyle): MdastList {
  const children = list.items.map(
    (item): MdastListItem => ({
      type: "listItem",
      spread: item.blocks.filter((block) => block.kind === "paragraph").length > 1,
      checked: tasks === "native" ? item.checked : null,
      children: (tasks === "native" ? item.blocks : drawTask(item)).map((one) => writeBlock(one, tasks)),
    }),
  );
  return {
    type: "list",
    ordered: list.ordered,
    start: list.ordered ? list.start : null,
    spread: false,
    children,
  };
}

/** The blocks of an item, with a box before the text when it is a task. */
export function drawTask(item: ListItem): readonly Block[] {
  const [first, ...rest] = item.blocks;
  if (item.checked === null || first?.kind !== "paragraph") return item.blocks;
  const box = run(item.checked ? "\u2611 " : "\u2610 ");
  return [{ kind: "paragraph", inlines: [box, ...first.inlines] }, ...rest];
}

const writeInlines = (inlines: readonly Inline[]): PhrasingContent[] =>
  nestLinks(keepSpaces(inlines)).map(writeNested);

function writeNested(one: Nested): PhrasingContent {
  switch (one.kind) {
    case "break":
      return { type: "break" };
    case "picture":
      return { type: "image", url: one.url, alt: one.alt };
    case "run":
      return one.marks.includes("code")
        ? { type: "inlineCode", value: one.text }
        : { type: "text", value: one.text };
    case "linked":
      return { type: "link", url: one.href, children: one.children.map(writeNested) };
    case "marked": {
      const children = one.children.map(writeNested);
      if (one.mark === "strong") return { type: "strong", children };
      return one.mark === "emphasis" ? { type: "emphasis", children } : { type: "delete", children };
    }
  }
}
