// JQL in words: fields, operators, quoted text, brackets.
import { refuse } from "./errors.ts";

export interface Token {
  readonly kind: "word" | "text" | "sign";
  readonly text: string;
}

const PATTERN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(<=|>=|!=|!~|&&|\|\||[=~<>!(),])|([^\s"'=~<>!(),|&]+))/y;

/** @throws Refusal 400 for text that is none of JQL's */
export function tokenize(jql: string): readonly Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < jql.trimEnd().length) {
    const at = PATTERN.lastIndex;
    const found = PATTERN.exec(jql);
    if (found === null)
      throw refuse(
        400,
        `Error in the JQL Query: The character '${jql.charAt(at)}' is a reserved JQL character.`,
      );
    const [, double, single, sign, word] = found;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replaceAll(/\\(.)/g, "$1") });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else tokens.push({ kind: "word", text: word ?? "" });
  }
  return tokens;
}
