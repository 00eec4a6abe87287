// `integ sync apply`: carries out exactly what a plan file says.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { applyPlanText } from "../../cli/engine/apply-plan.ts";
import { readPlanText } from "../../cli/engine/plan-files.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { applyText } from "../../cli/views/apply-view.ts";
import { parseDuration } from "../../core/config/durations.ts";
import { IntegrationError } from "../../core/contract/errors.ts";

export default class SyncApply extends BaseCommand<typeof SyncApply> {
  static override summary = "Carry out a plan, exactly as it was made.";
  static override description =
    "Plans afresh first, and refuses when that comes to anything else than the file: then nothing is written. A first " +
    "match that waits for approval goes on once its plan is applied. While a daemon runs, pause the sync before the " +
    "plan is made. Exit 1: a record moved meanwhile or a write failed.";
  static override group = "Run";
  static override handlesSignals = true;
  // What a log would warn of is in the answer.
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    file: Args.string({ required: true, description: "A file made by `integ sync plan --out`." }),
  };
  static override flags = {
    "max-age": Flags.string({ description: "Refuse a plan that is older (30m, 2h).", helpValue: "DURATION" }),
  };
  static override examples = [
    "<%= config.bin %> sync apply cases.plan.json",
    "<%= config.bin %> sync apply cases.plan.json --max-age 1h",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const maxAgeMs = this.maxAgeMs();
    const text = await readPlanText(this.args.file);
    const app = await openAppFor(context);
    const document = await applyPlanText(app, context.progress, { text, maxAgeMs });
    const { moved, failed, waiting } = document.summary;
    const isDone = moved + failed + waiting === 0 && document.fault === null;
    return { document, render: (page) => applyText(page, document), verdict: isDone ? 0 : 1 };
  }

  private maxAgeMs(): number | null {
    const text = this.flags["max-age"];
    if (text === undefined) return null;
    const ms = parseDuration(text);
    if (ms !== null) return ms;
    const hint = "Give a number and a unit: 30m, 2h, 1d.";
    throw new IntegrationError({ code: "E_USAGE", message: `--max-age ${text} is no duration`, hint });
  }
}
