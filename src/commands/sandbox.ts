import { Flags } from "@oclif/core";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { untilAborted } from "../cli/interrupt.ts";
import { parseDuration } from "../core/config/durations.ts";
import { ConfigError } from "../core/contract/errors.ts";

export default class Sandbox extends BaseCommand<typeof Sandbox> {
  static override summary = "Emulate Salesforce, Zendesk, Jira and ServiceNow on this machine.";
  static override description =
    `Speaks the vendors' wire formats on ports of its own, with their limits, errors and webhooks,
so that a configuration can be rehearsed. Keeps everything in memory and runs until it is stopped.
Its control API lists every request it saw, injects faults and edits records as a person would.`;
  static override examples = [
    { description: "Start it with the built-in sample", command: "<%= config.bin %> sandbox" },
    {
      description: "Load your own cases",
      command: "<%= config.bin %> sandbox --data cases.csv --map Subject=title",
    },
  ];
  static override group = "Try it";
  static override handlesSignals = true;
  static override flags = {
    port: Flags.integer({
      description: "Port of the control API; the vendors take the next four. 0: any free ones.",
      default: 8700,
      min: 0,
      max: 65_531,
    }),
    latency: Flags.string({
      description: "How long a vendor takes to answer.",
      default: "50ms",
      helpValue: "DURATION",
    }),
    data: Flags.string({ description: "CSV file whose rows become Salesforce cases.", helpValue: "FILE" }),
    map: Flags.string({
      description: "Case field from a column of the CSV; guessed where not given.",
      helpValue: "FIELD=COLUMN",
      multiple: true,
    }),
    cases: Flags.integer({
      description: "How many sample cases to load without --data.",
      default: 60,
      min: 0,
      max: 10_000,
    }),
    spec: Flags.string({
      description: "A vendor's published OpenAPI file; traffic is compared with it.",
      helpValue: "VENDOR=FILE",
      multiple: true,
    }),
    "zendesk-spec": Flags.string({
      description: "Short for --spec zendesk=FILE.",
      helpValue: "FILE",
    }),
  };

  protected override async perform(context: CommandContext): Promise<undefined> {
    const { startFromFlags } = await import("../cli/sandbox-start.ts");
    const { port, latency, data, map, cases } = this.flags;
    const latencyMs = parseDuration(latency) ?? (latency === "0" ? 0 : null);
    if (latencyMs === null) throw badLatency(latency);
    const short = this.flags["zendesk-spec"];
    const specs = [...(this.flags.spec ?? []), ...(short === undefined ? [] : [`zendesk=${short}`])];
    const ready = await startFromFlags(context, { port, latencyMs, data, map: map ?? [], cases, specs });
    context.output.answer(ready);
    await untilAborted(context.signal);
    return undefined;
  }
}

function badLatency(text: string): ConfigError {
  return new ConfigError({
    code: "E_USAGE",
    message: `--latency ${text} is no duration`,
    hint: "Write it like 50ms or 1s.",
  });
}
