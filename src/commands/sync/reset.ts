// `integ sync reset`: forgets where a sync is in its sources' changes, and has it read them whole.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { actorOf } from "../../cli/engine/actor.ts";
import { chooseSync } from "../../cli/engine/choose-syncs.ts";
import { daemonTeller } from "../../cli/engine/tell-daemon.ts";
import type { Outcome } from "../../cli/output.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { sides } from "../../core/store/rows.ts";
import { resetOps } from "../../core/sync/operate.ts";

export default class SyncReset extends BaseCommand<typeof SyncReset> {
  static override summary = "Forget where a sync is in the changes, and read its sides whole.";
  static override description =
    "For when something seems to have been missed. Links and what was agreed stay, and records that are as they were " +
    "last seen cost nothing further. A running daemon begins at once, else the next `integ sync` does it.";
  static override group = "Mend";
  static override args = { name: Args.string({ required: true, description: "The sync." }) };
  static override flags = {
    side: Flags.option({ description: "Only this side.", options: sides })(),
    yes: Flags.boolean({ description: "Do not ask." }),
  };
  static override examples = ["<%= config.bin %> sync reset cases --side right --yes"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const app = await openAppFor(context);
    const name = chooseSync(app.config, this.args.name);
    const { side, yes } = this.flags;
    const chosen = side ? [side] : sides;
    const what = `Forget the positions of ${name} and read ${side ? `its ${side} side` : "both sides"} whole?`;
    const isMeant =
      yes || (await context.prompts.confirm({ message: what, instead: "--yes", default: false }));
    if (!isMeant) throw new IntegrationError({ code: "E_CANCELLED", message: "Nothing was reset" });
    await app.store.commit(resetOps(actorOf(app), name, chosen));
    const daemon = await daemonTeller(context)(`/syncs/${encodeURIComponent(name)}/prepare`);
    const by = daemon === "none" ? "next-run" : "daemon";
    const begins = {
      told: `The daemon reads ${chosen.join(" and ")} whole now.`,
      "not-told": `The daemon reads ${chosen.join(" and ")} whole once it goes on.`,
      none: `The next \`integ sync ${name}\` reads ${chosen.join(" and ")} whole.`,
    };
    return {
      document: { schema: "integ.reset/1", sync: name, sides: chosen, by, daemon },
      render: () => `Reset ${name}. ${begins[daemon]}`,
    };
  }
}
