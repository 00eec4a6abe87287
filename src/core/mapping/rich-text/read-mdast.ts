// From the Markdown syntax tree (mdast), which the HTML and the Markdown readers share, to the tree of all formats.
import type { Nodes, PhrasingContent, RootContent } from "mdast";
import { collapseSpaces } from "./normal-inlines.ts";
import { type Block, type Inline, type ListItem, lineBreak, type Mark, paragraphOf, run } from "./tree.ts";

/** Where a reference such as `[text][id]` points. */
export type Definitions = ReadonlyMap<string, string>;
/** What HTML inside Markdown means. */
export interface RawHtml {
  readonly blocks: (html: string) => Block[];
  readonly inlines: (html: string, on: readonly Mark[], href: string | null) => Inline[];
}

interface Reading {
  readonly definitions: Definitions;
  readonly html: RawHtml;
}

/** The blocks of a syntax tree, in its order; not yet in normal form. */
export function blocksFromMdast(
  nodes: readonly RootContent[],
  definitions: Definitions,
  html: RawHtml,
): Block[] {
  return readBlocks(nodes, { definitions, html });
}

const isPhrasing = (node: Nodes): node is PhrasingContent =>
  /^(?:break|delete|emphasis|footnoteReference|image|imageReference|inlineCode|link|linkReference|strong|text)$/.test(
    node.type,
  );

function readBlocks(nodes: readonly RootContent[], reading: Reading): Block[] {
  const blocks: Block[] = [];
  let loose: PhrasingContent[] = [];
  const flush = () => {
    if (loose.length > 0) blocks.push(paragraph(loose, reading));
    loose = [];
  };
  for (const node of nodes) {
    if (isPhrasing(node)) {
      loose.push(node);
      continue;
    }
    flush();
    for (const one of readBlock(node, reading)) blocks.push(one);
  }
  flush();
  return blocks;
}

const paragraph = (children: readonly PhrasingContent[], reading: Reading): Block => ({
  kind: "paragraph",
  inlines: collapseSpaces(readInlines(children, [], null, reading)),
});

function readBlock(node: RootContent, reading: Reading): Block[] {
  switch (node.type) {
    case "paragraph":
      return [paragraph(node.children, reading)];
    case "heading":
      return [
        {
          kind: "heading",
          depth: node.depth,
          inlines: collapseSpaces(readInlines(node.children, [], null, reading)),
        },
      ];
    case "thematicBreak":
      return [{ kind: "rule" }];
    case "blockquote":
      return [{ kind: "quote", blocks: readBlocks(node.children, reading) }];
    case "code":
      return [{ kind: "code", language: node.lang ?? null, text: node.value }];
    case "html":
      return reading.html.blocks(node.value);
    case "list": {
      const items = node.children.map(
        (item): ListItem => ({ checked: item.checked ?? null, blocks: readBlocks(item.children, reading) }),
      );
      return [{ kind: "list", ordered: node.ordered === true, start: node.start ?? 1, items }];
    }
    case "table": {
      const rows = node.children.map((row) =>
        row.children.map((cell) => collapseSpaces(readInlines(cell.children, [], null, reading))),
      );
      return [{ kind: "table", rows }];
    }
    default:
      return readUnknown(node, reading);
  }
}

function readUnknown(node: RootContent, reading: Reading): Block[] {
  if (node.type === "definition") return [];
  if ("children" in node) return readBlocks(node.children, reading);
  return "value" in node ? [paragraphOf(node.value)] : [];
}

function readInlines(
  nodes: readonly PhrasingContent[],
  on: readonly Mark[],
  href: string | null,
  reading: Reading,
): Inline[] {
  return nodes.flatMap((node) => readInline(node, on, href, reading));
}

function readInline(
  node: PhrasingContent,
  on: readonly Mark[],
  href: string | null,
  reading: Reading,
): Inline[] {
  switch (node.type) {
    case "text":
      return [run(node.value, on, href)];
    case "break":
      return [lineBreak];
    case "strong":
      return readInlines(node.children, [...on, "strong"], href, reading);
    case "emphasis":
      return readInlines(node.children, [...on, "emphasis"], href, reading);
    case "delete":
      return readInlines(node.children, [...on, "strike"], href, reading);
    case "inlineCode":
      return [run(node.value, ["code"], href)];
    case "link":
      return readInlines(node.children, on, href ?? node.url, reading);
    case "linkReference":
      return readInlines(
        node.children,
        on,
        href ?? reading.definitions.get(node.identifier) ?? null,
        reading,
      );
    case "image":
      return picture(node.url, node.alt ?? "", href, on);
    case "imageReference":
      return picture(reading.definitions.get(node.identifier) ?? "", node.alt ?? "", href, on);
    case "html":
      return reading.html.inlines(node.value, on, href);
    default:
      return [];
  }
}

/** A picture inside a link is its description, linked. */
function picture(url: string, alt: string, href: string | null, on: readonly Mark[]): Inline[] {
  return href === null ? [{ kind: "picture", url, alt }] : [run(alt, on, href)];
}
