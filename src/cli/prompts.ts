// Questions to the operator, on stderr. Where nobody can answer, the flag or variable to give is named instead.
import type { Readable } from "node:stream";
import { IntegrationError } from "../core/contract/errors.ts";
import { escapeControls } from "./paint.ts";

export interface Question {
  readonly message: string;
  /** How to give the answer without being asked (`--subdomain`, `INTEG_ZENDESK_TOKEN`). */
  readonly instead: string;
  /** Takes this question back. */
  readonly signal?: AbortSignal;
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly name: string;
  readonly description?: string;
}

export interface Prompts {
  /** Whether somebody is there to answer. */
  readonly available: boolean;
  text(question: Question & { readonly default?: string }): Promise<string>;
  /** Not echoed. */
  secret(question: Question): Promise<string>;
  confirm(question: Question & { readonly default: boolean }): Promise<boolean>;
  select<T extends string>(question: Question & { readonly choices: readonly Choice<T>[] }): Promise<T>;
}

export interface PromptOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noInput: boolean;
  /** Takes an open question back; it rejects with AbortPromptError then. */
  readonly signal?: AbortSignal;
}

export function createPrompts(options: PromptOptions): Prompts {
  const available = canAsk(options);
  const { stdin, stderr, signal } = options;
  const io = { input: stdin, output: stderr, ...(signal ? { signal } : {}) };
  const ioOf = (question: Question) =>
    question.signal ? { ...io, signal: AbortSignal.any([question.signal, ...(signal ? [signal] : [])]) } : io;

  async function ask<T>(
    question: Question,
    show: (inquirer: Inquirer, shown: Question) => Promise<T>,
  ): Promise<T> {
    if (!available) throw cannotAsk(question, options.noInput);
    const shown = { ...question, message: escapeControls(question.message) };
    return show(await import("@inquirer/prompts"), shown);
  }

  return {
    available,
    text: (question) =>
      ask(question, ({ input }, { message }) =>
        input({ message, required: true, ...withDefault(question.default) }, ioOf(question)),
      ),
    secret: (question) => ask(question, ({ password }, { message }) => password({ message, mask: "•" }, io)),
    confirm: (question) =>
      ask(question, ({ confirm }, { message }) => confirm({ message, default: question.default }, io)),
    select: (question) =>
      ask(question, ({ select }, { message }) => select({ message, choices: question.choices }, io)),
  };
}

/**
 * Everything on stdin as text without its last line break: the way a secret is piped in.
 * @throws IntegrationError E_USAGE when stdin is a terminal, empty, or longer than `maxBytes`.
 */
export async function readPiped(stdin: Readable & { isTTY?: boolean }, maxBytes = 65_536): Promise<string> {
  if (stdin.isTTY) throw usage("Standard input is a terminal", "Pipe the value in: `… < file`.");
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw usage(`Standard input is longer than ${maxBytes} bytes`, "Pipe in one secret only.");
  }
  const text = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
  if (text === "") throw usage("Standard input is empty", "Pipe the value in: `… < file`.");
  return text;
}

type Inquirer = typeof import("@inquirer/prompts");

function canAsk({ stdin, stderr, env, noInput }: PromptOptions): boolean {
  const inCi = Boolean(env.CI) && env.CI !== "false";
  return !noInput && !inCi && stdin.isTTY === true && stderr.isTTY === true;
}

function cannotAsk({ message, instead }: Question, noInput: boolean): IntegrationError {
  const why = noInput ? "--no-input was given" : "there is no terminal to ask on";
  return usage(`"${message}" needs an answer, and ${why}`, `Give ${instead}.`);
}

function usage(message: string, hint: string): IntegrationError {
  return new IntegrationError({ code: "E_USAGE", message, hint });
}

function withDefault(value: string | undefined): { default?: string } {
  return value === undefined ? {} : { default: value };
}
