// What expressions need beyond plain CEL: numbers of both kinds side by side, and blanks that do no harm.
import type { Environment } from "@marcbachmann/cel-js";

const timestamp = "google.protobuf.Timestamp";
const orders = ["<", "<=", ">", ">="] as const;

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/** Fields are doubles, plain literals are ints: `record.Amount + 1` and `record.Amount == 1` work. */
export function addNumberOperators(env: Environment): void {
  for (const [operator, compute] of Object.entries(arithmetic)) {
    const mixed = (a: number | bigint, b: number | bigint): number => compute(Number(a), Number(b));
    env.registerOperator(`double ${operator} int: double`, mixed);
    env.registerOperator(`int ${operator} double: double`, mixed);
  }
  // The way round with the int first comes with this one.
  env.registerOperator("double == int: bool", (a: number, b: bigint) => a === Number(b));
}

/** A blank equals null only, is in no order with anything, and arithmetic with it stays blank. */
export function addNullOperators(env: Environment): void {
  for (const type of ["int", "double", "string", timestamp]) {
    for (const order of orders) {
      env.registerOperator(`null ${order} ${type}: bool`, () => false);
      env.registerOperator(`${type} ${order} null: bool`, () => false);
    }
  }
  for (const order of orders) env.registerOperator(`null ${order} null: bool`, () => false);
  for (const operator of Object.keys(arithmetic)) {
    for (const type of ["int", "double"]) {
      env.registerOperator(`null ${operator} ${type}: null`, () => null);
      env.registerOperator(`${type} ${operator} null: null`, () => null);
    }
  }
  env.registerOperator("string == null: bool", (text: string) => text === "");
  env.registerOperator("list<dyn> == null: bool", (list: readonly unknown[]) => list.length === 0);
  env.registerOperator("double == null: bool", () => false);
  env.registerOperator(`${timestamp} == null: bool`, () => false);
}

/** Text of a blank is blank. */
export function addConversions(env: Environment): void {
  env.registerFunction("string(null): string", () => "");
  env.registerFunction(`string(${timestamp}): string`, (time: Date) => time.toISOString());
}
