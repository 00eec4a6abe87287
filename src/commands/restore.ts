// `integ restore`: puts a backup back; first it says what that means.
import { resolve } from "node:path";
import { Args, Flags } from "@oclif/core";
import { appPorts } from "../cli/app.ts";
import { restoreDocument } from "../cli/backup/backup-documents.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { userName } from "../cli/engine/actor.ts";
import type { Outcome } from "../cli/output.ts";
import { restoreText } from "../cli/views/backup-view.ts";
import { applyRestore, planRestore, type RestorePlan } from "../core/backup/restore.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import { secretsPorts } from "../daemon/app.ts";

export default class Restore extends BaseCommand<typeof Restore> {
  static override summary = "Put a backup back, with the daemon stopped.";
  static override description =
    "Shows what it would do, asks, and then does all of it or nothing. What is here stays beside it. Nothing that was " +
    "about to be sent then is sent now: changes since the backup are read again, records are matched again by their " +
    "keys, and writes in doubt are looked for at the vendors. Syncs of comments and files stay paused until " +
    "`integ sync resume`, for nothing tells which of those made since are copies.";
  static override group = "Keep";
  static override args = {
    backup: Args.string({ required: true, description: "The directory that `integ backup` printed." }),
  };
  static override flags = {
    "dry-run": Flags.boolean({ description: "Only say what it would do." }),
    vault: Flags.option({
      description: "What to do where the vault here has another master key than the backup's.",
      options: ["keep", "replace"] as const,
    })(),
    yes: Flags.boolean({ char: "y", description: "Don't ask." }),
  };
  static override examples = ["<%= config.bin %> restore /mnt/backups/integ-20260315T020000.000Z --dry-run"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { stateDir, configFile } = context.directories;
    const ports = appPorts(context);
    const { uid } = ports;
    const from = resolve(this.args.backup);
    const vault = this.flags.vault ?? null;
    const plan = await planRestore({ from, stateDir, configFile, uid, vault, secrets: secretsPorts(ports) });
    if (this.flags["dry-run"]) return answer(plan, null);
    if (!this.flags.yes) await confirm(context, plan);
    context.progress.phase("Restoring");
    const report = await applyRestore(plan, { clock: context.clock, who: userName(uid) });
    context.progress.done();
    return answer(plan, report);
  }
}

function answer(plan: RestorePlan, report: Parameters<typeof restoreDocument>[1]): Outcome {
  const document = restoreDocument(plan, report);
  return { document, render: (page) => restoreText(page, document) };
}

async function confirm({ prompts, output, clock }: CommandContext, plan: RestorePlan): Promise<void> {
  const page = { width: 80, paint: (_: string, text: string) => text, nowMs: clock.now() };
  if (prompts.available) output.note(`${restoreText(page, restoreDocument(plan, null))}\n`);
  const message = `Put the backup of ${plan.list.madeAt} in the place of what is here?`;
  if (await prompts.confirm({ message, default: false, instead: "--yes" })) return;
  throw new IntegrationError({ code: "E_CANCELLED", message: "Nothing was restored" });
}
