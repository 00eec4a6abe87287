// SOQL text → tokens. Strings are single-quoted with backslash escapes; dateTimes stand unquoted.
import { refuse } from "./errors.ts";

export type Token =
  | { readonly kind: "name" | "sign" | "text"; readonly text: string }
  | { readonly kind: "number"; readonly text: string; readonly number: number }
  | { readonly kind: "date"; readonly text: string; readonly atMs: number };

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}))?(?![\w-])/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?![\w.])/;
const NAME = /^[A-Za-z][A-Za-z0-9_.]*/;
const SIGN = /^(?:!=|<>|<=|>=|[=<>(),])/;

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  N: "\n",
  r: "\r",
  R: "\r",
  t: "\t",
  T: "\t",
  b: "\b",
  f: "\f",
};

/** @throws Refusal MALFORMED_QUERY */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text.trimStart();
  while (rest !== "") {
    const [token, length] = rest.startsWith("'") ? readText(rest) : readPlain(rest);
    tokens.push(token);
    rest = rest.slice(length).trimStart();
  }
  return tokens;
}

function readPlain(rest: string): [Token, number] {
  const date = DATE.exec(rest)?.[0];
  if (date !== undefined) return [dateToken(date), date.length];
  const number = NUMBER.exec(rest)?.[0];
  if (number !== undefined) return [{ kind: "number", text: number, number: Number(number) }, number.length];
  const name = NAME.exec(rest)?.[0];
  if (name !== undefined) return [{ kind: "name", text: name }, name.length];
  const sign = SIGN.exec(rest)?.[0];
  if (sign !== undefined) return [{ kind: "sign", text: sign === "<>" ? "!=" : sign }, sign.length];
  throw refuse(400, "MALFORMED_QUERY", `unexpected token: '${rest.split(/\s/)[0] ?? ""}'`);
}

function dateToken(text: string): Token {
  const iso = text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  const atMs = Date.parse(text.includes("T") ? iso : `${text}T00:00:00Z`);
  if (Number.isNaN(atMs)) throw refuse(400, "MALFORMED_QUERY", `line 1: invalid date '${text}'`);
  return { kind: "date", text, atMs };
}

function readText(rest: string): [Token, number] {
  let out = "";
  for (let index = 1; index < rest.length; index += 1) {
    const char = rest.charAt(index);
    if (char === "'") return [{ kind: "text", text: out }, index + 1];
    if (char !== "\\") {
      out += char;
      continue;
    }
    index += 1;
    const escaped = rest.charAt(index);
    out += ESCAPES[escaped] ?? escaped;
  }
  throw refuse(400, "MALFORMED_QUERY", "line 1: mismatched character '<EOF>' expecting '''");
}
