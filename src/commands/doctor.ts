// `integ doctor`: looks for what keeps integ from working here, and says how it is mended.
import { Flags } from "@oclif/core";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import { doctorText, runDoctor } from "../cli/doctor/doctor.ts";
import type { LogLevel } from "../cli/log.ts";
import type { Outcome } from "../cli/output.ts";

const verdicts = { pass: 0, warn: 1, fail: 2 } as const;

export default class Doctor extends BaseCommand<typeof Doctor> {
  static override summary = "Look for what keeps integ from working on this machine, and say how to mend it.";
  static override description =
    "Looks at Node.js, the state directory and its disk, the configuration, the secrets, the database, the daemon, the " +
    "webhook port and every connection. Changes nothing. Exit 0 when nothing is wrong, 1 for warnings, 2 when it can't work.";
  static override group = "Mend";
  // What goes wrong is the command's own answer; the log would only say it before and worse.
  static override defaultLogLevel: LogLevel = "error";
  static override flags = {
    offline: Flags.boolean({ description: "Ask no vendor." }),
  };
  static override examples = ["<%= config.bin %> doctor", "<%= config.bin %> doctor --offline --json"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const document = await runDoctor(context, {
      version: this.config.version,
      nodeVersion: process.versions.node,
      uid: process.getuid?.() ?? null,
      isOffline: this.flags.offline,
    });
    context.progress.done();
    return { document, render: (page) => doctorText(page, document), verdict: verdicts[document.status] };
  }
}
