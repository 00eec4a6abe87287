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

/** Vendor text on one line without control characters, which could otherwise drive the terminal. */
export function plainText(text: string): string {
  return text.replace(/\s+/g, " ").replace(/\p{Cc}|\p{Cf}/gu, "");
}
