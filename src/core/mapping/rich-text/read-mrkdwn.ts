// Slack's mrkdwn, read. https://docs.slack.dev/messaging/formatting-message-text
import { collectLines } from "./line-groups.ts";
import { characterAt, characterBefore, flanks, resolveMarkers, tokenList } from "./marker-text.ts";
import { type Block, type Inline, type Mark, run } from "./tree.ts";
import { addressPattern, safeUrl } from "./urls.ts";

/** Put before a marker, it keeps the marker from being one; Slack has no other way to escape it. */
export const WORD_JOINER = "\u2060";
/** Put between a letter and a marker, it makes the marker one inside a word. */
export const ZERO_WIDTH_SPACE = "\u200B";

const meaning: Readonly<Record<string, Mark | null>> = { "*": "strong", _: "emphasis", "~": "strike" };
const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Text with Slack's three entities decoded; there are no others. */
const decode = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);

/** The blocks of a mrkdwn text; any text is mrkdwn, so this never fails. */
export function readMrkdwn(text: string): Block[] {
  const parts = text.split("```");
  const isClosed = parts.length % 2 === 1;
  return parts.flatMap((part, index): Block[] => {
    const isLast = index === parts.length - 1;
    if (index % 2 === 0) return readLines(part);
    if (isLast && !isClosed) return readLines(`\`\`\`${part}`);
    return [{ kind: "code", language: null, text: decode(part).replace(/^\n/, "") }];
  });
}

const QUOTED = /^(?:>|&gt;)(?!(?:>|&gt;){2}) ?/;

function readLines(text: string): Block[] {
  const [before = "", ...rest] = text.split(/^(?:>>>|&gt;&gt;&gt;) ?/m);
  const blocks = collectLines(before.split("\n"), (line) => {
    const marker = QUOTED.exec(line);
    return marker === null ? null : line.slice(marker[0].length);
  }).flatMap(({ quoted, lines }) => toBlocks(lines.join("\n"), quoted));
  return rest.length === 0 ? blocks : [...blocks, ...toBlocks(rest.join("\n"), true)];
}

function toBlocks(text: string, quoted: boolean): Block[] {
  const paragraph: Block = { kind: "paragraph", inlines: text.split("\n").flatMap(readLine) };
  return quoted ? [{ kind: "quote", blocks: [paragraph] }] : [paragraph];
}

function readLine(line: string, index: number): Inline[] {
  const inlines = readInlines(line);
  return index === 0 ? inlines : [{ kind: "break" }, ...inlines];
}

function readInlines(line: string): Inline[] {
  const list = tokenList();
  const atom = /<([^<>\n]*)>|`([^`\n\u2060]+)`/y;
  const address = addressPattern("y");
  for (let index = 0; index < line.length; ) {
    const character = characterAt(line, index);
    atom.lastIndex = index;
    address.lastIndex = index;
    const escaped = characterBefore(line, index) === WORD_JOINER;
    const match = character === "<" || (character === "`" && !escaped) ? atom.exec(line) : null;
    const found = match ?? (character === "h" ? address.exec(line) : null);
    if (found !== null) {
      if (match === null) list.text(decode(found[0]));
      else
        list.push({
          kind: "inline",
          inline: match[1] === undefined ? run(decode(match[2] ?? ""), ["code"]) : reference(match[1]),
        });
      index += found[0].length;
      continue;
    }
    if (character in meaning && !escaped) {
      const sides = flanks(characterBefore(line, index), characterAt(line, index + 1));
      list.push({ kind: "marker", name: character, literal: character, ...sides });
    } else list.text(character);
    index += character.length;
  }
  return resolveMarkers(list.tokens, meaning).map((one) =>
    one.kind === "run" && !one.marks.includes("code") && one.href === null
      ? run(decode(one.text), one.marks)
      : one,
  );
}

/** `<url|label>`, `<@U1>`, `<#C1|name>`, `<!here>`, `<!date^…|fallback>`: a link, or the text a person sees. */
function reference(inner: string): Inline {
  const bar = inner.indexOf("|");
  const target = decode(bar < 0 ? inner : inner.slice(0, bar));
  const label = decode(bar < 0 ? "" : inner.slice(bar + 1));
  const sigil = target.charAt(0);
  if (sigil === "@" || sigil === "#")
    return run(label.startsWith(sigil) ? label : sigil + (label || target.slice(1)));
  if (sigil === "!") return run(label || `@${target.slice(1).split("^")[0]}`);
  if (safeUrl(target) === null) return run(bar < 0 ? `<${target}>` : label || target);
  return run(label || target.replace(/^(?:mailto|tel):/i, ""), [], target);
}
