// What of an Atlassian document's JSON can be trusted: nothing. Small readings that never fail.
import type { Value } from "../../contract/records.ts";

export interface AdfNode {
  readonly type: string;
  readonly text: string;
  readonly attrs: { readonly [key: string]: Value };
  readonly content: readonly Value[];
  readonly marks: readonly Value[];
}

const isObject = (value: Value | undefined): value is { readonly [key: string]: Value } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value as a node; null when it is none. */
export function adfNode(value: Value | undefined): AdfNode | null {
  if (!isObject(value)) return null;
  const { type, text, attrs, content, marks } = value;
  return {
    type: typeof type === "string" ? type : "",
    text: typeof text === "string" ? text : "",
    attrs: isObject(attrs) ? attrs : {},
    content: Array.isArray(content) ? content : [],
    marks: Array.isArray(marks) ? marks : [],
  };
}

/** A text attribute; empty when it is absent or no text. */
export function textAttribute(node: AdfNode, name: string): string {
  const value = node.attrs[name];
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** All text in the value, in order, however deep. */
export function adfText(value: Value): string {
  const pieces: string[] = [];
  const waiting: Value[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) {
      for (let index = next.length - 1; index >= 0; index -= 1) waiting.push(next[index] ?? null);
      continue;
    }
    const node = adfNode(next);
    if (node === null) continue;
    if (node.text !== "") pieces.push(node.text);
    waiting.push(node.content);
  }
  return pieces.join(" ");
}

/** Whether the document is deeper or larger than is read node by node. */
export function isTooLarge(value: Value, mostDepth: number, mostNodes: number): boolean {
  let level: readonly Value[] = [value];
  let nodes = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    nodes += level.length;
    if (depth > mostDepth || nodes > mostNodes) return true;
    level = level.flatMap((one) => adfNode(one)?.content ?? []);
  }
  return false;
}
