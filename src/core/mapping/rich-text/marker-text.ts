// Text in which a character before and after a word marks it (`*bold*`), as Jira's wiki text and Slack's mrkdwn do:
// which markers belong together, and where a marker in plain text would be taken for one.
import { type Inline, type Mark, run } from "./tree.ts";

/** A marker, or something between markers. */
export type Token =
  | { readonly kind: "inline"; readonly inline: Inline }
  | {
      readonly kind: "marker";
      readonly name: string;
      /** What it says when it belongs to no other. */
      readonly literal: string;
      readonly canOpen: boolean;
      readonly canClose: boolean;
    };

const WORD = /[\p{L}\p{N}]/u;
const SPACE = /[\s\u200B]/;

/** The character that ends before `index`, whole even beyond the basic plane; empty at the beginning. */
export function characterBefore(text: string, index: number): string {
  const low = text.charCodeAt(index - 1);
  return text.slice(low >= 0xdc00 && low <= 0xdfff ? index - 2 : index - 1, index);
}

/** The character that begins at `index`; empty at the end. */
export function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** Whether a marker between these two characters may open or close; the empty text is the edge of a line. */
export function flanks(
  before: string,
  after: string,
): { readonly canOpen: boolean; readonly canClose: boolean } {
  const spaceAfter = after === "" || SPACE.test(after);
  const spaceBefore = before === "" || SPACE.test(before);
  return { canOpen: !WORD.test(before) && !spaceAfter, canClose: !WORD.test(after) && !spaceBefore };
}

/** Inlines of tokens: markers in pairs as marks, the others as the text they are. Linear in the tokens. */
export function resolveMarkers(
  tokens: readonly Token[],
  meaning: Readonly<Record<string, Mark | null>>,
): Inline[] {
  const pairs = pairMarkers(tokens);
  const active = new Map<string, number>();
  return tokens.flatMap((token, index): Inline[] => {
    const on = [...active].flatMap(([name, count]) => {
      const mark = meaning[name];
      return count > 0 && mark ? [mark] : [];
    });
    if (token.kind === "inline") {
      const { inline } = token;
      return [inline.kind === "run" ? run(inline.text, [...inline.marks, ...on], inline.href) : inline];
    }
    const partner = pairs.get(index);
    if (partner === undefined) return [run(token.literal, on)];
    active.set(token.name, (active.get(token.name) ?? 0) + (partner > index ? 1 : -1));
    return [];
  });
}

/** For each marker that has one, the index of its partner. A pair never crosses another. */
function pairMarkers(tokens: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const open: { index: number; name: string }[] = [];
  const openNames = new Map<string, number>();
  const count = (name: string, by: number) => openNames.set(name, (openNames.get(name) ?? 0) + by);
  tokens.forEach((token, index) => {
    if (token.kind !== "marker") return;
    // Nothing between two markers: they are text, as in `**`.
    const isEmpty = open.at(-1)?.index === index - 1 && open.at(-1)?.name === token.name;
    if (token.canClose && !isEmpty && (openNames.get(token.name) ?? 0) > 0) {
      for (let top = open.pop(); top !== undefined; top = open.pop()) {
        count(top.name, -1);
        if (top.name !== token.name) continue;
        pairs.set(top.index, index);
        pairs.set(index, top.index);
        return;
      }
    }
    if (!token.canOpen) return;
    open.push({ index, name: token.name });
    count(token.name, 1);
  });
  return pairs;
}

/** Gathers text between tokens. */
export interface TokenList {
  readonly tokens: Token[];
  readonly text: (piece: string) => void;
  readonly push: (token: Token) => void;
}

/** An empty list of tokens. */
export function tokenList(): TokenList {
  const tokens: Token[] = [];
  const pieces: string[] = [];
  const flush = () => {
    if (pieces.length > 0) tokens.push({ kind: "inline", inline: run(pieces.join("")) });
    pieces.length = 0;
  };
  return {
    get tokens() {
      flush();
      return tokens;
    },
    text: (piece) => {
      pieces.push(piece);
    },
    push: (token) => {
      flush();
      tokens.push(token);
    },
  };
}
