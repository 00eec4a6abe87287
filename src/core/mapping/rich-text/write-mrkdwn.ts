// Slack's mrkdwn, written. Of the text only `&`, `<` and `>` can be escaped; what else would be a marker gets an
// invisible word joiner before it. https://docs.slack.dev/messaging/formatting-message-text
import { characterAt, characterBefore, flanks } from "./marker-text.ts";
import { type Nested, nestMarks } from "./nest-marks.ts";
import { WORD_JOINER, ZERO_WIDTH_SPACE } from "./read-mrkdwn.ts";
import type { Block, Inline, Mark, Run } from "./tree.ts";

const markers: Readonly<Partial<Record<Mark, string>>> = { strong: "*", emphasis: "_", strike: "~" };

const encode = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** mrkdwn of blocks in normal form: paragraphs, code, and quotes of paragraphs. */
export function writeMrkdwn(blocks: readonly Block[]): string {
  return blocks.map(writeBlock).join("\n\n");
}

function writeBlock(block: Block): string {
  if (block.kind === "paragraph") return linesOf(block.inlines).map(writeLine).join("\n");
  if (block.kind === "code") return `\`\`\`\n${encode(block.text)}\n\`\`\``;
  if (block.kind !== "quote") return "";
  return writeMrkdwn(block.blocks).replace(/^/gm, "> ").replace(/^> $/gm, ">");
}

function linesOf(inlines: readonly Inline[]): Inline[][] {
  const lines: Inline[][] = [[]];
  for (const one of inlines) {
    if (one.kind === "break") lines.push([]);
    else lines.at(-1)?.push(one);
  }
  return lines;
}

function writeLine(line: readonly Inline[]): string {
  const text = writeNested(nestMarks(line), "", "");
  return text.startsWith("&gt;") ? WORD_JOINER + text : text;
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
  if (node.kind !== "marked") return "";
  const marker = markers[node.mark] ?? "";
  const inner = writeNested(node.children, marker, marker);
  const opening = flanks(left, "x").canOpen ? "" : ZERO_WIDTH_SPACE;
  const closing = flanks("x", right).canClose ? "" : ZERO_WIDTH_SPACE;
  return `${opening}${marker}${inner}${marker}${closing}`;
}

function firstCharacter(node: Nested): string {
  if (node.kind === "marked") return markers[node.mark] ?? "";
  if (node.kind !== "run") return "";
  if (node.href !== null) return "<";
  return node.marks.includes("code") ? "`" : characterAt(node.text, 0);
}

function writeRun(one: Run, left: string, right: string): string {
  if (one.href !== null) {
    const label = encode(one.text.replace(/`/g, `${WORD_JOINER}\``));
    return one.text === one.href && one.href.startsWith("http")
      ? `<${encode(one.href)}>`
      : `<${encode(one.href)}|${label}>`;
  }
  if (one.marks.includes("code")) return `\`${encode(one.text)}\``;
  return encode(escapeMarkers(one.text, left, right));
}

function escapeMarkers(text: string, left: string, right: string): string {
  return text.replace(/[*_~`]/g, (marker, index: number) => {
    if (marker === "`") return WORD_JOINER + marker;
    const before = index === 0 ? left : characterBefore(text, index);
    const after = index === text.length - 1 ? right : characterAt(text, index + 1);
    const { canOpen, canClose } = flanks(before, after);
    return canOpen || canClose ? WORD_JOINER + marker : marker;
  });
}
