// Values, ids and verdicts the way people read them.
import type { Value } from "../../core/contract/records.ts";
import type { Page } from "../output.ts";
import { plainText } from "../paint.ts";

/** `text` in at most `width` columns, the rest shown as an ellipsis. */
export function shorten(text: string, width: number): string {
  const clean = plainText(text);
  return clean.length <= width ? clean : `${clean.slice(0, Math.max(1, width - 1))}…`;
}

/** A field's value: texts in quotes, a blank as such. */
export function showValue(value: Value | undefined, width: number): string {
  if (value === null || value === undefined) return "(blank)";
  return shorten(JSON.stringify(value), width);
}

const colours = { pass: "green", warn: "yellow", fail: "red" } as const;

export function paintStatus({ paint }: Page, status: keyof typeof colours): string {
  return paint(colours[status], status);
}

/** Sections with a blank line between them; empty ones vanish. */
export function stack(sections: readonly string[]): string {
  return sections.filter((section) => section !== "").join("\n\n");
}
