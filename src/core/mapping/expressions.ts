// Expressions of the configuration: CEL over `record`, checked when compiled, bounded when run.
// CEL has no loops without a list and no recursion, so an expression ends; what could still grow is refused here.
import { Environment } from "@marcbachmann/cel-js";
import type { FieldDescription, FieldValues, Value } from "../contract/records.ts";
import { addConversions, addNullOperators, addNumberOperators } from "./expression-operators.ts";
import {
  type ExpressionFault,
  faultOf,
  fieldOf,
  shapeFault,
  unknownField,
  visit,
  withLinearMatches,
} from "./expression-shape.ts";
import { celTypes, fits, fromCel, type ResultKind, resultFault, toCel } from "./expression-values.ts";
import { compilePattern } from "./linear-regex.ts";

export type { ExpressionFault } from "./expression-shape.ts";
export type { ResultKind } from "./expression-values.ts";

const limits = {
  maxAstNodes: 500,
  maxDepth: 32,
  maxListElements: 200,
  maxMapEntries: 50,
  maxCallArguments: 8,
};

function environment(): Environment {
  return new Environment({ limits, homogeneousAggregateLiterals: false });
}

/** Names of the record's fields an expression reads; none when it does not parse. */
export function expressionFields(text: string): readonly string[] {
  try {
    const names: string[] = [];
    visit(environment().parse(text).ast, (node) => {
      const name = fieldOf(node);
      if (name !== null) names.push(name);
    });
    return [...new Set(names)];
  } catch {
    return [];
  }
}

/**
 * What can be wrong with an expression before its object is known: syntax, unknown variables and functions, size, a
 * record used otherwise than by the names of its fields. Null when nothing is.
 */
export function expressionFault(text: string): ExpressionFault | null {
  const env = addOperators(environment().registerVariable("record", "map<string, dyn>"));
  return shapeFault(env, text) ?? checkFault(env, text);
}

/** Expressions over the records of one object. */
export interface ExpressionScope {
  /**
   * Checks an expression against the object's fields; `accepts` are the types its result may have.
   * @returns the compiled expression, or what is wrong with it.
   */
  compile(text: string, accepts: ResultKind): CompiledExpression | ExpressionFault;
}

export interface CompiledExpression {
  /** The result for a record's fields, absent ones being blank. @throws Error of any kind when it can't be computed. */
  evaluate(fields: FieldValues): Value;
}

/** A scope in which `record` has these fields, and those alone. */
export function expressionScope(described: readonly FieldDescription[]): ExpressionScope {
  const fields = new Map(described.map((field) => [field.name, field]));
  const schema = Object.fromEntries(described.map(({ name, type }) => [name, celTypes[type]]));
  const checking = addOperators(environment().registerVariable({ name: "record", schema }));
  const running = addOperators(environment().registerVariable("record", "map<string, dyn>"));
  return {
    compile: (text, accepts) => {
      const fault =
        shapeFault(checking, text) ?? unknownField(checking, text, fields) ?? checkFault(checking, text);
      if (fault !== null) return fault;
      const type = checking.check(text).type ?? "dyn";
      if (!fits(type, accepts)) return { message: resultFault(type, accepts), offset: 0 };
      const names = expressionFields(text);
      const run = running.parse(withLinearMatches(running, text));
      return {
        evaluate: (values) => {
          const record = Object.fromEntries(
            names.map((name) => [name, toCel(values[name], fields.get(name)?.type ?? "text")]),
          );
          return fromCel(run({ record }));
        },
      };
    },
  };
}

function addOperators(env: Environment): Environment {
  addNumberOperators(env);
  addNullOperators(env);
  addConversions(env);
  const patterns = new Map<string, ReturnType<typeof compilePattern>>();
  env.registerFunction("string.matchesLinear(string): bool", (text: string, pattern: string) => {
    const compiled = patterns.get(pattern) ?? compilePattern(pattern);
    patterns.set(pattern, compiled);
    if ("fault" in compiled) throw new RangeError(compiled.fault);
    return compiled.test(text);
  });
  return env;
}

function checkFault(env: Environment, text: string): ExpressionFault | null {
  const { valid, error } = env.check(text);
  return valid ? null : faultOf(error);
}
