// `integ sync plan`: what a sync would write, without writing.
import { resolve } from "node:path";
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { chooseSync } from "../../cli/engine/choose-syncs.ts";
import { checkPlanPlace, writePlanFile } from "../../cli/engine/plan-files.ts";
import { isSettled, type Unsettled, unsettledOf } from "../../cli/engine/unsettled.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { showCount } from "../../cli/times.ts";
import { planText } from "../../cli/views/plan-view.ts";
import type { Store } from "../../core/store/store.ts";
import { type PlanDocument, planDocument } from "../../core/sync/plan/plan-document.ts";
import { planFile } from "../../core/sync/plan/plan-file.ts";
import { planSync } from "../../core/sync/run.ts";

interface PlanAnswer extends PlanDocument {
  readonly schema: "integ.plan/1";
  /** Where the plan was written to, with --out. */
  readonly file?: string;
  /** What waits already, whatever the plan writes. */
  readonly unsettled: Unsettled;
}

export default class SyncPlan extends BaseCommand<typeof SyncPlan> {
  static override summary = "Show what a sync would write, and why.";
  static override description =
    "Decides exactly as `integ sync` would, on a private copy of the state and without the power to write at a vendor.";
  static override group = "Run";
  static override handlesSignals = true;
  // What a log would warn of is in the answer.
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    name: Args.string({ description: "The sync; may be left out when there is only one." }),
  };
  static override flags = {
    full: Flags.boolean({ description: "Read both sides whole, not only what changed." }),
    out: Flags.string({
      char: "o",
      description: "Write the plan to a file that `sync apply` carries out exactly.",
      helpValue: "FILE",
    }),
    force: Flags.boolean({ description: "Replace the file of --out if it is there.", dependsOn: ["out"] }),
    "detailed-exitcode": Flags.boolean({
      description: "Exit 1 when there is something to write or to mend.",
    }),
  };
  static override examples = [
    "<%= config.bin %> sync plan cases",
    "<%= config.bin %> sync plan cases --json --detailed-exitcode",
    "<%= config.bin %> sync plan cases --out cases.plan.json",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { full = false, out, force = false } = this.flags;
    if (out !== undefined) await checkPlanPlace(out, force);
    const app = await openAppFor(context);
    const name = chooseSync(app.config, this.args.name);
    context.progress.phase(`Planning ${name}`);
    const runtime = await app.prepare(name, "fresh");
    const result = await planSync(app.engine(undefined), runtime, {
      full,
      onProgress: ({ handled }) => context.progress.update(showCount(handled, "record")),
    });
    context.progress.done();
    const document = planDocument(runtime, result, full);
    if (out !== undefined) await writePlanFile(out, planFile(runtime, document, context.clock.now()), force);
    const { writes, conflicts, problems } = document;
    const paused = await app.store.linksById(document.pauses.map(({ subject }) => subject));
    const held = (await app.store.pauses(name)).flatMap(({ kind, code }) => (kind === "sync" ? [code] : []));
    const unsettled = await alreadyUnsettled(app.store, document, context.clock.now());
    const file = out === undefined ? {} : { file: resolve(out) };
    const answer: PlanAnswer = { ...document, unsettled, ...file };
    const isEmpty = writes.length + conflicts.length + problems.length === 0 && isSettled(unsettled);
    return {
      document: answer,
      render: (page) => planText(page, document, out, paused, held, unsettled),
      verdict: this.flags["detailed-exitcode"] && !isEmpty ? 1 : 0,
    };
  }
}

/** Changes noted that the plan tells of, or that are due anyway, don't count as waiting. */
async function alreadyUnsettled(
  store: Store,
  { sync, writes, waits }: PlanDocument,
  nowMs: number,
): Promise<Unsettled> {
  const unsettled = await unsettledOf(store, sync);
  const isTold = writes.length + waits.length > 0;
  const isLater = !isTold && (await store.nextDueAt(sync, nowMs)) !== null;
  return isLater ? unsettled : { ...unsettled, waiting: 0 };
}
