// zod's issues → problems in an operator's words, with the place and the nearest valid name.
import type { z } from "zod";
import type { ConfigDocument } from "./document.ts";
import { nearestName } from "./nearest.ts";
import type { ConfigPath, ConfigProblem } from "./problems.ts";
import { inputSchema, validKeys } from "./schema-keys.ts";

type Issue = z.core.$ZodIssue;

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map of keys",
  record: "a map of keys",
  array: "a list",
  null: "nothing",
};

interface Translation {
  readonly document: ConfigDocument;
  readonly schema: z.ZodType;
  /** Where in the file the checked value is. */
  readonly base: ConfigPath;
  /** Keys allowed at `base` beside the schema's own. */
  readonly extraKeys: readonly string[];
}

/** The value at `path` in plain data; undefined where there is none. */
export function valueAt(data: unknown, path: ConfigPath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** A value's kind in plain words, with the value where it is short and can't be a secret. */
function describeValue(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map of keys";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? `the number ${value}` : String(value);
}

/** One problem per thing that is wrong: zod's issue may name several unknown keys, and a wrong value break several rules. */
export function describeIssues(issues: readonly Issue[], translation: Translation): ConfigProblem[] {
  const told = new Set<string>();
  return issues
    .filter((issue) => !isOutdone(issue, issues))
    .flatMap((issue) => describeIssue(issue, translation))
    .filter(({ path }) => !told.has(path) && told.add(path))
    .map((problem) => ({ rule: "wrong-value", ...problem }));
}

/** A whole number has a bound of its own kind, far beyond the one that counts. */
function isOutdone(issue: Issue, issues: readonly Issue[]): boolean {
  if (issue.code !== "too_big") return false;
  const place = JSON.stringify(issue.path);
  return issues.some(
    (other) =>
      other.code === "too_big" && other.maximum < issue.maximum && JSON.stringify(other.path) === place,
  );
}

function describeIssue(issue: Issue, translation: Translation): ConfigProblem[] {
  const { document, base } = translation;
  const inner = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const path = [...base, ...inner];
  const at = (message: string, suggestion?: string): ConfigProblem[] => [
    document.problemAt(path, "value", message, suggestion),
  ];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => describeUnknownKey(key, inner, translation));
  }
  if (issue.code === "invalid_key") {
    const reason = issue.issues[0]?.message ?? "it is not a name";
    return [document.problemAt(path, "key", `"${String(path.at(-1))}" can't be a name here: ${reason}`)];
  }
  const value = valueAt(document.data, path);
  const aboutType =
    issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union";
  if (value === undefined && aboutType) return [describeMissing(path, document)];
  if (issue.code === "invalid_value") return at(...describeChoice(path, issue.values, value));
  if (issue.code === "invalid_type") {
    // A mistyped true or false is worth quoting (YAML 1.2 reads `yes` as text); other text may be a secret.
    const found = issue.expected === "boolean" ? quoteShort(value) : describeValue(value);
    const unquoted = issue.expected === "string" && (typeof value === "number" || typeof value === "boolean");
    return at(`${wanted(path, issue.expected)}, this is ${found}${unquoted ? "; put it in quotes" : ""}`);
  }
  if (issue.code === "too_small" || issue.code === "too_big") return at(describeSize(path, issue));
  if (issue.code === "invalid_union") return describeUnion(issue, value, path, translation);
  return at(`${nameOf(path)}: ${issue.message}`);
}

/** What the value at a path is called: by its key, or as an item of the list there. */
function nameOf(path: ConfigPath): string {
  const last = path.at(-1) ?? "";
  return typeof last === "string" ? `"${last}"` : `item ${last + 1} of "${String(path.at(-2) ?? "")}"`;
}

function wanted(path: ConfigPath, expected: string): string {
  const word = typeWords[expected] ?? expected;
  const last = path.at(-1);
  if (last === undefined) return `the configuration must be ${word}`;
  return typeof last === "number" ? `each item here must be ${word}` : `"${last}" must be ${word}`;
}

function describeUnknownKey(key: string, inner: ConfigPath, translation: Translation): ConfigProblem {
  const { document, schema, base, extraKeys } = translation;
  const own = validKeys(inputSchema(schema), inner);
  const known = inner.length === 0 ? [...new Set([...own, ...extraKeys])] : own;
  const suggestion = nearestName(key, known);
  const list = suggestion === undefined && known.length > 0 ? `; the keys here are ${known.join(", ")}` : "";
  const problem = document.problemAt(
    [...base, ...inner, key],
    "key",
    `unknown key "${key}"${list}`,
    suggestion,
  );
  return { ...problem, rule: "unknown-key" };
}

function describeMissing(path: ConfigPath, document: ConfigDocument): ConfigProblem {
  const owner = path.at(-2);
  const where = owner === undefined ? "" : typeof owner === "number" ? " in this item" : ` in "${owner}"`;
  const problem = document.problemAt(path, "key", `the key "${String(path.at(-1))}" is missing${where}`);
  return { ...problem, rule: "missing-key" };
}

function describeChoice(
  path: ConfigPath,
  values: readonly unknown[],
  value: unknown,
): [string, string | undefined] {
  const choices = values.map(String);
  const suggestion = typeof value === "string" ? nearestName(value, choices) : undefined;
  // The choices are listed too: with two or three of them that is the shorter way to the right one.
  const name = typeof path.at(-1) === "string" ? `"${path.at(-1)}"` : "this";
  return [
    `${name} must be ${choices.join(", ").replace(/, ([^,]*)$/, " or $1")}, not ${quoteShort(value)}`,
    suggestion,
  ];
}

function quoteShort(value: unknown): string {
  return typeof value === "string" && value.length <= 40 ? `"${value}"` : describeValue(value);
}

function describeSize(path: ConfigPath, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const name = nameOf(path);
  const bound = issue.code === "too_small" ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (issue.origin === "array") return `${name} needs ${bound} item${bound.endsWith(" 1") ? "" : "s"}`;
  if (issue.origin === "string")
    return bound === "at least 1" ? `${name} is empty` : `${name} must have ${bound} characters`;
  return `${name} must be ${bound}`;
}

function describeUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  value: unknown,
  path: ConfigPath,
  translation: Translation,
): ConfigProblem[] {
  const kinds = issue.errors.map((branch) => (branch.length === 1 ? kindsOf(branch[0]) : null));
  const choices = kinds.flatMap((kind) => kind ?? []);
  if (choices.length > 0 && !kinds.includes(null)) return [describeKinds(path, choices, value, translation)];
  // A branch of another type altogether was not meant when there is one of the value's own.
  const isOtherType = (branch: readonly Issue[]): boolean =>
    branch.some((one) => one.path.length === 0 && isOfOtherType(one, value));
  const sameType = issue.errors.filter((branch) => !isOtherType(branch));
  const branches = sameType.length > 0 ? sameType : issue.errors;
  const [firstBranch, ...others] = [...branches].sort((a, b) => a.length - b.length);
  if (firstBranch === undefined || firstBranch.length === 0) {
    const message = issue.inclusive === false ? issue.message : `${describeValue(value)} does not fit here`;
    return [translation.document.problemAt(path, "value", message)];
  }
  const nearest = others.every((branch) => branch.length > firstBranch.length)
    ? firstBranch
    : firstBranch.slice(0, 1);
  return nearest
    .filter((inner) => !isOutdone(inner, nearest))
    .flatMap((inner) => describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, translation));
}

/** Whether an issue says that a value of another type altogether was expected. */
function isOfOtherType(issue: Issue, value: unknown): boolean {
  if (issue.code === "invalid_type") return true;
  if (issue.code === "invalid_value") return issue.values.every((one) => typeof one !== typeof value);
  if (issue.code !== "invalid_union") return false;
  return issue.errors.every((branch) =>
    branch.some((one) => one.path.length === 0 && isOfOtherType(one, value)),
  );
}

interface Kind {
  readonly name: string;
  /** Whether it is a word to write, not a type. */
  readonly isWord: boolean;
}

/** What a value could have been, when all that is wrong is that it is something else. */
function kindsOf(issue: Issue | undefined): readonly Kind[] | null {
  if (issue === undefined || issue.path.length > 0) return null;
  if (issue.code === "invalid_type")
    return [{ name: typeWords[issue.expected] ?? issue.expected, isWord: false }];
  if (issue.code === "invalid_value")
    return issue.values.map((name) => ({ name: String(name), isWord: true }));
  return null;
}

function describeKinds(
  path: ConfigPath,
  choices: readonly Kind[],
  value: unknown,
  { document }: Translation,
): ConfigProblem {
  const names = [...new Set(choices.map(({ name }) => name))];
  const words = choices.filter(({ isWord }) => isWord).map(({ name }) => name);
  const wantedNames = names.join(", ").replace(/, ([^,]*)$/, " or $1");
  const name = typeof path.at(-1) === "string" ? `"${path.at(-1)}"` : "this";
  const found = words.length > 0 ? `not ${quoteShort(value)}` : `this is ${describeValue(value)}`;
  const suggestion = typeof value === "string" ? nearestName(value, words) : undefined;
  return document.problemAt(path, "value", `${name} must be ${wantedNames}, ${found}`, suggestion);
}
