// `integ daemon uninstall`: takes the systemd unit away.
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { installPorts } from "../../cli/daemon/service.ts";
import type { Outcome } from "../../cli/output.ts";
import { defaultUnitDir, uninstallUnit } from "../../daemon/service/install.ts";

export default class DaemonUninstall extends BaseCommand<typeof DaemonUninstall> {
  static override summary = "Stop the service and remove its systemd unit.";
  static override description =
    "Configuration, credentials and state stay. Where there is no unit, that is all right too.";
  static override group = "Set up";
  static override flags = {
    "unit-dir": Flags.string({
      description: "Where the unit is.",
      default: defaultUnitDir,
      helpValue: "DIR",
    }),
    force: Flags.boolean({ description: "Remove a unit of the same name that integ did not write." }),
  };
  static override examples = ["sudo <%= config.bin %> daemon uninstall"];

  protected override async perform(_context: CommandContext): Promise<Outcome> {
    const { outcome, file } = await uninstallUnit(installPorts(this.flags["unit-dir"], this.flags.force));
    return {
      document: { schema: "integ.daemon-uninstall/1", outcome, file },
      render: () => (outcome === "uninstalled" ? `Removed ${file}.` : `There is no ${file}.`),
    };
  }
}
