// What is going on, on stderr: one line rewritten in place on a terminal, one line per phase elsewhere.
import type { Stream } from "./output.ts";
import { canStyle } from "./paint.ts";

export interface Progress {
  /** Starts a phase and ends the one before it. */
  phase(title: string): void;
  /** How far the phase is (`120 of 1,000`). Only shown where it can be rewritten in place. */
  update(detail: string): void;
  /** Ends the phase; `summary` replaces its line. */
  done(summary?: string): void;
}

export interface ProgressOptions {
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly quiet: boolean;
}

const SILENT: Progress = { phase: () => {}, update: () => {}, done: () => {} };
const CLEAR_LINE = "\r\u001b[2K";

export function createProgress(options: ProgressOptions): Progress {
  if (options.quiet) return SILENT;
  const live = options.stderr.isTTY === true && canStyle({ isTty: true, env: options.env });
  return live && !options.env.ACCESSIBLE ? liveProgress(options.stderr) : plainProgress(options.stderr);
}

function plainProgress(stderr: Stream): Progress {
  return {
    phase: (title) => void stderr.write(`${title} …\n`),
    update: () => {},
    done: (summary) => {
      if (summary !== undefined) stderr.write(`${summary}\n`);
    },
  };
}

function liveProgress(stderr: Stream): Progress {
  let current: string | null = null;

  function draw(line: string): void {
    const width = (stderr.columns ?? 80) - 1;
    stderr.write(CLEAR_LINE + (line.length > width ? `${line.slice(0, width - 1)}…` : line));
  }
  function done(summary?: string): void {
    if (current === null && summary === undefined) return;
    stderr.write(`${CLEAR_LINE}${summary ?? current}\n`);
    current = null;
  }

  return {
    phase: (title) => {
      done();
      current = title;
      draw(`${title} …`);
    },
    update: (detail) => {
      if (current !== null) draw(`${current}  ${detail}`);
    },
    done,
  };
}
