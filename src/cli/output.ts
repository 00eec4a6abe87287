// What a command says and where: the answer on stdout, everything else on stderr, one JSON document with --json.
import { IntegrationError } from "../core/contract/errors.ts";
import { errorDocument, errorText, toIntegrationError } from "./error-report.ts";
import { canStyle, createPaint, escapeControls, type Paint, showable } from "./paint.ts";
import { fitLines, screenWidth } from "./wrap.ts";

/** A document of the CLI. `schema` comes first (`integ.health/1`); times, durations and ids as docs/operator/json.md says. */
export interface AnswerDocument {
  readonly schema: `integ.${string}/${number}`;
}

/**
 * Verdicts never share a number with failures: 1 warning or work for a person, 2 critical, 3 unknown. But 75, as E_STOPPED
 * ends: it was done, what was under way not.
 */
export type Verdict = 0 | 1 | 2 | 3 | 75;

/** What the text renderer knows of its reader. */
export interface Page {
  /** Columns to fit in. */
  readonly width: number;
  readonly paint: Paint;
  readonly nowMs: number;
}

export interface Outcome {
  readonly document: AnswerDocument | (AnswerDocument & Readonly<Record<string, unknown>>);
  /** The same answer for people; "" prints nothing. */
  render(page: Page): string;
  readonly verdict?: Verdict;
  /** The text is for a program: not a character of it is moved. */
  readonly isVerbatim?: boolean;
}

export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Prints the answer and sets the exit code. Once per command. */
  answer(outcome: Outcome): void;
  /** Reports a failure and sets the exit code. */
  fail(error: unknown): void;
  /** Something the operator should know although the command goes on. */
  warn(sentence: string): void;
  /** Guidance beside the answer; silent with --quiet. */
  note(sentence: string): void;
}

export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface OutputOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Show where an error came from. */
  readonly stack: boolean;
  readonly now: () => number;
  /** The text of a line (1-based) of a file, for the snippet under a configuration problem. */
  readonly readLine: (file: string, line: number) => string | undefined;
  /** Takes secrets out of all that is said. */
  readonly hide: (text: string) => string;
  readonly setExitCode: (code: number) => void;
}

/** Width of text that goes to a file or another program. */
const PLAIN_WIDTH = 120;

export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, env, json, quiet } = options;
  const screen = { isTty: stderr.isTTY === true, env };
  const paintErr = createPaint(screen);
  const snippets = stderr.isTTY === true ? options.readLine : undefined;
  let answered = false;

  function print(text: string): void {
    if (text !== "") stdout.write(options.hide(text.endsWith("\n") ? text : `${text}\n`));
  }

  /** The one way to stderr: nothing that came from elsewhere drives the terminal. */
  function tell(text: string): void {
    const hidden = options.hide(text);
    const shown = stderr.isTTY === true ? fitLines(hidden, screenWidth(stderr)) : hidden;
    stderr.write(canStyle(screen) ? showable(shown) : escapeControls(shown));
  }

  function answer(outcome: Outcome): void {
    if (answered) throw new IntegrationError({ code: "E_INTERNAL", message: "A command answered twice" });
    print(json ? documentText(outcome.document) : shown(outcome, options));
    answered = true;
    options.setExitCode(outcome.verdict ?? 0);
  }

  function fail(thrown: unknown): void {
    const error = toIntegrationError(thrown);
    if (json && !answered) print(documentText(errorDocument(error)));
    answered = true;
    if (!json || !quiet)
      tell(errorText(error, { paint: paintErr, stack: options.stack, readLine: snippets }));
    options.setExitCode(error.exitCode);
  }

  return {
    json,
    quiet,
    answer,
    fail,
    warn: (sentence) => tell(`${paintErr("yellow", "warning")} ${sentence}\n`),
    note: (sentence) => {
      if (!quiet) tell(`${sentence}\n`);
    },
  };
}

function documentText(document: AnswerDocument): string {
  const { schema, ...rest } = document;
  return JSON.stringify({ schema, ...rest }, null, 2);
}

/** The answer for people: nothing that came from elsewhere drives the terminal. */
function shown(outcome: Outcome, options: OutputOptions): string {
  const page = pageFor(options);
  const rendered = outcome.render(page);
  const isFitted = options.stdout.isTTY === true && outcome.isVerbatim !== true;
  const text = isFitted ? fitLines(rendered, page.width) : rendered;
  const screen = { isTty: options.stdout.isTTY === true, env: options.env };
  return canStyle(screen) ? showable(text) : escapeControls(text);
}

function pageFor({ stdout, env, now }: OutputOptions): Page {
  const isTty = stdout.isTTY === true;
  return {
    width: isTty ? screenWidth(stdout) : PLAIN_WIDTH,
    paint: createPaint({ isTty, env }),
    nowMs: now(),
  };
}
