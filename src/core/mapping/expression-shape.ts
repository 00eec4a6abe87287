// The shape of an expression: which fields it reads, and what of the language is refused.
import {
  type ASTNode,
  type Environment,
  EvaluationError,
  ParseError,
  TypeError as TypeFault,
} from "@marcbachmann/cel-js";
import { nearestName } from "../config/nearest.ts";
import type { FieldDescription } from "../contract/records.ts";
import { compilePattern } from "./linear-regex.ts";

/** What is wrong with an expression, and where in its text (UTF-16 code units). */
export interface ExpressionFault {
  readonly message: string;
  readonly offset: number;
  /** The field the object lacks, where that is the fault. */
  readonly field?: string;
  readonly suggestion?: string;
}

const mostMacros = 4;
const macros = new Set(["all", "exists", "exists_one", "map", "filter"]);

/** Shows every node of an expression. */
export function visit(node: ASTNode, see: (node: ASTNode) => void): void {
  see(node);
  for (const child of childrenOf(node)) visit(child, see);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "range" in value;
}

/** The nodes right below one. */
export function childrenOf(node: ASTNode): ASTNode[] {
  const args: unknown = node.args;
  const list = Array.isArray(args) ? args.flat(2) : [args];
  return list.filter(isNode);
}

/** The field a node selects from the record (`record.Subject`, `record["Subject"]`); null for any other node. */
export function fieldOf(node: ASTNode): string | null {
  if (node.op !== "." && node.op !== "[]") return null;
  const [owner, key] = node.args;
  if (owner.op !== "id" || owner.args !== "record") return null;
  if (typeof key === "string") return key;
  return key.op === "value" && typeof key.args === "string" ? key.args : null;
}

const callName = (node: ASTNode): string | null =>
  node.op === "rcall" || node.op === "call" ? node.args[0] : null;

/** Faults of syntax and of size. */
export function shapeFault(env: Environment, text: string): ExpressionFault | null {
  let ast: ASTNode;
  try {
    ast = env.parse(text).ast;
  } catch (error) {
    return faultOf(error);
  }
  let fault: ExpressionFault | null = null;
  let macroCount = 0;
  const selected = new Set<ASTNode>();
  visit(ast, (node) => {
    if (fieldOf(node) !== null) selected.add(childrenOf(node)[0] ?? node);
    const name = callName(node);
    if (name !== null && macros.has(name)) macroCount++;
    if (name === "bind") fault ??= { message: "bind is not available", offset: node.range.start };
    if (name === "has") fault ??= { message: "compare with null instead of has", offset: node.range.start };
    if (name === "matches") fault ??= patternFault(node);
    if (node.op === "id" && node.args === "record" && !selected.has(node)) {
      const message = 'name one field of the record, as record.Field or record["Field"]';
      fault ??= { message, offset: node.range.start };
    }
  });
  if (macroCount > mostMacros) return { message: `more than ${mostMacros} list macros`, offset: 0 };
  return fault;
}

function patternFault(node: ASTNode): ExpressionFault | null {
  const pattern = childrenOf(node).at(-1);
  if (pattern?.op !== "value" || typeof pattern.args !== "string")
    return { message: "the pattern of matches must be plain text", offset: node.range.start };
  const compiled = compilePattern(pattern.args);
  return "fault" in compiled ? { message: compiled.fault, offset: pattern.range.start } : null;
}

/** The first field that the object lacks. Give only what parses. */
export function unknownField(
  env: Environment,
  text: string,
  fields: ReadonlyMap<string, FieldDescription>,
): ExpressionFault | null {
  let fault: ExpressionFault | null = null;
  visit(env.parse(text).ast, (node) => {
    const name = fieldOf(node);
    if (name === null || fields.has(name) || fault !== null) return;
    const suggestion = nearestName(name, fields.keys());
    const offset = (childrenOf(node)[0]?.range.end ?? node.range.start) + 1;
    fault = {
      message: `there is no field ${name}`,
      offset,
      field: name,
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  });
  return fault;
}

/** A fault of the language as one of ours. */
export function faultOf(error: unknown): ExpressionFault {
  if (error instanceof ParseError || error instanceof TypeFault || error instanceof EvaluationError)
    return { message: error.summary, offset: error.range?.start ?? 0 };
  return { message: "it can't be read", offset: 0 };
}

/** The text with its `matches` calls led to an implementation whose time is linear in the text. */
export function withLinearMatches(env: Environment, text: string): string {
  const places: number[] = [];
  visit(env.parse(text).ast, (node) => {
    if (node.op !== "rcall" || node.args[0] !== "matches") return;
    const [, receiver, [pattern]] = node.args;
    places.push(text.slice(0, pattern?.range.start ?? receiver.range.end).lastIndexOf("matches"));
  });
  return places
    .sort((a, b) => b - a)
    .reduce((given, at) => `${given.slice(0, at)}matchesLinear${given.slice(at + "matches".length)}`, text);
}
