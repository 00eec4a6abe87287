// What a wrong configuration is reported as: every problem with its place, in one error.
import type { ErrorCode } from "../contract/error-codes.ts";
import { ConfigError } from "../contract/errors.ts";
import type { RuleId } from "./rules.ts";

export type ConfigPath = readonly (string | number)[];

export interface ConfigProblem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** `syncs.cases.fields[2].left`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** The nearest valid name, where one is near. */
  readonly suggestion?: string;
  /** Which rule is broken. */
  readonly rule?: RuleId;
  /** Absent: a file. Otherwise `file` is the variable (`$INTEG_SET__…`) or the flag, and there are no lines. */
  readonly source?: "environment" | "flag";
}

const mostShown = 20;

/** `["syncs","cases","fields",2]` → `syncs.cases.fields[2]`. */
export function formatPath(path: ConfigPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

const longestQuoted = 64;

/** A name as messages quote it: `"cases"`; what is too long for a name is cut. */
export const quoted = (name: string): string =>
  name.length <= longestQuoted ? `"${name}"` : `"${name.slice(0, longestQuoted - 1)}…"`;

/** One line: `integ.yaml:3:5: unknown key "scheduel" — did you mean "schedule"?` */
export function formatProblem(problem: ConfigProblem): string {
  const question = problem.suggestion === undefined ? "" : ` — did you mean "${problem.suggestion}"?`;
  const place = problem.source === undefined ? `:${problem.line}:${problem.column}` : "";
  return `${problem.file}${place}: ${problem.message}${question}`;
}

/** The problems in the order of their files, then by line; each once. */
export function sortProblems<T extends ConfigProblem>(problems: readonly T[]): T[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  const rank = new Map(files.map((file, index) => [file, index]));
  const seen = new Set<string>();
  return problems
    .toSorted(
      (a, b) => (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
    )
    .filter((problem) => {
      const text = `${formatProblem(problem)} ${problem.path}`;
      return !seen.has(text) && seen.add(text);
    });
}

/** Every problem of one configuration. The message lists them, one a line, in file order. */
export class ConfigInvalidError extends ConfigError {
  readonly problems: readonly ConfigProblem[];

  /** `code` where all problems are of one kind that has a code of its own. */
  constructor(problems: readonly ConfigProblem[], code: ErrorCode = "E_CONFIG_INVALID") {
    const sorted = sortProblems(problems);
    const lines = sorted.slice(0, mostShown).map(formatProblem);
    if (sorted.length > mostShown) lines.push(`… and ${sorted.length - mostShown} more`);
    super({ code, message: lines.join("\n") });
    this.problems = sorted;
  }
}

/** The problems of several refusals as one; its code is theirs where they share it. */
export function joined(refusals: readonly ConfigInvalidError[]): ConfigInvalidError {
  const codes = new Set(refusals.map(({ code }) => code));
  const [code] = codes.size === 1 ? codes : [];
  return new ConfigInvalidError(
    refusals.flatMap(({ problems }) => problems),
    code,
  );
}
