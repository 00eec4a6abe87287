// Encoded queries: how a condition is written, and whether a row fulfils it. An instance drops conditions it does not
// understand, or whose field we may not read, without a word; so each row that comes is held against what was asked.
// Source: servicenow.github.io/sdk "Encoded query guide". Pure.
import { PermanentError } from "../../contract/errors.ts";
import type { Row } from "./schema.ts";

export type Condition =
  | { readonly field: string; readonly is: "=" | ">" | ">=" | "STARTSWITH"; readonly value: string }
  | { readonly field: string; readonly is: "IN"; readonly values: readonly string[] };

// `^` begins the next condition, and there is no agreed escape; a comma separates the values of IN.
const breaks = /[\^\r\n]/;

/** Whether a value can stand in a query, in a list of several where `listed`. */
export function isQueryable(value: string, listed = false): boolean {
  return value !== "" && !breaks.test(value) && !(listed && value.includes(","));
}

/**
 * Conditions that all hold, and the order of the rows. Alternatives are written as IN alone: `^OR` binds to the
 * condition before it, and rules of the instance do not apply behind `^NQ`.
 * @throws PermanentError E_QUERY for a value that can't stand in a query
 */
export function buildQuery(conditions: readonly Condition[], orderBy: readonly string[] = []): string {
  return [...conditions.map(written), ...orderBy.map((field) => `ORDERBY${field}`)].join("^");
}

function written(condition: Condition): string {
  const { field, is } = condition;
  const values = condition.is === "IN" ? condition.values : [condition.value];
  const unfit = values.find((value) => !isQueryable(value, is === "IN"));
  if (unfit === undefined) return `${field}${is}${values.join(",")}`;
  throw new PermanentError({
    code: "E_QUERY",
    message: `ServiceNow can't be asked for a ${field} with blank, ^, a line break or, among several, a comma in it`,
  });
}

const mostValues = 40;
/** Of one list in an address, encoded: some proxies take 8 KB in all. */
const mostEncoded = 3000;
const longestValue = 150;

/**
 * Questions that find every row whose field holds one of the values, and maybe others: what can't stand in a query, or
 * is too long for an address, is asked for by its beginning.
 */
export function conditionsFor(field: string, values: readonly string[]): readonly Condition[] {
  const heads = values.map((value) => ({ value, head: headOf(value) }));
  const whole = heads.filter(({ value, head }) => head === value).map(({ value }) => value);
  const single = whole.filter((value) => !isQueryable(value, true));
  return [
    ...listsOf(whole.filter((value) => isQueryable(value, true))).map(
      (list): Condition => ({ field, is: "IN", values: list }),
    ),
    ...single.map((value): Condition => ({ field, is: "=", value })),
    ...heads
      .filter(({ value, head }) => head !== value)
      .map(({ head }): Condition => ({ field, is: "STARTSWITH", value: head })),
  ];
}

/** What of a value can be asked for: up to what breaks a query, in whole characters. */
function headOf(value: string): string {
  const [head = ""] = value.split(breaks);
  return [...head].slice(0, longestValue).join("");
}

function listsOf(values: readonly string[]): readonly (readonly string[])[] {
  const lists: string[][] = [];
  let room = 0;
  for (const value of values) {
    const needed = encodeURIComponent(value.toWellFormed()).length;
    const last = lists.at(-1);
    if (last === undefined || needed > room || last.length === mostValues) {
      lists.push([value]);
      room = mostEncoded - needed;
    } else {
      last.push(value);
      room -= needed;
    }
  }
  return lists;
}

// The platform's databases compare without regard to case, and so does its sign for equality.
const folded = (text: string): string => text.toLowerCase();

function fulfils(row: Row, condition: Condition): boolean {
  const value = row[condition.field];
  // A field that we may not read is left out of rows, and its condition out of the query.
  if (value === undefined) return false;
  if (condition.is === "IN") return condition.values.some((wanted) => folded(wanted) === folded(value));
  if (condition.is === ">") return value > condition.value;
  if (condition.is === ">=") return value >= condition.value;
  if (condition.is === "STARTSWITH") return folded(value).startsWith(folded(condition.value));
  return folded(value) === folded(condition.value);
}

/** @throws PermanentError E_QUERY for a row that was not asked for: then the instance answered another question */
export function recheck(table: string, rows: readonly Row[], conditions: readonly Condition[]): void {
  for (const row of rows) {
    const broken = conditions.find((condition) => !fulfils(row, condition));
    if (broken === undefined) continue;
    throw new PermanentError({
      code: "E_QUERY",
      message: `ServiceNow dropped the condition on ${broken.field} from a query over ${table}: its rows are not what was asked for`,
      hint: `See that ${table} has the field ${broken.field} and that the integration's user may read it. The system property glide.invalid_query.returns_no_rows makes such queries fail instead.`,
    });
  }
}
