// `integ conflicts resolve`: a person decides, and both sides get the value.
import { Args, Flags } from "@oclif/core";
import { openAppFor } from "../../cli/app.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { findConflict } from "../../cli/engine/find-conflict.ts";
import { resolveConflicts, type Wish } from "../../cli/engine/resolve-conflicts.ts";
import type { LogLevel } from "../../cli/log.ts";
import type { Outcome } from "../../cli/output.ts";
import { resolveText } from "../../cli/views/conflicts-view.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { Value } from "../../core/contract/records.ts";
import { sides } from "../../core/store/rows.ts";

export default class ConflictsResolve extends BaseCommand<typeof ConflictsResolve> {
  static override summary = "Decide conflicts: take one side's value, or give another one.";
  static override description =
    "The value goes to the side that lacks it, and the command waits until it is there. Where either side has changed " +
    "since, nothing is overwritten: the conflict that is there now has to be decided. Exit 1: some are not done.";
  static override group = "Mend";
  static override handlesSignals = true;
  // What a log would warn of is in the answer.
  static override defaultLogLevel: LogLevel = "error";
  static override args = {
    id: Args.string({
      multiple: true,
      required: true,
      description: "The conflicts; enough of each id to be unique.",
    }),
  };
  static override flags = {
    take: Flags.option({ description: "This side's value wins.", options: sides, exclusive: ["value"] })(),
    value: Flags.string({
      description: "Another value, as JSON and in the left side's form.",
      helpValue: "JSON",
      exclusive: ["take"],
    }),
  };
  static override examples = [
    "<%= config.bin %> conflicts resolve 3F9A21 --take left",
    "<%= config.bin %> conflicts resolve 3F9A21 --value '\"High\"'",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const wish = this.readWish();
    const app = await openAppFor(context);
    const found = await Promise.all((this.args.id ?? []).map((typed) => findConflict(app.store, typed)));
    const conflicts = [...new Map(found.map((conflict) => [conflict.id, conflict])).values()];
    const document = await resolveConflicts(app, context.progress, conflicts, wish);
    const isDone = document.items.every(({ outcome }) => outcome === "resolved");
    return { document, render: (page) => resolveText(page, document), verdict: isDone ? 0 : 1 };
  }

  private readWish(): Wish {
    const { take, value } = this.flags;
    if (take !== undefined) return { take };
    if (value === undefined) {
      const hint = "Give --take left, --take right, or --value JSON.";
      throw new IntegrationError({ code: "E_USAGE", message: "It is not said who wins", hint });
    }
    try {
      return { value: JSON.parse(value) as Value };
    } catch (error) {
      const message = `The value is not JSON: ${value}`;
      const hint = `A text goes in double quotes: --value '${JSON.stringify(value)}'`;
      throw new IntegrationError({ code: "E_INPUT", message, hint, cause: error });
    }
  }
}
