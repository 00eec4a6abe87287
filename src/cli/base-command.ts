// What every command is: it owns output and exit codes, so that a command only computes its outcome.
// oclif's own --json prints a second document on exit, its whole config on a bad flag, and always exits 1.
import { Command, type Interfaces } from "@oclif/core";
import type { Releaser } from "../core/contract/runtime.ts";
import type { KnownSecrets } from "../core/secrets/known-secrets.ts";
import { type CommandContext, createContext, runReleasers } from "./context.ts";
import { logLevelFromEnvironment } from "./early-flags.ts";
import { withoutExtraArguments } from "./error-report.ts";
import { globalFlags } from "./flags.ts";
import { asInterrupted } from "./interrupt.ts";
import type { LogLevel } from "./log.ts";
import type { Outcome, Output } from "./output.ts";
import { createProcessOutput } from "./process-output.ts";
import { secretsOf } from "./process-secrets.ts";

export type FlagsOf<C extends typeof Command> = Interfaces.InferredFlags<typeof globalFlags & C["flags"]>;
export type ArgsOf<C extends typeof Command> = Interfaces.InferredArgs<C["args"]>;

export abstract class BaseCommand<C extends typeof Command> extends Command {
  static override baseFlags = globalFlags;
  /** Heading under which the root help lists the command. */
  static group = "Other";
  /** True for a command that has to end in good order: SIGINT, SIGTERM and SIGHUP abort `context.signal`. */
  static handlesSignals = false;
  /** True where a person may put a secret among the arguments: what is too much there is not shown. */
  static takesSecrets = false;
  static defaultLogLevel: LogLevel = "warn";

  protected flags!: FlagsOf<C>;
  protected args!: ArgsOf<C>;
  /** All words that are no flags, in their order; more than `args` has names for where `strict` is false. */
  protected words: readonly string[] = [];

  /** The work. Answers with a document and its text; undefined when it has already answered on `context.output`. */
  protected abstract perform(context: CommandContext): Promise<Outcome | undefined>;

  override async run(): Promise<void> {
    const known = secretsOf(this.config);
    const output = createProcessOutput(process, this.argv, known.hide);
    const releasers: Releaser[] = [() => known.forget()];
    let context: CommandContext | undefined;
    try {
      context = await this.openContext(output, releasers, known);
      const outcome = await this.perform(context);
      if (outcome !== undefined) output.answer(outcome);
    } catch (error) {
      // Ends a line that is still being rewritten; the error starts on its own.
      context?.progress.done();
      output.fail(asInterrupted(error, context?.signal));
    } finally {
      await runReleasers(releasers, (error) => output.warn(`Closing failed: ${String(error)}`));
    }
  }

  /** oclif's warnings (deprecated flags and aliases) take our way out. */
  override warn(input: Error | string): Error | string {
    createProcessOutput(process, this.argv).warn(input instanceof Error ? input.message : input);
    return input;
  }

  private async openContext(
    output: Output,
    releasers: Releaser[],
    known: KnownSecrets,
  ): Promise<CommandContext> {
    const command = this.ctor as unknown as C & typeof BaseCommand;
    const { flags, args, argv } = await this.parse(command).catch((error: unknown) => {
      throw command.takesSecrets ? withoutExtraArguments(error) : error;
    });
    this.flags = flags as FlagsOf<C>;
    this.args = args as ArgsOf<C>;
    this.words = argv.map(String);
    const global = flags as Interfaces.InferredFlags<typeof globalFlags>;
    return createContext(process, {
      configFlag: global.config,
      stateDirFlag: global["state-dir"],
      layerFlags: global,
      noInput: global["no-input"],
      logLevel: global["log-level"] ?? logLevelFromEnvironment(process.env) ?? command.defaultLogLevel,
      handlesSignals: command.handlesSignals,
      known,
      output,
      releasers,
    });
  }
}
