// HTML, read and written. What is written is made from the tree alone: no element, attribute or address of the
// source gets through but those listed here.
import type { Element, Nodes, Root } from "hast";
import { fromHtml } from "hast-util-from-html";
import { toHtml } from "hast-util-to-html";
import { toMdast } from "hast-util-to-mdast";
import { toHast } from "mdast-util-to-hast";
import { MOST_TAG_DEPTH, MOST_TAGS } from "./limits.ts";
import { blocksFromMdast, type RawHtml } from "./read-mdast.ts";
import { type Block, paragraphOf, run } from "./tree.ts";
import { mdastFromBlocks } from "./write-mdast.ts";

const TAG = /<(\/?)([a-z][a-z0-9]*)\b[^<>]*>/gi;
const UNSEEN = /^(?:script|style|template|head|title|noscript|iframe|object|embed|svg|math|link|meta|base)$/;
/** Elements that close by themselves, or never contain anything. */
const SELF_CLOSING =
  /^(?:p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;

/** No HTML inside HTML: the parser has already taken it apart. */
const noRawHtml: RawHtml = {
  blocks: (html) => [paragraphOf(html)],
  inlines: (html, on, href) => [run(html, on, href)],
};

/** The blocks of a fragment of HTML, never failing; what is nested without end is read for its text only. */
export function readHtml(html: string): Block[] {
  if (isTooNested(html)) return [paragraphOf(textOfTags(html))];
  const tree = fromHtml(html, { fragment: true });
  dropUnseen(tree);
  const mdast = toMdast(tree, { nodeHandlers: { comment: () => undefined } });
  const children = mdast.type === "root" ? mdast.children : [];
  return blocksFromMdast(children, new Map(), noRawHtml);
}

function isTooNested(html: string): boolean {
  let depth = 0;
  let tags = 0;
  for (const [, slash, name = ""] of html.matchAll(TAG)) {
    tags += 1;
    if (SELF_CLOSING.test(name)) continue;
    depth = slash === "/" ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MOST_TAG_DEPTH || tags > MOST_TAGS) return true;
  }
  return false;
}

function textOfTags(html: string): string {
  const [entities] = [/&(?:lt|gt|amp|quot|nbsp|#39);/g];
  const names: Readonly<Record<string, string>> = {
    "&lt;": "<",
    "&gt;": ">",
    "&amp;": "&",
    "&quot;": '"',
    "&nbsp;": " ",
    "&#39;": "'",
  };
  return html.replace(TAG, " ").replace(entities, (entity) => names[entity] ?? entity);
}

function dropUnseen(parent: Root | Element): void {
  const isUnseen = (node: Nodes): boolean => node.type === "element" && UNSEEN.test(node.tagName);
  parent.children = parent.children.filter((child) => !isUnseen(child)) as typeof parent.children;
  for (const child of parent.children) if (child.type === "element") dropUnseen(child);
}

/** HTML of blocks in normal form; the empty text for no blocks. */
export function writeHtml(blocks: readonly Block[]): string {
  const hast = toHast(mdastFromBlocks(blocks, "drawn"));
  return toHtml(hast, { characterReferences: { useNamedReferences: true } });
}
