// Colour, where the reader can show it and did not refuse it.
import { styleText } from "node:util";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";
export type Paint = (style: Style, text: string) => string;

export interface ScreenFacts {
  readonly isTty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Escape sequences may be written: a terminal that understands them, and nobody said no. */
export function canStyle({ isTty, env }: ScreenFacts): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return isTty && env.TERM !== "dumb";
}

export function createPaint(facts: ScreenFacts): Paint {
  if (!canStyle(facts)) return (_style, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}

/** What could drive a terminal, and what turns the reading direction, but for line breaks and tabs. */
const control = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;
const escapeCharacter = "\u001b";
/** The sequences that `createPaint` writes. */
const ownStyle = new RegExp(`(${escapeCharacter}\\[(?:1|2|22|31|32|33|36|39)m)`);

/** Control characters as they are written in JSON: `\u001b`. */
export function escapeControls(text: string): string {
  return text.replace(control, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What may be shown of a text that has our own styles in it: every other control character is escaped. */
export function showable(text: string): string {
  const parts = text.split(ownStyle);
  return parts.map((part, index) => (index % 2 === 0 ? escapeControls(part) : part)).join("");
}

/** Vendor text on one line, its control characters escaped. */
export function plainText(text: string): string {
  return escapeControls(text.replace(/\s+/g, " ")).replace(/\p{Cf}/gu, "");
}
