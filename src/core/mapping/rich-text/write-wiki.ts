// Jira's wiki text, written. https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
import { characterAt, characterBefore, flanks } from "./marker-text.ts";
import { type Nested, nestMarks } from "./nest-marks.ts";
import { keepSpaces } from "./normal-inlines.ts";
import { WIKI_MARKERS } from "./read-wiki-inlines.ts";
import type { Block, Inline, List, Mark, Run } from "./tree.ts";
import { drawTask } from "./write-mdast.ts";

const markers: Readonly<Partial<Record<Mark, string>>> = { strong: "*", emphasis: "_", strike: "-" };
const EMOTICON = /^(?:[:;]-?[)(DPp]|\((?:y|n|i|\/|x|!|\+|-|\?|on|off|\*[rgby]?|flag|flagoff)\))/;
const ENTITY_START = /&(?=#\d+;|[a-z]+;)/gi;
const LINE_START = /^(?:h[1-6]|bq)\.|^[#|]|^[*-]+(?=\s)/;

/** Wiki text of blocks in normal form whose list items are a paragraph and lists. */
export function writeWiki(blocks: readonly Block[]): string {
  return blocks.map(writeBlock).join("\n\n");
}

function writeBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return writeLines(block.inlines, "\n");
    case "heading":
      return `h${block.depth}. ${writeLines(block.inlines, " ")}`;
    case "code": {
      const name = /\{code[:}]/.test(block.text) ? "noformat" : "code";
      const language = name === "code" && block.language !== null ? `:${block.language}` : "";
      return `{${name}${language}}\n${block.text}\n{${name}}`;
    }
    case "rule":
      return "----";
    case "quote":
      return `{quote}\n${writeWiki(block.blocks)}\n{quote}`;
    case "list":
      return writeList(block, "");
    case "table":
      return block.rows.map(writeRow).join("\n");
  }
}

function writeList(list: List, outer: string): string {
  const prefix = outer + (list.ordered ? "#" : "*");
  return list.items
    .flatMap((item) => drawTask(item))
    .map((block) => {
      if (block.kind === "list") return writeList(block, prefix);
      return block.kind === "paragraph" ? `${prefix} ${writeLines(block.inlines, "\\\\")}` : "";
    })
    .join("\n");
}

function writeRow(row: readonly (readonly Inline[])[], index: number): string {
  const bar = index === 0 ? "||" : "|";
  return `${bar}${row.map((cell) => writeLines(cell, " ") || " ").join(bar)}${bar}`;
}

function writeLines(inlines: readonly Inline[], separator: string): string {
  const lines: Inline[][] = [[]];
  for (const one of keepSpaces(inlines)) {
    if (one.kind === "break") lines.push([]);
    else lines.at(-1)?.push(one);
  }
  return lines.map((line) => escapeStart(writeNested(nestMarks(line), "", ""))).join(separator);
}

/** What begins a list, a heading, a quote or a row at the beginning of a line. */
function escapeStart(line: string): string {
  return line.replace(LINE_START, (start) =>
    /^[hb]/.test(start) ? `${start.slice(0, -1)}&#46;` : `&#${start.charCodeAt(0)};${start.slice(1)}`,
  );
}

/** `before` and `after`: the visible characters on both sides, or empty at the edge. */
function writeNested(nodes: readonly Nested[], before: string, after: string): string {
  let written = "";
  nodes.forEach((node, index) => {
    const left = written === "" ? before : characterBefore(written, written.length);
    const following = nodes[index + 1];
    written += writeOne(node, left, following === undefined ? after : firstCharacter(following));
  });
  return written;
}

function writeOne(node: Nested, left: string, right: string): string {
  if (node.kind === "run") return writeRun(node, left, right);
  if (node.kind === "picture") return node.alt === "" ? `!${node.url}!` : `!${node.url}|alt=${node.alt}!`;
  if (node.kind !== "marked") return "";
  const marker = markers[node.mark] ?? "";
  const inner = writeNested(node.children, marker, marker);
  const isBare =
    flanks(left, "x").canOpen && flanks("x", right).canClose && /^[\p{L}\p{N}].*[\p{L}\p{N}]$/su.test(inner);
  return isBare ? `${marker}${inner}${marker}` : `{${marker}}${inner}{${marker}}`;
}

function firstCharacter(node: Nested): string {
  if (node.kind === "marked") return "{";
  if (node.kind === "picture") return "!";
  if (node.kind !== "run") return "";
  if (node.href !== null) return "[";
  return node.marks.includes("code") ? "{" : characterAt(node.text, 0);
}

function writeRun(one: Run, left: string, right: string): string {
  if (one.href !== null) {
    const href = one.href.replace(ENTITY_START, "&amp;");
    const isBare = one.text === one.href && href.startsWith("http");
    return isBare ? `[${href}]` : `[${escapeText(one.text, "", "", true)}|${href}]`;
  }
  if (one.marks.includes("code")) return `{{${escapeText(one.text, "", "", true)}}}`;
  return escapeText(one.text, left, right, false);
}

/** `everything`: also markers that could not be one where they stand, as the text is read on its own. */
function escapeText(text: string, left: string, right: string, everything: boolean): string {
  return text.replace(/[\\{}[\]|!&?():;*_\-+^~]/g, (character, index: number) => {
    if (character === "\\") return "&#92;";
    if (character === "|") return "&#124;";
    if (character === "&") return text.slice(index, index + 12).search(ENTITY_START) === 0 ? "&amp;" : "&";
    if ("{}[]".includes(character)) return `\\${character}`;
    const before = index === 0 ? left : characterBefore(text, index);
    const after = index === text.length - 1 ? right : characterAt(text, index + 1);
    if (character === "!") return /\s|^$/.test(after) && !everything ? "!" : "\\!";
    if (character === "?") return before === "?" || after === "?" ? "\\?" : "?";
    if ("():;".includes(character))
      return EMOTICON.test(text.slice(index, index + 9)) ? `\\${character}` : character;
    if (!WIKI_MARKERS.includes(character)) return character;
    const { canOpen, canClose } = flanks(before, after);
    return everything || canOpen || canClose ? `\\${character}` : character;
  });
}
