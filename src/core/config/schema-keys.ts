// Which keys and values a schema allows at a path: what a mistyped name can have been meant to be.
import { z } from "zod";
import type { ConfigPath } from "./problems.ts";

type SchemaNode = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is SchemaNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What was made of schemas, which never change: making it takes milliseconds. */
const made = new WeakMap<z.ZodType, SchemaNode | null>();

/** JSON Schema of a zod schema's input; null when it can't be expressed (a package's foreign zod, say). */
export function inputSchema(schema: z.ZodType): SchemaNode | null {
  const known = made.get(schema);
  if (known !== undefined) return known;
  const fresh = makeSchema(schema);
  made.set(schema, fresh);
  return fresh;
}

function makeSchema(schema: z.ZodType): SchemaNode | null {
  try {
    return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  } catch {
    return null;
  }
}

function alternatives(node: SchemaNode): SchemaNode[] {
  const branches = [node.anyOf, node.oneOf, node.allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [node, ...branches.filter(isNode).flatMap(alternatives)];
}

function childrenAt(node: SchemaNode, step: string | number): SchemaNode[] {
  if (typeof step === "number") return isNode(node.items) ? [node.items] : [];
  const properties = isNode(node.properties) ? node.properties : {};
  const child = Object.hasOwn(properties, step) ? properties[step] : node.additionalProperties;
  return isNode(child) ? [child] : [];
}

/** The alternatives the schema has for the value at `path`; none where it has no such place. */
function nodesAt(schema: SchemaNode | null, path: ConfigPath): SchemaNode[] {
  if (schema === null) return [];
  let nodes = alternatives(schema);
  for (const step of path) nodes = nodes.flatMap((node) => childrenAt(node, step)).flatMap(alternatives);
  return nodes;
}

/** Names of the keys the schema allows in the map at `path`, in its order. */
export function validKeys(schema: SchemaNode | null, path: ConfigPath): string[] {
  const keys = nodesAt(schema, path).flatMap((node) =>
    isNode(node.properties) ? Object.keys(node.properties) : [],
  );
  return [...new Set(keys)];
}

/** Whether the value at `path` is text and nothing else, so that `123` is meant as text too. */
export function isTextOnly(schema: SchemaNode | null, path: ConfigPath): boolean {
  const nodes = nodesAt(schema, path).filter((node) => !("anyOf" in node) && !("oneOf" in node));
  return nodes.length > 0 && nodes.every((node) => node.type === "string" || typeof node.const === "string");
}

/** Whether text is among what the schema takes at `path`. */
export const takesText = (schema: SchemaNode | null, path: ConfigPath): boolean =>
  nodesAt(schema, path).some((node) => node.type === "string");
