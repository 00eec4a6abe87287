// What a wrong configuration is reported as: every problem with its place, in one error.
import type { ErrorCode } from "../contract/error-codes.ts";
import { ConfigError } from "../contract/errors.ts";

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

/** One line: `integ.yaml:3:5: unknown key "scheduel" — did you mean "schedule"?` */
export function formatProblem(problem: ConfigProblem): string {
  const question = problem.suggestion === undefined ? "" : ` — did you mean "${problem.suggestion}"?`;
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}${question}`;
}

/** Every problem of one configuration. The message lists them, one a line, in file order. */
export class ConfigInvalidError extends ConfigError {
  readonly problems: readonly ConfigProblem[];

  /** `code` where all problems are of one kind that has a code of its own. */
  constructor(problems: readonly ConfigProblem[], code: ErrorCode = "E_CONFIG_INVALID") {
    const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
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
