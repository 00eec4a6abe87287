// SOQL text → a query tree. Covers SELECT fields | COUNT() FROM x WHERE … ORDER BY … LIMIT n OFFSET n.
import { refuse } from "./errors.ts";
import { type Token, tokenize } from "./soql-tokens.ts";

export type Literal =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "boolean"; readonly boolean: boolean }
  | { readonly kind: "date"; readonly atMs: number }
  | { readonly kind: "null" };

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "like" | "in" | "not in";

export type Condition =
  | { readonly kind: "all" | "any"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition }
  | {
      readonly kind: "test";
      readonly field: string;
      readonly operator: Operator;
      readonly values: readonly Literal[];
    };

export interface Order {
  readonly field: string;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

export interface SoqlQuery {
  /** Field paths; null for COUNT(). */
  readonly fields: readonly string[] | null;
  readonly object: string;
  readonly where: Condition | null;
  readonly orderBy: readonly Order[];
  readonly limit: number | null;
  readonly offset: number;
}

const MAX_LENGTH = 100_000;
const COMPARISONS: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">="]);

/** @throws Refusal MALFORMED_QUERY */
export function parseSoql(text: string): SoqlQuery {
  if (text.length > MAX_LENGTH) throw malformed("SOQL statement is too long");
  const reader = new Reader(tokenize(text));
  reader.word("select");
  const fields = readFields(reader);
  reader.word("from");
  const object = reader.name();
  const where = reader.tryWord("where") ? readAny(reader) : null;
  const orderBy = reader.tryWord("order") ? readOrder(reader) : [];
  const limit = reader.tryWord("limit") ? reader.wholeNumber() : null;
  const offset = reader.tryWord("offset") ? reader.wholeNumber() : 0;
  reader.end();
  return { fields, object, where, orderBy, limit, offset };
}

export function malformed(message: string) {
  return refuse(400, "MALFORMED_QUERY", message);
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw malformed("unexpected token: <EOF>");
    this.#at += 1;
    return token;
  }

  tryWord(word: string): boolean {
    const token = this.peek();
    if (token?.kind !== "name" || token.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  word(word: string): void {
    if (!this.tryWord(word)) throw this.unexpected();
  }

  trySign(sign: string): boolean {
    const token = this.peek();
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  sign(sign: string): void {
    if (!this.trySign(sign)) throw this.unexpected();
  }

  name(): string {
    const token = this.peek();
    if (token?.kind !== "name") throw this.unexpected();
    this.#at += 1;
    return token.text;
  }

  wholeNumber(): number {
    const token = this.next();
    if (token.kind !== "number" || !Number.isInteger(token.number) || token.number < 0) {
      throw malformed(`unexpected token: '${token.text}'`);
    }
    return token.number;
  }

  end(): void {
    if (this.peek() !== undefined) throw this.unexpected();
  }

  unexpected() {
    return malformed(`unexpected token: '${this.peek()?.text ?? "<EOF>"}'`);
  }
}

function readFields(reader: Reader): readonly string[] | null {
  const fields: string[] = [];
  do {
    const name = reader.name();
    if (!reader.trySign("(")) {
      fields.push(name);
      continue;
    }
    const argument = reader.trySign(")") ? "" : reader.name();
    if (argument !== "") reader.sign(")");
    if (name.toLowerCase() === "count" && argument === "" && fields.length === 0) return null;
    if (name.toLowerCase() !== "fields" || argument === "") throw malformed(`unexpected token: '${name}'`);
    fields.push(`FIELDS(${argument.toUpperCase()})`);
  } while (reader.trySign(","));
  return fields;
}

function readAny(reader: Reader): Condition {
  const parts = [readAll(reader)];
  while (reader.tryWord("or")) parts.push(readAll(reader));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: "any", parts };
}

function readAll(reader: Reader): Condition {
  const parts = [readOne(reader)];
  while (reader.tryWord("and")) parts.push(readOne(reader));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: "all", parts };
}

function readOne(reader: Reader): Condition {
  if (reader.tryWord("not")) return { kind: "not", part: readOne(reader) };
  if (!reader.trySign("(")) return readTest(reader);
  const inner = readAny(reader);
  reader.sign(")");
  return inner;
}

function readTest(reader: Reader): Condition {
  const field = reader.name();
  if (reader.tryWord("in")) return { kind: "test", field, operator: "in", values: readList(reader) };
  if (reader.tryWord("not")) {
    reader.word("in");
    return { kind: "test", field, operator: "not in", values: readList(reader) };
  }
  if (reader.tryWord("like")) return { kind: "test", field, operator: "like", values: [readLiteral(reader)] };
  const token = reader.next();
  if (token.kind !== "sign" || !isComparison(token.text))
    throw malformed(`unexpected token: '${token.text}'`);
  return { kind: "test", field, operator: token.text, values: [readLiteral(reader)] };
}

function isComparison(text: string): text is Exclude<Operator, "like" | "in" | "not in"> {
  return COMPARISONS.has(text);
}

function readList(reader: Reader): Literal[] {
  reader.sign("(");
  const values = [readLiteral(reader)];
  while (reader.trySign(",")) values.push(readLiteral(reader));
  reader.sign(")");
  return values;
}

function readLiteral(reader: Reader): Literal {
  const token = reader.next();
  if (token.kind === "text") return { kind: "text", text: token.text };
  if (token.kind === "number") return { kind: "number", number: token.number };
  if (token.kind === "date") return { kind: "date", atMs: token.atMs };
  const word = token.text.toLowerCase();
  if (token.kind === "name" && word === "null") return { kind: "null" };
  if (token.kind === "name" && (word === "true" || word === "false"))
    return { kind: "boolean", boolean: word === "true" };
  throw malformed(`unexpected token: '${token.text}'`);
}

function readOrder(reader: Reader): Order[] {
  reader.word("by");
  const orders: Order[] = [];
  do {
    const field = reader.name();
    const descending = reader.tryWord("desc");
    if (!descending) reader.tryWord("asc");
    orders.push({ field, descending, nullsLast: readNulls(reader) });
  } while (reader.trySign(","));
  return orders;
}

function readNulls(reader: Reader): boolean {
  if (!reader.tryWord("nulls")) return false;
  if (reader.tryWord("last")) return true;
  reader.word("first");
  return false;
}
