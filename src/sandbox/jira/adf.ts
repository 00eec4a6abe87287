// Atlassian Document Format: which documents the site takes, and the plain text in them.
// https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
import { arrayAt, isJsonObject, type Json, type JsonObject, objectAt, textAt } from "../json.ts";

const INLINE = ["text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status"];
const IN_CELL = [
  ...["paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "rule", "panel"],
  ...["mediaGroup", "mediaSingle", "nestedExpand", "blockCard"],
];
const IN_ITEM = ["paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle"];

/** Node → the nodes it may hold; none: a leaf. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  doc: [...IN_CELL.filter((name) => name !== "nestedExpand"), "table", "expand"],
  paragraph: INLINE,
  heading: INLINE,
  bulletList: ["listItem"],
  orderedList: ["listItem"],
  listItem: IN_ITEM,
  codeBlock: ["text"],
  blockquote: ["paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle", "mediaGroup"],
  panel: ["paragraph", "heading", "bulletList", "orderedList", "codeBlock", "rule", "blockCard"],
  expand: [...IN_CELL, "table"],
  nestedExpand: IN_CELL,
  table: ["tableRow"],
  tableRow: ["tableHeader", "tableCell"],
  tableHeader: IN_CELL,
  tableCell: IN_CELL,
  mediaSingle: ["media", "caption"],
  mediaGroup: ["media"],
  caption: INLINE,
};

const LEAVES = new Set([...INLINE, "rule", "media", "blockCard"]);
const FULL = new Set(["bulletList", "orderedList", "listItem", "table", "tableRow", "blockquote", "panel"]);
const MARKS = new Set([
  ...["strong", "em", "code", "strike", "underline", "link", "textColor"],
  ...["subsup", "backgroundColor"],
]);
const NEEDED: Readonly<Record<string, string>> = { mention: "id", inlineCard: "url", emoji: "shortName" };

/** What is wrong with a document; null when the site takes it. */
export function faultOfDocument(value: Json): string | null {
  if (!isJsonObject(value) || value.type !== "doc" || value.version !== 1) return "not a document";
  return faultOf(value);
}

function faultOf(node: JsonObject): string | null {
  const type = textAt(node, "type") ?? "";
  if (type === "text") return faultOfText(node);
  if (LEAVES.has(type)) return faultOfLeaf(node, type);
  const allowed = CHILDREN[type];
  if (allowed === undefined) return `unknown node ${type}`;
  const content = node.content === undefined ? [] : arrayAt(node, "content");
  if (content === null) return `${type}.content is no list`;
  if (FULL.has(type) && content.length === 0) return `${type} is empty`;
  const level = objectAt(node, "attrs")?.level;
  if (type === "heading" && !(typeof level === "number" && level >= 1 && level <= 6)) return "heading.level";
  return faultOfChildren(type, allowed, content);
}

function faultOfChildren(type: string, allowed: readonly string[], content: readonly Json[]): string | null {
  for (const child of content) {
    const name = textAt(child, "type") ?? "";
    if (!isJsonObject(child) || !allowed.includes(name)) return `${name} in ${type}`;
    if (type === "codeBlock" && child.marks !== undefined) return "marks in codeBlock";
    const fault = faultOf(child);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOfText(node: JsonObject): string | null {
  if ((textAt(node, "text") ?? "") === "") return "an empty text node";
  for (const mark of arrayAt(node, "marks") ?? []) {
    const type = textAt(mark, "type") ?? "";
    if (!MARKS.has(type)) return `unknown mark ${type}`;
    const href = objectAt(mark, "attrs")?.href;
    if (type === "link" && typeof href !== "string") return "link without href";
  }
  return null;
}

function faultOfLeaf(node: JsonObject, type: string): string | null {
  const needed = NEEDED[type];
  if (needed === undefined) return null;
  return typeof objectAt(node, "attrs")?.[needed] === "string" ? null : `${type} without ${needed}`;
}

/** A document without text is blank: the site stores nothing. */
export function isBlankDocument(value: JsonObject): boolean {
  return (arrayAt(value, "content") ?? []).length === 0;
}

/** The text in a document: what a search goes by. Blocks are parted by line breaks. */
export function plainText(value: Json): string {
  if (typeof value === "string") return value;
  const type = textAt(value, "type");
  if (type === "text") return textAt(value, "text") ?? "";
  if (type === "hardBreak") return "\n";
  const attrs = objectAt(value, "attrs") ?? {};
  if (type === "mention" || type === "emoji") return textAt(attrs, "text") ?? "";
  const parts = (arrayAt(value, "content") ?? []).map(plainText);
  const isLine = type === "paragraph" || type === "heading" || type === "codeBlock";
  return parts.join(isLine ? "" : "\n");
}
