// An encoded query taken apart: what stands between the carets (fact sheet section 3).
const OPERATORS = [
  "NOT IN",
  "NOT LIKE",
  "ISNOTEMPTY",
  "ISEMPTY",
  "STARTSWITH",
  "ENDSWITH",
  "INSTANCEOF",
  "BETWEEN",
  "LIKE",
  "IN",
  "!=",
  ">=",
  "<=",
  "=",
  ">",
  "<",
] as const;

export type Operator = (typeof OPERATORS)[number];

export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
}

export interface Order {
  readonly field: string;
  readonly descending: boolean;
}

export type Part =
  | { readonly kind: "condition"; readonly joint: "and" | "or" | "new-query"; readonly condition: Condition }
  | { readonly kind: "order"; readonly order: Order }
  /** Nothing the instance can make sense of. */
  | { readonly kind: "nonsense"; readonly joint: "and" | "or" | "new-query" };

/** A caret in a value splits there, too: there is no escape. */
export function parseQuery(text: string): readonly Part[] {
  return text
    .split("^")
    .filter((part) => part !== "" && part !== "EQ")
    .map(parsePart);
}

function parsePart(part: string): Part {
  const order = /^ORDERBY(DESC)?(.*)$/s.exec(part);
  if (order !== null)
    return { kind: "order", order: { field: order[2] ?? "", descending: order[1] !== undefined } };
  if (part.startsWith("NQ")) return parseCondition(part.slice(2), "new-query");
  if (part.startsWith("OR")) return parseCondition(part.slice(2), "or");
  return parseCondition(part, "and");
}

function parseCondition(text: string, joint: "and" | "or" | "new-query"): Part {
  const field = /^[a-z_][a-z0-9_.]*/.exec(text)?.[0] ?? "";
  const rest = text.slice(field.length);
  const operator = OPERATORS.find((known) => rest.startsWith(known));
  if (field === "" || operator === undefined) return { kind: "nonsense", joint };
  return { kind: "condition", joint, condition: { field, operator, value: rest.slice(operator.length) } };
}
