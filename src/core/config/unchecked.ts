// Reading from data of which nothing is known yet.
import type { ConfigPath } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";

/** Entries of a map in unchecked data; none when it is no map. */
export function entriesAt(data: unknown, path: ConfigPath): [string, unknown][] {
  const value = valueAt(data, path);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** Whether a section of unchecked data is a map, or left out or empty, which says the same as an empty map. */
export function isSection(data: unknown, name: string): boolean {
  const value = valueAt(data, [name]) ?? {};
  return typeof value === "object" && !Array.isArray(value);
}

/** Trimmed text in unchecked data; null when there is none. */
export function textAt(data: unknown, path: ConfigPath): string | null {
  const value = valueAt(data, path);
  return typeof value === "string" ? value.trim() : null;
}

/** Items of a list in unchecked data; none when it is no list. */
export function itemsAt(data: unknown, path: ConfigPath): readonly unknown[] {
  const value = valueAt(data, path);
  return Array.isArray(value) ? value : [];
}
