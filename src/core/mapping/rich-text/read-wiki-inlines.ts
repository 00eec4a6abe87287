// Jira's wiki text, read within a line: marks, links, pictures, escapes.
// https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
import {
  characterAt,
  characterBefore,
  flanks,
  resolveMarkers,
  type TokenList,
  tokenList,
} from "./marker-text.ts";
import { collapseSpaces } from "./normal-inlines.ts";
import { type Inline, lineBreak, type Mark, run } from "./tree.ts";
import { addressPattern, safeUrl } from "./urls.ts";

/** What each marker means; those without a mark of ours (inserted, raised, lowered) only lose their marker. */
const meaning: Readonly<Record<string, Mark | null>> = {
  "*": "strong",
  _: "emphasis",
  "-": "strike",
  "+": null,
  "^": null,
  "~": null,
  "{{": "code",
};

/** Markers of one character. */
export const WIKI_MARKERS = "*_-+^~";

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00A0" };
const ENTITY = /&(?:#(\d{1,6})|(amp|lt|gt|quot|nbsp));/y;

const syntax = {
  escape: /\\(\\|[!-/:-@[-`{-~])/y,
  link: /\[((?:\\[\s\S]|[^[\]\\\n])+)\]/y,
  picture: /!([^\s!|]+)(?:\|([^!\n]*))?!/y,
  dropped: /\{(?:color(?::[^}\n]{0,50})?|anchor:[^}\n]{0,100})\}/y,
  bracedMarker: /\{([*_\-+^~])\}/y,
  codeMarker: /\{\{|\}\}/y,
};

/** The inlines of wiki text; `\n` is a line break. */
export function readWikiInlines(text: string): Inline[] {
  const lines = text.split("\n").map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ""));
  return collapseSpaces(
    lines.flatMap((line, index) => (index === 0 ? readLine(line) : [lineBreak, ...readLine(line)])),
  );
}

/** Wiki text with entities decoded and escapes taken off. */
export function decodeWiki(text: string): string {
  return text.replace(
    /\\([!-/:-@[\]-`{-~])|&(?:#(\d{1,6})|(amp|lt|gt|quot|nbsp));/g,
    (whole, escaped, code, name) => (escaped === undefined ? (decodeEntity(code, name) ?? whole) : escaped),
  );
}

function decodeEntity(code: string | undefined, name: string | undefined): string | null {
  if (name !== undefined) return entities[name] ?? null;
  const point = Number(code);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

function readLine(line: string): Inline[] {
  const list = tokenList();
  for (let index = 0; index < line.length; ) {
    const length = readSyntax(line, index, list);
    if (length > 0) {
      index += length;
      continue;
    }
    const character = characterAt(line, index);
    list.text(character);
    index += character.length;
  }
  return resolveMarkers(list.tokens, meaning);
}

function matchAt(pattern: RegExp, line: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(line);
}

/** Reads what begins at `index` into the list; gives its length, 0 when it is plain text. */
function readSyntax(line: string, index: number, list: TokenList): number {
  const character = line.charAt(index);
  if (character === "\\") return readEscape(line, index, list);
  if (character === "&") return readEntity(line, index, list);
  if (character === "h") return readAddress(line, index, list);
  if (character === "[") return readLink(line, index, list);
  if (character === "!") return readPicture(line, index, list);
  if (character === "{" || character === "}") return readBrace(line, index, list);
  if (!WIKI_MARKERS.includes(character)) return 0;
  const sides = flanks(characterBefore(line, index), characterAt(line, index + 1));
  list.push({ kind: "marker", name: character, literal: character, ...sides });
  return 1;
}

function readEscape(line: string, index: number, list: TokenList): number {
  const match = matchAt(new RegExp(syntax.escape), line, index);
  if (match === null) return 0;
  if (match[1] === "\\") list.push({ kind: "inline", inline: lineBreak });
  else list.text(match[1] ?? "");
  return match[0].length;
}

function readEntity(line: string, index: number, list: TokenList): number {
  const match = matchAt(new RegExp(ENTITY), line, index);
  const decoded = match === null ? null : decodeEntity(match[1], match[2]);
  if (match === null || decoded === null) return 0;
  list.text(decoded);
  return match[0].length;
}

function readAddress(line: string, index: number, list: TokenList): number {
  const match = matchAt(addressPattern("y"), line, index);
  if (match === null) return 0;
  list.text(decodeWiki(match[0]));
  return match[0].length;
}

/** `[label|url]`, `[url]`, `[~user]`, `[^file]`; anything else in brackets is text. */
function readLink(line: string, index: number, list: TokenList): number {
  const match = matchAt(new RegExp(syntax.link), line, index);
  const inner = match?.[1] ?? "";
  if (match === null) return 0;
  const bar = inner.lastIndexOf("|");
  const url = safeUrl(decodeWiki(bar < 0 ? inner : inner.slice(bar + 1)));
  const label = bar < 0 ? "" : inner.slice(0, bar);
  if (url !== null) {
    const text = bar < 0 ? decodeWiki(inner).replace(/^(?:mailto|tel):/i, "") : labelText(label);
    list.push({ kind: "inline", inline: run(text, [], url) });
    return match[0].length;
  }
  if (/^~[^\s|]+$/.test(inner)) list.text(`@${decodeWiki(inner.slice(1))}`);
  else if (/^\^[^|]+$/.test(inner)) list.text(decodeWiki(inner.slice(1)));
  else return 0;
  return match[0].length;
}

/** A label's text, without the marks in it. */
function labelText(label: string): string {
  return readLine(label)
    .map((one) => (one.kind === "run" ? one.text : " "))
    .join("");
}

function readPicture(line: string, index: number, list: TokenList): number {
  const match = matchAt(new RegExp(syntax.picture), line, index);
  if (match === null) return 0;
  const [whole, target = "", options = ""] = match;
  const url = safeUrl(target);
  const alt = /(?:^|[,|])alt="?([^",|]*)/.exec(options)?.[1] ?? "";
  if (url !== null) list.push({ kind: "inline", inline: { kind: "picture", url, alt } });
  else if (/\.[a-z0-9]{2,4}$/i.test(target)) list.text(alt || target);
  else return 0;
  return whole.length;
}

function readBrace(line: string, index: number, list: TokenList): number {
  const code = matchAt(new RegExp(syntax.codeMarker), line, index)?.[0];
  if (code !== undefined) {
    list.push({ kind: "marker", name: "{{", literal: code, canOpen: code === "{{", canClose: code === "}}" });
    return 2;
  }
  const marker = matchAt(new RegExp(syntax.bracedMarker), line, index);
  if (marker !== null) {
    const name = marker[1] ?? "";
    list.push({ kind: "marker", name, literal: marker[0], canOpen: true, canClose: true });
    return marker[0].length;
  }
  return matchAt(new RegExp(syntax.dropped), line, index)?.[0].length ?? 0;
}
