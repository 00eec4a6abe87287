// `integ health`: whether everything moves. Loads next to nothing when a daemon runs: probes call it often.
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import type { Outcome, Verdict } from "../cli/output.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { HealthReport } from "../core/health/types.ts";
import { callDaemon } from "../daemon/control-client.ts";

/** A daemon that takes longer is as good as stuck; probes do not wait long themselves. */
const patienceMs = 5_000;

const verdicts = { pass: 0, warn: 1, fail: 2 } as const satisfies Record<HealthReport["status"], Verdict>;

export default class Health extends BaseCommand<typeof Health> {
  static override summary = "Say whether every sync moves.";
  static override description =
    "Asks the running daemon; without one tells what the state directory knows. Exit 0 pass, 1 warning, 2 failing, " +
    "3 unknown: the daemon is there and does not answer.";
  static override group = "Look";
  static override examples = ["<%= config.bin %> health", "<%= config.bin %> health --json"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { report, isKnown } = await this.ask(context);
    // Probes take JSON: for them the tables are not even loaded.
    const view = context.output.json ? null : await import("../cli/views/health-view.ts");
    return {
      document: report,
      render: (page) => view?.healthText(page, report) ?? "",
      verdict: isKnown ? verdicts[report.status] : 3,
    };
  }

  private async ask(context: CommandContext): Promise<{ report: HealthReport; isKnown: boolean }> {
    try {
      const report = await callDaemon(context.directories.stateDir, "GET", "/health", {
        timeoutMs: patienceMs,
      });
      return { report: (report as HealthReport | null) ?? (await this.reportAlone(context)), isKnown: true };
    } catch (error) {
      if (!(error instanceof IntegrationError) || error.code !== "E_DAEMON_UNREACHABLE") throw error;
      return {
        report: withSilentDaemon(await this.reportAlone(context), `${error.message}. ${error.hint}`),
        isKnown: false,
      };
    }
  }

  /** From the store alone. */
  private async reportAlone(context: CommandContext): Promise<HealthReport> {
    const { openAppFor } = await import("../cli/app.ts");
    const { reportHealth } = await import("../core/health/report.ts");
    const { config, store } = await openAppFor(context, { onlyReads: true });
    return reportHealth({
      config,
      store,
      now: context.clock.now(),
      version: this.config.version,
      live: null,
    });
  }
}

/** What the store tells, with the truth about the daemon: it is there, and nobody knows what it does. */
function withSilentDaemon(report: HealthReport, output: string): HealthReport {
  const check = { componentId: "daemon", componentType: "daemon", status: "fail", output } as const;
  return { ...report, checks: { ...report.checks, "daemon:running": [check] } };
}
