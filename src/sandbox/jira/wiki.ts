// Wiki markup, which version 2 of the API speaks: to a document and back. Lossy in both directions, as the vendor's is.
import { arrayAt, isJsonObject, type Json, type JsonObject, objectAt, textAt } from "../json.ts";

const WRAPS: Readonly<Record<string, string>> = {
  strong: "*",
  em: "_",
  strike: "-",
  underline: "+",
};

/** Reads paragraphs, headings, flat lists and code blocks; of marks bold, italic and links. */
export function documentOf(wiki: string): JsonObject {
  const content: JsonObject[] = [];
  const blocks = wiki
    .replaceAll("\r\n", "\n")
    .split(/(\{code(?::\w+)?\}[\s\S]*?\{code\}|\{noformat\}[\s\S]*?\{noformat\})/);
  for (const [index, block] of blocks.entries()) {
    if (index % 2 === 1) content.push(codeBlock(block));
    else for (const part of block.split(/\n{2,}/)) content.push(...blocksOf(part));
  }
  return { type: "doc", version: 1, content };
}

function codeBlock(block: string): JsonObject {
  const language = /^\{code:(\w+)\}/.exec(block)?.[1];
  const text = block.replace(/^\{[^}]*\}\n?/, "").replace(/\n?\{[^}]*\}$/, "");
  return {
    type: "codeBlock",
    ...(language === undefined ? {} : { attrs: { language } }),
    content: text === "" ? [] : [{ type: "text", text }],
  };
}

function blocksOf(part: string): JsonObject[] {
  const lines = part.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return [];
  const heading = /^h([1-6])\.\s+(.*)$/.exec(lines[0] ?? "");
  if (heading !== null && lines.length === 1)
    return [{ type: "heading", attrs: { level: Number(heading[1]) }, content: inlineOf(heading[2] ?? "") }];
  for (const [mark, type] of [
    ["*", "bulletList"],
    ["#", "orderedList"],
  ] as const) {
    if (!lines.every((line) => line.startsWith(`${mark} `))) continue;
    const items = lines.map((line) => ({ type: "listItem", content: [paragraph([line.slice(2)])] }));
    return [{ type, content: items }];
  }
  return [paragraph(lines)];
}

function paragraph(lines: readonly string[]): JsonObject {
  const content = lines.flatMap((line, index) => [
    ...(index === 0 ? [] : [{ type: "hardBreak" }]),
    ...inlineOf(line),
  ]);
  return { type: "paragraph", content };
}

function inlineOf(line: string): JsonObject[] {
  const parts = line.split(/(\*[^*\s][^*]*\*|_[^_\s][^_]*_|\[[^|\]]+\|[^\]]+\])/);
  return parts.flatMap((part, index) => {
    if (part === "") return [];
    if (index % 2 === 0) return [{ type: "text", text: part }];
    const link = /^\[([^|\]]+)\|([^\]]+)\]$/.exec(part);
    if (link !== null)
      return [
        { type: "text", text: link[1] ?? "", marks: [{ type: "link", attrs: { href: link[2] ?? "" } }] },
      ];
    const type = part.startsWith("*") ? "strong" : "em";
    return [{ type: "text", text: part.slice(1, -1), marks: [{ type }] }];
  });
}

export function wikiOf(document: Json): string {
  return (arrayAt(document, "content") ?? []).map(wikiBlock).join("\n\n");
}

function wikiBlock(node: Json): string {
  const type = textAt(node, "type");
  const attrs = objectAt(node, "attrs") ?? {};
  const children = arrayAt(node, "content") ?? [];
  if (type === "heading") return `h${String(attrs.level)}. ${children.map(wikiInline).join("")}`;
  if (type === "codeBlock") {
    const language = textAt(attrs, "language");
    return `{code${language === null ? "" : `:${language}`}}\n${children.map(wikiInline).join("")}\n{code}`;
  }
  if (type === "bulletList" || type === "orderedList") {
    const mark = type === "bulletList" ? "*" : "#";
    return children.map((item) => `${mark} ${wikiOf(item).replaceAll("\n\n", "\n")}`).join("\n");
  }
  if (type === "rule") return "----";
  if (type === "paragraph") return children.map(wikiInline).join("");
  return wikiOf(node);
}

function wikiInline(node: Json): string {
  const type = textAt(node, "type");
  if (type === "hardBreak") return "\n";
  const attrs = objectAt(node, "attrs") ?? {};
  if (type === "mention") return `[~accountid:${textAt(attrs, "id") ?? ""}]`;
  if (type === "inlineCard") return textAt(attrs, "url") ?? "";
  let text = textAt(node, "text") ?? textAt(attrs, "text") ?? "";
  for (const mark of (arrayAt(node, "marks") ?? []).filter(isJsonObject)) {
    const wrap = WRAPS[textAt(mark, "type") ?? ""];
    const href = textAt(objectAt(mark, "attrs") ?? {}, "href");
    if (wrap !== undefined) text = `${wrap}${text}${wrap}`;
    else if (mark.type === "code") text = `{{${text}}}`;
    else if (href !== null) text = `[${text}|${href}]`;
  }
  return text;
}
