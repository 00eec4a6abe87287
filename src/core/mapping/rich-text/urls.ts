// Which addresses may become links, and how an address is recognized in running text.

const SAFE_SCHEME = /^(?:https?:\/\/|mailto:|tel:)[^\s]/i;
/** Characters that one of the formats would take for its own syntax. */
const UNSAFE_CHARACTER = /[\s<>"|\\^`{}[\]]|[^\x21-\x7e]/gu;
const ADDRESS = 'https?:\\/\\/(?:\\([^\\s<>"|\\\\^`{}[\\]()]*\\)|[^\\s<>"|\\\\^`{}[\\]()])+';
const TRAILING = /[.,;:!?'*_~]+$/;
const MOST_CHARACTERS = 2000;

/** The address as all formats can carry it; null when it is relative, too long, or its scheme could run code. */
export function safeUrl(raw: string): string | null {
  const url = raw.trim();
  if (url.length > MOST_CHARACTERS || !SAFE_SCHEME.test(url) || !url.isWellFormed()) return null;
  return url.replace(UNSAFE_CHARACTER, (character) => encodeURIComponent(character));
}

/** Whether the text of a link is its address, so that the address need not be shown beside it. */
export function saysAddress(text: string, href: string): boolean {
  return safeUrl(text) === href || text === href.replace(/^(?:mailto|tel):/i, "");
}

/** A fresh pattern for an address at `lastIndex`; trailing punctuation still belongs to the match. */
export function addressPattern(flags: "y" | "g"): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])${ADDRESS}`, `${flags}u`);
}

export interface TextPiece {
  readonly text: string;
  readonly url: string | null;
}

/** Running text cut where addresses begin and end. */
export function cutAtAddresses(text: string): TextPiece[] {
  if (!text.includes("://")) return [{ text, url: null }];
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(addressPattern("g"))) {
    const found = match[0].replace(TRAILING, "");
    const url = safeUrl(found);
    if (url === null) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), url: null });
    pieces.push({ text: found, url });
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), url: null });
  return pieces;
}
