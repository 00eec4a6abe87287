// Markdown as GitHub writes it (tables, tasks, strikethrough), read and written.
import type { Definition, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown, gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import { gfm } from "micromark-extension-gfm";
import { readHtml } from "./html.ts";
import { MOST_CONTAINERS, MOST_MARKERS } from "./limits.ts";
import { blocksFromMdast, type RawHtml } from "./read-mdast.ts";
import { type Block, lineBreak, run } from "./tree.ts";
import { mdastFromBlocks } from "./write-mdast.ts";

/** Addresses are found by our own rule, the same in all formats; footnotes are text. */
const notOurs = {
  disable: {
    null: [
      "wwwAutolink",
      "protocolAutolink",
      "emailAutolink",
      "gfmFootnoteDefinition",
      "gfmFootnoteCall",
      "gfmPotentialFootnoteCall",
    ],
  },
};

const KNOWN_TAG =
  /^<\/?(?:a|abbr|b|big|br|center|cite|code|del|details|div|dd|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul|var|script|style|iframe|object|input|button|form)\b[\s\S]*>$/i;

const rawHtml: RawHtml = {
  blocks: readHtml,
  inlines: (html, on, href) => {
    if (/^<br\b/i.test(html)) return [lineBreak];
    return html.startsWith("<!--") || KNOWN_TAG.test(html) ? [] : [run(html, on, href)];
  },
};

/** The blocks of a Markdown text; any text is Markdown, so this never fails. */
export function readMarkdown(text: string): Block[] {
  const root = fromMarkdown(tamed(text), {
    extensions: [gfm(), notOurs],
    mdastExtensions: gfmFromMarkdown().filter((extension) => !("transforms" in extension)),
  });
  return blocksFromMdast(root.children, definitionsOf(root), rawHtml);
}

function definitionsOf(root: Root): Map<string, string> {
  const definitions = root.children.filter((node): node is Definition => node.type === "definition");
  return new Map(definitions.reverse().map(({ identifier, url }) => [identifier, url]));
}

/** The same text with its markers escaped where there are so many that matching them would take too long. */
function tamed(text: string): string {
  const container = new RegExp(
    `^((?:[ \\t]*(?:>|[-+*]|\\d{1,9}[.)])[ \\t]?){${MOST_CONTAINERS}}[ \\t]*)(?=\\S)`,
  );
  return text
    .split(/(\n[ \t]*\n)/)
    .map((part) => {
      const lines = part.split("\n").map((line) => line.replace(container, "$1\\"));
      const chunk = lines.join("\n");
      const count = chunk.match(/[[\]*_`<~&]/g)?.length ?? 0;
      if (count <= MOST_MARKERS) return chunk;
      return chunk.replace(/\\[!-/:-@[-`{-~]|[[\]*_`<~]/g, (one) => (one.length > 1 ? one : `\\${one}`));
    })
    .join("");
}

/** Markdown of blocks in normal form; the empty text for no blocks. */
export function writeMarkdown(blocks: readonly Block[]): string {
  const extensions = gfmToMarkdown().extensions ?? [];
  return toMarkdown(mdastFromBlocks(blocks, "native"), {
    bullet: "-",
    emphasis: "_",
    strong: "*",
    fence: "`",
    fences: true,
    rule: "-",
    listItemIndent: "one",
    extensions: extensions.slice(2),
  }).trimEnd();
}
