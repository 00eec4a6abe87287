// JQL's grammar: clauses joined by AND, OR and NOT, and an order.
import { refuse } from "./errors.ts";
import { type Token, tokenize } from "./jql-tokens.ts";

const SIGNS = ["=", "!=", "~", "!~", "<", "<=", ">", ">="] as const;

export type Operator = (typeof SIGNS)[number] | "in" | "not in" | "is" | "is not";

export interface Operand {
  readonly text: string;
  readonly isQuoted: boolean;
  /** `currentUser()`. */
  readonly isFunction: boolean;
}

export interface Clause {
  readonly kind: "clause";
  readonly field: string;
  readonly operator: Operator;
  readonly operands: readonly Operand[];
}

export type Condition =
  | Clause
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition };

export interface Sorting {
  readonly field: string;
  readonly isDescending: boolean;
}

export interface Query {
  /** null: no restriction at all. */
  readonly where: Condition | null;
  readonly order: readonly Sorting[];
}

/** @throws Refusal 400 */
export function parseJql(jql: string): Query {
  return new Parser(tokenize(jql)).query();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): Query {
    const where = this.#isDone() || this.#isWord("order") ? null : this.#or();
    const order = this.#takeWord("order") ? this.#order() : [];
    if (!this.#isDone()) throw this.#unexpected();
    return { where, order };
  }

  #or(): Condition {
    const parts = [this.#and()];
    while (this.#takeWord("or") || this.#takeSign("||")) parts.push(this.#and());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "or", parts };
  }

  #and(): Condition {
    const parts = [this.#not()];
    while (this.#takeWord("and") || this.#takeSign("&&")) parts.push(this.#not());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "and", parts };
  }

  #not(): Condition {
    if (this.#takeWord("not") || this.#takeSign("!")) return { kind: "not", part: this.#not() };
    if (!this.#takeSign("(")) return this.#clause();
    const inner = this.#or();
    this.#mustTake(")");
    return inner;
  }

  #clause(): Clause {
    const field = this.#next();
    if (field === undefined || field.kind === "sign") throw this.#unexpected();
    const operator = this.#operator();
    const isList = operator === "in" || operator === "not in";
    return {
      kind: "clause",
      field: field.text,
      operator,
      operands: isList ? this.#list() : [this.#operand()],
    };
  }

  #operator(): Operator {
    if (this.#takeWord("in")) return "in";
    if (this.#takeWord("is")) return this.#takeWord("not") ? "is not" : "is";
    if (this.#takeWord("not")) {
      if (this.#takeWord("in")) return "not in";
      throw this.#unexpected();
    }
    const token = this.#next();
    const operator = SIGNS.find((sign) => token?.kind === "sign" && sign === token.text);
    if (operator !== undefined) return operator;
    throw this.#unexpected();
  }

  #list(): readonly Operand[] {
    this.#mustTake("(");
    const operands = [this.#operand()];
    while (this.#takeSign(",")) operands.push(this.#operand());
    this.#mustTake(")");
    return operands;
  }

  #operand(): Operand {
    const token = this.#next();
    if (token === undefined || token.kind === "sign") throw this.#unexpected();
    const isFunction = token.kind === "word" && this.#takeSign("(");
    if (isFunction) this.#mustTake(")");
    return { text: token.text, isQuoted: token.kind === "text", isFunction };
  }

  #order(): readonly Sorting[] {
    if (!this.#takeWord("by")) throw this.#unexpected();
    const order: Sorting[] = [];
    do {
      const field = this.#next();
      if (field === undefined || field.kind === "sign") throw this.#unexpected();
      const isDescending = this.#takeWord("desc");
      if (!isDescending) this.#takeWord("asc");
      order.push({ field: field.text, isDescending });
    } while (this.#takeSign(","));
    return order;
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #isDone(): boolean {
    return this.#at >= this.#tokens.length;
  }

  #isWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === "word" && token.text.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#at += 1;
    return true;
  }

  #takeSign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #mustTake(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#unexpected();
  }

  #unexpected() {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length) - 1];
    return refuse(400, `Error in the JQL Query: Expecting something else near '${token?.text ?? ""}'.`);
  }
}
