// Builds what a command works with from the process it runs in. The only reader of process.* beside bin/.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import type { Clock, Ids, Logger, Random, RandomBytes, Releaser } from "../core/contract/runtime.ts";
import type { KnownSecrets } from "../core/secrets/known-secrets.ts";
import { chooseLayers, type LayerChoice, type LayerFlags } from "./config/layer-choice.ts";
import { type Directories, findDirectories } from "./directories.ts";
import { watchInterrupts } from "./interrupt.ts";
import { createLogger, isJournal, type LogLevel, type LogTarget } from "./log.ts";
import type { Output } from "./output.ts";
import { sortableIds, systemClock, systemRandom, systemRandomBytes } from "./ports.ts";
import { createProgress, type Progress } from "./progress.ts";
import { createPrompts, type Prompts } from "./prompts.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What commands share. Each resource opened with it pushes its undo on `releasers`; every exit runs them. */
export interface CommandContext {
  readonly env: Environment;
  readonly directories: Directories;
  /** What is laid over the configuration file beside the variables. */
  readonly layers: LayerChoice;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  /** Aborts at SIGINT, SIGTERM or SIGHUP for a command with `handlesSignals`; never for others, which those end. */
  readonly signal: AbortSignal;
  readonly releasers: Releaser[];
  /** Hidden in logs and output. */
  readonly known: KnownSecrets;
  readonly output: Output;
  readonly progress: Progress;
  readonly prompts: Prompts;
}

export interface ContextOptions {
  readonly configFlag: string | undefined;
  readonly stateDirFlag: string | undefined;
  readonly layerFlags: LayerFlags;
  readonly noInput: boolean;
  readonly logLevel: LogLevel;
  readonly handlesSignals: boolean;
  readonly known: KnownSecrets;
  readonly output: Output;
  readonly releasers: Releaser[];
}

export function createContext(process: NodeJS.Process, options: ContextOptions): CommandContext {
  const { env, stderr, stdin } = process;
  const { known, output, releasers } = options;
  const clock = systemClock();
  const signal = options.handlesSignals ? watch(process, releasers) : new AbortController().signal;
  return {
    env,
    directories: findDirectories({
      env,
      homeDir: env.HOME || homedir(),
      workingDir: process.cwd(),
      exists: existsSync,
      configFlag: options.configFlag,
      stateDirFlag: options.stateDirFlag,
    }),
    layers: chooseLayers(options.layerFlags, env),
    clock,
    ids: sortableIds(clock.now),
    random: systemRandom(),
    randomBytes: systemRandomBytes,
    log: createLogger(options.logLevel, logTarget(process, known)),
    signal,
    releasers,
    known,
    output,
    progress: createProgress({ stderr, env, quiet: output.quiet }),
    prompts: createPrompts({ stdin, stderr, env, noInput: options.noInput, signal }),
  };
}

/** Runs the undo of every resource, last first. One that fails does not keep the others from running. */
export async function runReleasers(
  releasers: Releaser[],
  onFailure: (error: unknown) => void,
): Promise<void> {
  for (let release = releasers.pop(); release !== undefined; release = releasers.pop()) {
    try {
      await release();
    } catch (error) {
      onFailure(error);
    }
  }
}

function watch(process: NodeJS.Process, releasers: Releaser[]): AbortSignal {
  const interrupt = watchInterrupts(process);
  releasers.push(interrupt.release);
  return interrupt.signal;
}

function logTarget({ stderr, env }: NodeJS.Process, { hide }: KnownSecrets): LogTarget {
  const write = (text: string): void => void stderr.write(hide(text));
  if (isJournal(env.JOURNAL_STREAM, stderr.fd)) return { format: "journal", write };
  return { format: stderr.isTTY ? "terminal" : "json", write };
}
