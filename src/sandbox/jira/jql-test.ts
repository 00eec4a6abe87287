// JQL's clauses as tests of what the index holds; a field or value that does not exist is refused.
import { isJsonArray, type Json } from "../json.ts";
import { plainText } from "./adf.ts";
import { refuse } from "./errors.ts";
import { type Field, fieldOfClause } from "./fields.ts";
import type { Clause, Condition, Operand, Operator } from "./jql-parse.ts";
import { momentOf } from "./jql-time.ts";
import { idsNamed, isText } from "./jql-values.ts";
import type { Indexed } from "./search-index.ts";
import type { Site } from "./site.ts";

export type Test = (entry: Indexed) => boolean;

/** @throws Refusal 400 */
export function compile(site: Site, condition: Condition): Test {
  if (condition.kind === "clause") return compileClause(site, condition);
  if (condition.kind === "not") {
    const inner = compile(site, condition.part);
    return (entry) => !inner(entry);
  }
  const parts = condition.parts.map((part) => compile(site, part));
  return condition.kind === "and"
    ? (entry) => parts.every((part) => part(entry))
    : (entry) => parts.some((part) => part(entry));
}

function compileClause(site: Site, clause: Clause): Test {
  const name = clause.field.toLowerCase();
  if (["key", "issuekey", "issue", "id"].includes(name)) return compileKeys(site, clause);
  if (name === "statuscategory") return compileIds(site, clause, statusOf, "statuscategory");
  if (name === "text") return compileText(clause, (entry) => allTextOf(entry));
  const field = fieldOfClause(clause.field);
  if (field === null)
    throw refuse(400, `Field '${clause.field}' does not exist or you do not have permission to view it.`);
  if (clause.operator === "is" || clause.operator === "is not") return compileBlank(clause, field);
  if (field.id === "created" || field.id === "updated" || field.kind === "datetime" || field.kind === "date")
    return compileMoment(site, clause, field);
  if (field.kind === "number") return compileNumber(clause, field);
  if (isText(field)) return compileText(clause, ({ state }) => plainText(state.values[field.id] ?? ""));
  return compileIds(site, clause, ({ state }) => listOf(state.values[field.id] ?? null), field);
}

const listOf = (stored: Json): readonly string[] =>
  isJsonArray(stored) ? stored.map(String) : stored === null ? [] : [String(stored)];

const statusOf = ({ state }: Indexed): readonly string[] => listOf(state.values.status ?? null);

function allTextOf({ state }: Indexed): string {
  const { summary = "", description = "" } = state.values;
  return [summary, description, ...state.comments.map(({ body }) => body)]
    .map((text) => (text === null ? "" : plainText(text)))
    .join("\n");
}

function unsupported({ operator, field }: Clause) {
  return refuse(400, `The operator '${operator}' is not supported by the '${field}' field.`);
}

/** Names an issue that must be there. */
function compileKeys(site: Site, clause: Clause): Test {
  const ids = new Set(clause.operands.map((operand) => idOf(site, operand, clause.field)));
  if (clause.operator === "=" || clause.operator === "in") return ({ issue }) => ids.has(issue.id);
  if (clause.operator === "!=" || clause.operator === "not in") return ({ issue }) => !ids.has(issue.id);
  throw unsupported(clause);
}

function idOf(site: Site, { text }: Operand, field: string): string {
  const issue = site.find(text);
  if (issue !== null && !site.hides(site.projectOf(issue.state))) return issue.id;
  throw refuse(400, `An issue with key '${text}' does not exist for field '${field}'.`);
}

function compileBlank({ operator, operands, field: name }: Clause, field: Field): Test {
  const text = operands[0]?.text.toLowerCase();
  if (text !== "empty" && text !== "null")
    throw refuse(400, `The value '${operands[0]?.text ?? ""}' is not valid for the field '${name}'.`);
  const isBlank: Test = ({ state }) => listOf(state.values[field.id] ?? null).length === 0;
  return operator === "is" ? isBlank : (entry) => !isBlank(entry);
}

function compare(operator: Operator, clause: Clause): (left: number, right: number) => boolean {
  if (operator === "=") return (left, right) => left === right;
  if (operator === "!=") return (left, right) => left !== right;
  if (operator === "<") return (left, right) => left < right;
  if (operator === "<=") return (left, right) => left <= right;
  if (operator === ">") return (left, right) => left > right;
  if (operator === ">=") return (left, right) => left >= right;
  throw unsupported(clause);
}

function compileMoment(site: Site, clause: Clause, field: Field): Test {
  const fits = compare(clause.operator, clause);
  const [operand] = clause.operands;
  const limitMs = operand === undefined ? null : momentOf(operand, site.clock.now(), site.settings.userZone);
  if (limitMs === null)
    throw refuse(
      400,
      `Date value '${operand?.text ?? ""}' for field '${clause.field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
    );
  return (entry) => {
    const atMs = momentIn(entry, field);
    return atMs !== null && fits(atMs, limitMs);
  };
}

function momentIn({ issue, state }: Indexed, field: Field): number | null {
  if (field.id === "created") return issue.createdMs;
  if (field.id === "updated") return state.updatedMs;
  const stored = state.values[field.id] ?? null;
  return stored === null ? null : Date.parse(String(stored).replace("+0000", "Z"));
}

function compileNumber(clause: Clause, field: Field): Test {
  const fits = compare(clause.operator, clause);
  const limit = Number(clause.operands[0]?.text);
  return ({ state }) => {
    const stored = state.values[field.id];
    return typeof stored === "number" && fits(stored, limit);
  };
}

/** By words, in any order; a text in quotes of its own is looked for as it is. */
function compileText(clause: Clause, textOf: (entry: Indexed) => string): Test {
  if (clause.operator !== "~" && clause.operator !== "!~") throw unsupported(clause);
  const wanted = clause.operands[0]?.text ?? "";
  const phrase = /^"(.*)"$/s.exec(wanted)?.[1];
  const words = wordsOf(phrase ?? wanted);
  const holds: Test = (entry) => {
    const held = wordsOf(textOf(entry));
    if (phrase !== undefined) return ` ${held.join(" ")} `.includes(` ${words.join(" ")} `);
    return words.every((word) => held.some((each) => fitsWord(each, word)));
  };
  return clause.operator === "~" ? holds : (entry) => !holds(entry);
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}*_]+/u)
    .filter((word) => word !== "");

const fitsWord = (held: string, wanted: string): boolean =>
  wanted.endsWith("*") ? held.startsWith(wanted.slice(0, -1)) : held === wanted;

function compileIds(
  site: Site,
  clause: Clause,
  idsOf: (entry: Indexed) => readonly string[],
  field: Field | "statuscategory",
): Test {
  const isNegative = clause.operator === "!=" || clause.operator === "not in";
  if (!isNegative && clause.operator !== "=" && clause.operator !== "in") throw unsupported(clause);
  const named = clause.operands.map((operand) => idsNamed(site, field, operand, clause.field));
  const wanted = new Set(named.flat());
  const wantsBlank = named.some((ids) => ids.length === 0);
  const holds: Test = (entry) => {
    const ids = idsOf(entry);
    return ids.length === 0 ? wantsBlank : ids.some((id) => wanted.has(id));
  };
  // What is blank fits no "is not" either.
  return isNegative ? (entry) => idsOf(entry).length > 0 && !holds(entry) : holds;
}
