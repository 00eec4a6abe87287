import { Flags } from "@oclif/core";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import type { Outcome } from "../cli/output.ts";

const signalDelayMs = 200;

export default class Demo extends BaseCommand<typeof Demo> {
  static override summary = "Watch Salesforce cases and Zendesk tickets stay in step on this machine.";
  static override description =
    `Starts the sandbox and the daemon in a temporary directory, connects both systems, loads cases,
edits records on both sides and shows each change arriving with its lag. On a terminal it goes on until q.
Without one, or with --check, it loads, edits, kills the daemon twice without warning, and then balances the
books of both systems record by record: exit 0 only if nothing is lost, nothing is doubled and both sides agree.`;
  static override examples = [
    { description: "Look at it", command: "<%= config.bin %> demo" },
    {
      description: "Prove it with your own records",
      command: "<%= config.bin %> demo --check --data cases.csv",
    },
  ];
  static override group = "Try it";
  static override handlesSignals = true;
  static override flags = {
    check: Flags.boolean({ description: "Run unattended and balance the books." }),
    data: Flags.string({ description: "CSV file whose rows become Salesforce cases.", helpValue: "FILE" }),
    map: Flags.string({
      description: "Case field from a column of the CSV.",
      helpValue: "FIELD=COLUMN",
      multiple: true,
    }),
    seconds: Flags.integer({ description: "How long --check edits.", default: 20, min: 1, max: 3600 }),
    rate: Flags.integer({
      description: "Edits per second, both sides together.",
      default: 8,
      min: 1,
      max: 50,
    }),
    latency: Flags.string({
      description: "How long an emulated vendor takes to answer.",
      default: "50ms",
      helpValue: "DURATION",
    }),
  };

  protected override async perform(context: CommandContext): Promise<Outcome | undefined> {
    const { runDemo } = await import("../cli/demo-run.ts");
    const { check, data, map, seconds, rate, latency, json } = this.flags;
    const flags = { check, data, map: map ?? [], seconds, rate, latency, json, quiet: context.output.quiet };
    try {
      return await runDemo(context, flags, process);
    } catch (error) {
      // Ctrl-C also reaches the sandbox and the daemon: what breaks because they end is no failure of its own, and
      // may be noticed before the signal is. Then this wait ends with the signal's reason.
      await context.clock.sleep(signalDelayMs, context.signal);
      throw error;
    }
  }
}
