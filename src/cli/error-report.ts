// What a person and a script are told about a failure: any error becomes one code, one exit code, one next step.
import { stripVTControlCharacters } from "node:util";
import { nearestName } from "../core/config/nearest.ts";
import { ConfigInvalidError, type ConfigProblem, formatProblem } from "../core/config/problems.ts";
import { errorCatalogue } from "../core/contract/error-codes.ts";
import { type ErrorFacts, IntegrationError } from "../core/contract/errors.ts";
import type { MovedRecord } from "../core/sync/plan/plan-file.ts";
import { PlanStaleError } from "../core/sync/plan/plan-stale.ts";
import { type Paint, plainText } from "./paint.ts";
import { showCount } from "./times.ts";

export interface ErrorDocument {
  readonly schema: "integ.error/1";
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly docs: string;
    readonly connection?: string;
    readonly vendorCode?: string;
    readonly retryAfterMs?: number;
    readonly problems?: readonly ConfigProblem[];
    readonly moved?: readonly MovedRecord[];
  };
}

/** The same error when it is ours; otherwise the code of the kind of failure it is, with the error as cause. */
export function toIntegrationError(error: unknown): IntegrationError {
  if (error instanceof IntegrationError) return error;
  if (isNamed(error, "ExitPromptError") || isNamed(error, "AbortPromptError")) {
    return new IntegrationError({ code: "E_CANCELLED", message: "Stopped before anything was changed" });
  }
  if (isOclifError(error))
    return new IntegrationError({ code: "E_USAGE", ...explainUsage(error), cause: error });
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new IntegrationError({
    code: "E_INTERNAL",
    message: `integ itself failed (${detail})`,
    cause: error,
  });
}

export function errorDocument(error: IntegrationError): ErrorDocument {
  const problems = problemsOf(error);
  return {
    schema: "integ.error/1",
    error: {
      code: error.code,
      message: summary(error),
      hint: error.hint,
      docs: `docs/operator/errors.md#${error.code.toLowerCase()}`,
      ...(error.connection === undefined ? {} : { connection: error.connection }),
      ...(error.vendorCode === undefined ? {} : { vendorCode: error.vendorCode }),
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      ...(problems.length === 0 ? {} : { problems }),
      ...(movedOf(error).length === 0 ? {} : { moved: movedOf(error) }),
    },
  };
}

export interface ErrorTextOptions {
  readonly paint: Paint;
  /** Adds where in the code it happened. */
  readonly stack: boolean;
  /** Given where a caret under the wrong place helps: on a terminal. */
  readonly readLine: ((file: string, line: number) => string | undefined) | undefined;
}

/** Lines for stderr, ending in a line break. */
export function errorText(error: IntegrationError, options: ErrorTextOptions): string {
  const { paint } = options;
  const lines = problemsOf(error).flatMap((problem) => problemLines(problem, options));
  lines.push(...movedLines(movedOf(error), paint));
  lines.push(`${paint("red", "error")} ${paint("bold", error.code)}  ${summary(error)}`);
  lines.push(`${paint("cyan", "→")} ${error.hint}`);
  if (options.stack) lines.push(paint("dim", stackOf(error)));
  return `${lines.join("\n")}\n`;
}

function summary(error: IntegrationError): string {
  const count = problemsOf(error).length;
  if (count === 0) return error.message;
  return `${errorCatalogue[error.code].title}: ${showCount(count, "problem")}`;
}

function problemLines(problem: ConfigProblem, { paint, readLine }: ErrorTextOptions): string[] {
  const line = formatProblem(problem);
  const source = readLine?.(problem.file, problem.line);
  if (source === undefined) return [line];
  const gutter = `${problem.line} | `;
  // Tabs stay tabs, so that the caret stands under its column whatever the terminal's tab width.
  const before = source.slice(0, problem.column - 1).replace(/[^\t]/g, " ");
  return [line, paint("dim", gutter) + source, " ".repeat(gutter.length) + before + paint("red", "^")];
}

/** More than this nobody reads; the message counts them all. */
const mostMoved = 20;

function movedLines(moved: readonly MovedRecord[], paint: Paint): string[] {
  const shown = moved.slice(0, mostMoved).map(({ side, operation, recordId, sourceId, why }) => {
    return [plainText(`${operation} ${side} ${recordId ?? `for ${sourceId}`}`), plainText(why)] as const;
  });
  const width = shown.reduce((most, [what]) => Math.max(most, what.length), 0);
  const lines = shown.map(([what, why]) => `${what.padEnd(width)}  ${why}`);
  const rest = moved.length - shown.length;
  return rest === 0 ? lines : [...lines, paint("dim", `… and ${rest.toLocaleString("en-US")} more`)];
}

function stackOf(error: IntegrationError): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\nCaused by: ${error.cause.stack}` : own;
}

function problemsOf(error: IntegrationError): readonly ConfigProblem[] {
  return error instanceof ConfigInvalidError ? error.problems : [];
}

function movedOf(error: IntegrationError): readonly MovedRecord[] {
  return error instanceof PlanStaleError ? error.moved : [];
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/** An error of oclif, which are about the command line: a wrong flag, argument or value. */
interface OclifError extends Error {
  readonly oclif: object;
  /** Names as typed (unknown flags), or what was too much or missing among the arguments. */
  readonly flags?: readonly string[];
  readonly args?: readonly (string | { readonly name: string })[];
  readonly parse?: { readonly input?: { readonly flags?: object } };
}

function isOclifError(error: unknown): error is OclifError {
  return error instanceof Error && "oclif" in error && typeof error.oclif === "object";
}

/** The same error; one that would show what was too much among the arguments, without that. */
export function withoutExtraArguments(error: unknown): unknown {
  if (!isOclifError(error) || !error.args?.some((arg) => typeof arg === "string")) return error;
  return new IntegrationError({
    code: "E_USAGE",
    message: "Too many arguments; they are not shown, for one may be a secret",
    hint: "A secret is never an argument: it is asked for or piped in. If it was one, make a new one at the vendor: the shell may have kept it.",
  });
}

function explainUsage(error: OclifError): Pick<ErrorFacts, "message" | "hint"> {
  if (error.flags !== undefined) return explainUnknownFlags(error.flags, error.parse?.input?.flags ?? {});
  const missing = (error.args ?? []).filter((arg) => typeof arg === "object").map((arg) => arg.name);
  if (missing.length > 0)
    return { message: `Missing: ${missing.map((name) => name.toUpperCase()).join(", ")}` };
  const [first = ""] = stripVTControlCharacters(error.message).split("\nSee more help");
  const [heading = "", ...reasons] = first.split("\n").map((line) => line.trim());
  return { message: reasons.length === 0 ? heading : reasons.filter(Boolean).join("; ") };
}

function explainUnknownFlags(typed: readonly string[], known: object): Pick<ErrorFacts, "message" | "hint"> {
  const message = `Unknown flag ${typed.join(", ")}`;
  const names = Object.keys(known).map((name) => `--${name}`);
  const suggestion = nearestName(typed[0] ?? "", names);
  return suggestion === undefined ? { message } : { message, hint: `Did you mean ${suggestion}?` };
}
