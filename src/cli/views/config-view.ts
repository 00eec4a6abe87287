// The configuration for people: what is wrong with it, and where each value comes from.
import { isAbsolute, relative } from "node:path";
import type { LintProblem, LintReport } from "../../core/config/lint.ts";
import type { OriginRow } from "../../core/config/origins.ts";
import { formatProblem } from "../../core/config/problems.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount } from "../times.ts";
import { stack } from "./values.ts";

export interface Reader {
  /** Directory from which the reader sees the files. */
  readonly root: string;
  /** The text of a line of a file; null: carets help nobody. */
  readonly readLine: ((file: string, line: number) => string | undefined) | null;
}

export function lintText(page: Page, report: LintReport, reader: Reader): string {
  const { paint } = page;
  const problems = report.problems.map((problem) => problemText(page, problem, reader));
  const skipped = report.skipped.map((sentence) => `${paint("dim", "not looked at")} ${sentence}`);
  return stack([problems.join("\n"), skipped.join("\n"), summary(page, report)]);
}

function summary({ paint }: Page, { problems, level, skipped }: LintReport): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  if (problems.length === 0) {
    const but = skipped.length === 0 ? "" : ", but not everything could be looked at";
    return `${paint("green", "✓")} nothing is wrong at the level ${level}${but}`;
  }
  const parts = [
    ...(errors === 0 ? [] : [showCount(errors, "error")]),
    ...(warnings === 0 ? [] : [showCount(warnings, "warning")]),
  ];
  return `${errors === 0 ? paint("yellow", "!") : paint("red", "✗")} ${parts.join(", ")} at the level ${level}`;
}

function problemText({ paint }: Page, problem: LintProblem, { root, readLine }: Reader): string {
  const mark = problem.severity === "error" ? paint("red", "error") : paint("yellow", "warning");
  const text = formatProblem({ ...problem, file: shortName(problem.file, root) });
  const line = `${text} ${mark} ${paint("dim", problem.rule)}`;
  const source = problem.source === undefined ? readLine?.(problem.file, problem.line) : undefined;
  if (source === undefined) return line;
  const gutter = `${problem.line} | `;
  const before = source.slice(0, problem.column - 1).replace(/[^\t]/g, " ");
  return [line, paint("dim", gutter) + source, " ".repeat(gutter.length) + before + paint("red", "^")].join(
    "\n",
  );
}

export function originsText(page: Page, rows: readonly OriginRow[], root: string): string {
  if (rows.length === 0)
    return "The configuration is empty: it says nothing, and there are no defaults to show.";
  return renderTable(
    page,
    [
      { title: "KEY", keep: true, cell: ({ path }) => path },
      {
        title: "VALUE",
        wrap: true,
        cell: ({ value }) => (typeof value === "string" ? value : JSON.stringify(value)),
      },
      { title: "LAYER", cell: ({ layer }) => layer },
      { title: "FROM", keep: true, cell: ({ place }) => (place === "" ? "–" : shortName(place, root)) },
    ],
    rows,
  );
}

/** As seen from here, where that is shorter; editors and terminals open both. */
function shortName(file: string, root: string): string {
  if (!isAbsolute(file)) return file;
  const near = relative(root, file);
  return near.startsWith("..") || near === "" ? file : near;
}
