// What an object's name stands for: a table, or the comments or files of one. Pure.
import type { ObjectChildren } from "../../contract/objects.ts";

const table = "[a-z][a-z0-9_]*";

export const objectPattern = `${table}(?:\\.(?:comments|attachments))?`;

export type ChildName = "comments" | "attachments";

export interface ObjectName {
  readonly table: string;
  /** Null for the table's own records. */
  readonly child: ChildName | null;
}

/** The parts of a name; null for one that is none of ours. */
export function readName(name: string): ObjectName | null {
  if (!new RegExp(`^${objectPattern}$`).test(name)) return null;
  const [of = "", child] = name.split(".");
  return { table: of, child: child === "comments" || child === "attachments" ? child : null };
}

/** Field of a comment or file with its record's id. */
export const parentField = "parent_id";

/** Comments and files of a table's records; null for what is no table. */
export function childrenOf(name: string): ObjectChildren | null {
  const read = readName(name);
  if (read === null || read.child !== null) return null;
  return {
    comments: { object: `${name}.comments`, parent: parentField, body: "text", isPublic: "public" },
    attachments: { object: `${name}.attachments`, parent: parentField, body: "file_name", isPublic: null },
  };
}
