// The text of a regular expression as a tree. Refuses what can't be matched in linear time.

export type PatternNode =
  | { readonly kind: "character"; matches(codePoint: number): boolean }
  | { readonly kind: "assert"; holds(before: number | undefined, after: number | undefined): boolean }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  | {
      readonly kind: "repeat";
      readonly part: PatternNode;
      readonly least: number;
      /** null: any number. */
      readonly most: number | null;
    };

const mostRepeats = 200;
const mostNesting = 30;
const mostCharacters = 1000;

class PatternFault extends Error {}

interface Reader {
  readonly source: string;
  at: number;
  depth: number;
  flags: string;
}

/** The pattern as a tree, or what is wrong with it. */
export function parsePattern(source: string): { readonly node: PatternNode } | { readonly fault: string } {
  if (source.length > mostCharacters) return { fault: `a pattern has ${mostCharacters} characters at most` };
  const reader: Reader = { source, at: 0, depth: 0, flags: "u" };
  try {
    readFlags(reader);
    const node = readChoice(reader);
    if (reader.at < source.length) throw new PatternFault("there is a ) without a (");
    return { node };
  } catch (error) {
    if (error instanceof PatternFault) return { fault: error.message };
    throw error;
  }
}

/** Flags stand at the beginning only: (?i) ignores case, (?s) lets a dot match line ends. */
function readFlags(reader: Reader): void {
  const flags = /^\(\?([is]+)\)/.exec(reader.source);
  if (flags === null) return;
  reader.flags = [...new Set(`u${flags[1]}`)].join("");
  reader.at = flags[0].length;
}

function readChoice(reader: Reader): PatternNode {
  const options = [readSequence(reader)];
  while (reader.source[reader.at] === "|") {
    reader.at++;
    options.push(readSequence(reader));
  }
  const [only] = options;
  return options.length === 1 && only ? only : { kind: "choice", options };
}

function readSequence(reader: Reader): PatternNode {
  const parts: PatternNode[] = [];
  for (;;) {
    const next = reader.source[reader.at];
    if (next === undefined || next === "|" || next === ")") return { kind: "sequence", parts };
    parts.push(readRepeats(reader, readAtom(reader)));
  }
}

function readRepeats(reader: Reader, atom: PatternNode): PatternNode {
  const quantifier = /[*+?]|\{(\d+)(,(\d*))?\}/y;
  quantifier.lastIndex = reader.at;
  const found = quantifier.exec(reader.source);
  if (found === null) return atom;
  const [text, from, range, to] = found;
  reader.at += text.length;
  // Whether as few as possible are taken makes no difference to whether it is found.
  if (reader.source[reader.at] === "?") reader.at++;
  quantifier.lastIndex = reader.at;
  if (quantifier.test(reader.source)) throw new PatternFault("a quantifier follows a quantifier");
  if (from === undefined)
    return { kind: "repeat", part: atom, least: text === "+" ? 1 : 0, most: text === "?" ? 1 : null };
  const least = Number(from);
  const most = range === undefined ? least : to === undefined || to === "" ? null : Number(to);
  if (Math.max(least, most ?? 0) > mostRepeats) throw new PatternFault(`a count is ${mostRepeats} at most`);
  if (most !== null && most < least) throw new PatternFault(`the count ${text} runs backwards`);
  return { kind: "repeat", part: atom, least, most };
}

const isWord = (codePoint: number | undefined): boolean =>
  codePoint !== undefined && /^\w$/.test(String.fromCodePoint(codePoint));

function readAtom(reader: Reader): PatternNode {
  const next = reader.source[reader.at] ?? "";
  if (next === "(") return readGroup(reader);
  if (next === "[") return readCharacter(reader, /\[\^?(?:\\[\s\S]|[^\]\\])+\]/y, "a [ has no ]");
  if (next === "\\") return readEscape(reader);
  if ("*+?".includes(next)) throw new PatternFault(`there is nothing before ${next}`);
  if (next === "^" || next === "$") {
    reader.at++;
    const isStart = next === "^";
    return { kind: "assert", holds: (before, after) => (isStart ? before : after) === undefined };
  }
  if ("{}]".includes(next)) {
    reader.at++;
    return characterOf(`\\${next}`, reader.flags);
  }
  return readCharacter(reader, /[\s\S]/uy, "");
}

function readGroup(reader: Reader): PatternNode {
  const opening = /\((?:\?:|\?P?<[A-Za-z_]\w*>|(?!\?))/y;
  opening.lastIndex = reader.at;
  const found = opening.exec(reader.source);
  if (found === null)
    throw new PatternFault("only ( ), (?: ) and named groups are available; look-around is not");
  if (++reader.depth > mostNesting) throw new PatternFault("the groups are nested too deeply");
  reader.at += found[0].length;
  const inner = readChoice(reader);
  if (reader.source[reader.at] !== ")") throw new PatternFault("there is a ( without a )");
  reader.at++;
  reader.depth--;
  return inner;
}

function readEscape(reader: Reader): PatternNode {
  const next = reader.source[reader.at + 1] ?? "";
  if (/[1-9k]/.test(next)) throw new PatternFault("back-references are not available");
  if (next === "b" || next === "B") {
    reader.at += 2;
    return {
      kind: "assert",
      holds: (before, after) => (isWord(before) !== isWord(after)) === (next === "b"),
    };
  }
  if (next === "A" || next === "z") {
    reader.at += 2;
    return { kind: "assert", holds: (before, after) => (next === "A" ? before : after) === undefined };
  }
  const sequence = /\\(?:[pP]\{[\w=]+\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\s\S])/uy;
  return readCharacter(reader, sequence, "there is nothing after \\");
}

/** One character of the text, as the engine of the language matches the piece of the pattern that stands for it. */
function readCharacter(reader: Reader, piece: RegExp, fault: string): PatternNode {
  piece.lastIndex = reader.at;
  const found = piece.exec(reader.source)?.[0];
  if (found === undefined) throw new PatternFault(fault);
  reader.at += found.length;
  return characterOf(found, reader.flags);
}

function characterOf(piece: string, flags: string): PatternNode {
  let single: RegExp;
  try {
    single = new RegExp(`^${piece}$`, flags);
  } catch {
    throw new PatternFault(`${piece} can't be read`);
  }
  const known = new Map<number, boolean>();
  return {
    kind: "character",
    matches: (codePoint) => {
      const before = known.get(codePoint);
      if (before !== undefined) return before;
      const isOne = single.test(String.fromCodePoint(codePoint));
      // Room for any alphabet; a text with more different characters is only slower.
      if (known.size < 4096) known.set(codePoint, isOne);
      return isOne;
    },
  };
}
