// What is going on, on stderr: one line rewritten in place on a terminal, one line per phase elsewhere.
import type { Stream } from "./output.ts";
import { canStyle, plainText } from "./paint.ts";
import { screenWidth } from "./wrap.ts";

export interface Progress {
  /** Whether a phase is under way and shown. */
  readonly isActive: boolean;
  /** Whether a line gives way to the next one; elsewhere each stays. */
  readonly rewrites: boolean;
  /** Starts a phase and ends the one before it. */
  phase(title: string): void;
  /** How far the phase is (`120 of 1,000`). Only shown where it can be rewritten in place. */
  update(detail: string): void;
  /** What holds the phase up (`waiting 16 s for …`); null: nothing any more. */
  hold(reason: string | null): void;
  /** Ends the phase; `summary` replaces its line. */
  done(summary?: string): void;
}

export interface ProgressOptions {
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly quiet: boolean;
}

const SILENT: Progress = {
  isActive: false,
  rewrites: false,
  phase: () => {},
  update: () => {},
  hold: () => {},
  done: () => {},
};
const CLEAR_LINE = "\r\u001b[2K";

export function createProgress(options: ProgressOptions): Progress {
  if (options.quiet) return SILENT;
  const live = options.stderr.isTTY === true && canStyle({ isTty: true, env: options.env });
  return live && !options.env.ACCESSIBLE
    ? new LiveProgress(options.stderr)
    : new PlainProgress(options.stderr);
}

class PlainProgress implements Progress {
  readonly #stderr: Stream;
  readonly rewrites = false;
  isActive = false;

  constructor(stderr: Stream) {
    this.#stderr = stderr;
  }

  phase(title: string): void {
    this.isActive = true;
    this.#write(`${plainText(title)} …`);
  }

  update(): void {}

  hold(reason: string | null): void {
    if (reason !== null) this.#write(reason);
  }

  done(summary?: string): void {
    this.isActive = false;
    if (summary !== undefined) this.#write(summary);
  }

  #write(line: string): void {
    this.#stderr.write(`${plainText(line)}\n`);
  }
}

class LiveProgress implements Progress {
  readonly #stderr: Stream;
  readonly rewrites = true;
  #phase: string | null = null;
  #detail = "";
  #held: string | null = null;

  constructor(stderr: Stream) {
    this.#stderr = stderr;
  }

  get isActive(): boolean {
    return this.#phase !== null;
  }

  phase(title: string): void {
    this.done();
    this.#phase = title;
    this.#draw();
  }

  update(detail: string): void {
    this.#detail = detail;
    this.#draw();
  }

  hold(reason: string | null): void {
    this.#held = reason;
    this.#draw();
  }

  done(summary?: string): void {
    if (this.#phase === null && summary === undefined) return;
    this.#stderr.write(`${CLEAR_LINE}${plainText(summary ?? this.#phase ?? "")}\n`);
    this.#phase = null;
    this.#detail = "";
    this.#held = null;
  }

  #draw(): void {
    if (this.#phase === null) return;
    const told = this.#held ?? this.#detail;
    const line = plainText(this.#phase) + (told === "" ? " …" : `  ${plainText(told)}`);
    const width = screenWidth(this.#stderr) - 1;
    this.#stderr.write(CLEAR_LINE + (line.length > width ? `${line.slice(0, width - 1)}…` : line));
  }
}
