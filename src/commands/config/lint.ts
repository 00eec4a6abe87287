// `integ config lint`: all that is wrong with the configuration, for people, CI and code reviews.
import { writeFile } from "node:fs/promises";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome, Verdict } from "../../cli/output.ts";
import { snippetReader } from "../../cli/process-output.ts";
import { lintText } from "../../cli/views/config-view.ts";
import { type LintReport, lintConfig, lintLevels } from "../../core/config/lint.ts";
import { toSarif } from "../../core/config/sarif.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { openRegistry } from "../../daemon/app.ts";

export default class ConfigLint extends BaseCommand<typeof ConfigLint> {
  static override summary = "Find all that is wrong with the configuration.";
  static override description =
    "static looks at the configuration alone: no network, no secret, right for CI. offline adds this machine: files, " +
    "stored credentials, the vendors' objects as remembered. live signs in everywhere and asks for the objects. " +
    "Exit 0 nothing found, 1 warnings, 2 errors, 78 there is nothing to read.";
  static override group = "Look";
  // What goes wrong is the command's own answer; the log would only say it before and worse.
  static override defaultLogLevel: LogLevel = "error";
  static override flags = {
    level: Flags.option({
      description: "How much is asked.",
      options: lintLevels,
      default: "static" as const,
    })(),
    "errors-only": Flags.boolean({ description: "Leave warnings out; exit 0 where there are no errors." }),
    sarif: Flags.string({ description: "Write the findings as SARIF 2.1.0 too.", helpValue: "FILE" }),
  };
  static override examples = [
    "<%= config.bin %> config lint",
    "<%= config.bin %> config lint --env staging --level live",
    "<%= config.bin %> config lint --sarif integ.sarif",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { level, sarif } = this.flags;
    const all = await this.lint(context);
    const report = this.flags["errors-only"] ? errorsOf(all) : all;
    context.progress.done();
    const root = process.cwd();
    if (sarif !== undefined) {
      const log = toSarif(report, { version: this.config.version, root });
      await writeReport(sarif, `${JSON.stringify(log, null, 2)}\n`);
    }
    const readLine = snippetReader(process);
    return {
      document: {
        schema: "integ.config-lint/1",
        file: context.directories.configFile,
        environment: context.layers.environment,
        level,
        problems: report.problems,
        skipped: report.skipped,
      },
      render: (page) => lintText(page, report, { root, readLine }),
      verdict: verdictOf(report),
    };
  }

  private async lint(context: CommandContext): Promise<LintReport> {
    const { level } = this.flags;
    const { env, layers, directories } = context;
    const file = directories.configFile;
    const common = { ...layers, file, env, registry: openRegistry(file) };
    if (level === "static") return lintConfig({ ...common, level });
    const { lintProbes } = await import("../../cli/config/lint-probes.ts");
    return lintConfig({ ...common, level, probes: lintProbes(context) });
  }
}

function errorsOf(report: LintReport): LintReport {
  return { ...report, problems: report.problems.filter(({ severity }) => severity === "error") };
}

function verdictOf({ problems }: LintReport): Verdict {
  if (problems.some(({ severity }) => severity === "error")) return 2;
  return problems.length > 0 ? 1 : 0;
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new IntegrationError({
      code: "E_INPUT",
      message: `The report can't be written to ${file} (${code})`,
      hint: "Give --sarif a file in a directory that this user can write.",
      cause,
    });
  }
}
