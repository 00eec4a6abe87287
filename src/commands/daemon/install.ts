// `integ daemon install`: writes the systemd unit that keeps the daemon running.
import { fileURLToPath } from "node:url";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { installPorts, unitFacts, unitKeySources, unitWarnings } from "../../cli/daemon/service.ts";
import type { Outcome } from "../../cli/output.ts";
import { installText } from "../../cli/views/service-view.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import {
  defaultUnitDir,
  hiddenPaths,
  installUnit,
  refuseKey,
  refuseUser,
} from "../../daemon/service/install.ts";
import { renderUnit, type UnitFacts } from "../../daemon/service/unit.ts";

export default class DaemonInstall extends BaseCommand<typeof DaemonInstall> {
  static override summary = "Write the systemd unit that keeps the daemon running.";
  static override description =
    "The unit checks the configuration before each start, says when the daemon is ready, has it watched, and shuts it " +
    "off from everything it does not need. It keeps the environment chosen with --env. Nothing is started. Run again, " +
    "it brings the unit up to date.";
  static override group = "Set up";
  static override flags = {
    user: Flags.string({ description: "Account of the service. Default: one of systemd's own making." }),
    "key-source": Flags.option({
      description: "How the service comes by the master key.",
      options: unitKeySources,
      default: "credential-encrypted" as const,
    })(),
    "key-file": Flags.string({ description: "The key file, or where the credential is.", helpValue: "FILE" }),
    "unit-dir": Flags.string({
      description: "Where the unit is written.",
      default: defaultUnitDir,
      helpValue: "DIR",
    }),
    print: Flags.boolean({ description: "Only print the unit." }),
    force: Flags.boolean({ description: "Replace a unit of the same name that integ did not write." }),
  };
  static override examples = [
    "sudo <%= config.bin %> daemon install --config /etc/integ/integ.yaml",
    "<%= config.bin %> daemon install --print --env production",
    "sudo <%= config.bin %> daemon install --user integ --key-source key-file --key-file /etc/integ/master.key",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { flags } = this;
    const facts = await unitFacts(context, flags, fileURLToPath(new URL("bin/run.js", this.root())));
    refuseUser(facts);
    refuseKey(facts);
    const unit = renderUnit(facts);
    for (const warning of unitWarnings(facts, context.env)) context.output.warn(warning);
    if (flags.print) {
      for (const sentence of hiddenPaths(facts)) context.output.warn(`${sentence}.`);
      const document = { schema: "integ.daemon-install/1", outcome: "printed", file: null, unit } as const;
      return { document, render: () => unit.trimEnd() };
    }
    refuseHidden(facts);
    const { outcome, file } = await installUnit(unit, installPorts(flags["unit-dir"], flags.force));
    const document = { schema: "integ.daemon-install/1", outcome, file, unit } as const;
    return { document, render: (page) => installText(page, document, facts) };
  }

  private root(): string {
    return `file://${this.config.root}/`;
  }
}

function refuseHidden(facts: UnitFacts): void {
  const [first] = hiddenPaths(facts);
  if (first === undefined) return;
  throw new IntegrationError({
    code: "E_INPUT",
    message: first,
    hint: "Install integ with its Node.js under /opt or /usr/local and the configuration in /etc/integ, and run it from there.",
  });
}
