// `integ backup`: a copy of what integ keeps, while the daemon runs.
import { join, resolve } from "node:path";
import { Args } from "@oclif/core";
import { appPorts } from "../cli/app.ts";
import { noteDeed } from "../cli/audit/note.ts";
import { backupDocument } from "../cli/backup/backup-documents.ts";
import { BaseCommand } from "../cli/base-command.ts";
import type { CommandContext } from "../cli/context.ts";
import type { Outcome } from "../cli/output.ts";
import { backupText } from "../cli/views/backup-view.ts";
import { createBackup } from "../core/backup/backup.ts";
import { currentSchema } from "../core/store/sqlite/schema-version.ts";

export default class Backup extends BaseCommand<typeof Backup> {
  static override summary = "Copy the database, the vault and the configuration, while the daemon runs.";
  static override description =
    "Makes a directory of its own, named after the time, whole or not at all, and looks the copy through. The master " +
    "key is not in it. `integ restore` puts it back.";
  static override group = "Keep";
  static override args = {
    directory: Args.string({ description: "Where to make it. Default: backups/ in the state directory." }),
  };
  static override examples = ["<%= config.bin %> backup", "<%= config.bin %> backup /mnt/backups"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { directories, clock, progress } = context;
    const { stateDir, configFile } = directories;
    const parent =
      this.args.directory === undefined ? join(stateDir, "backups") : resolve(this.args.directory);
    const stamp = new Date(clock.now()).toISOString().replace(/[-:]/g, "");
    progress.phase("Copying");
    const report = await createBackup({
      stateDir,
      configFile,
      to: join(parent, `integ-${stamp}`),
      clock,
      uid: appPorts(context).uid,
      version: this.config.version,
    });
    const { directory, schemaVersion } = report;
    // One of before an upgrade is left as it is: the next command that works on it changes its schema.
    if (schemaVersion === currentSchema)
      await noteDeed(context, { action: "backup.make", subject: directory, detail: { schemaVersion } });
    progress.done();
    const document = backupDocument(report);
    return { document, render: (page) => backupText(page, document) };
  }
}
