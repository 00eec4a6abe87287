// `integ db check`: looks the database through, while the daemon runs.
import { resolve } from "node:path";
import { Args } from "@oclif/core";
import { dbCheckDocument } from "../../cli/backup/backup-documents.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { dbCheckText } from "../../cli/views/backup-view.ts";
import { checkDatabase, checkNamedDatabase } from "../../core/store/sqlite/damage.ts";
import { storeFile } from "../../daemon/app.ts";

export default class DbCheck extends BaseCommand<typeof DbCheck> {
  static override summary =
    "Look the database through: whether all of it can be read and everything is counted.";
  static override description =
    "Changes nothing, and the daemon may be running. Exit 0 when it is sound, 2 when something is wrong.";
  static override group = "Keep";
  static override args = {
    file: Args.string({
      description: "Another database, such as a backup's. Default: the state directory's.",
    }),
  };
  static override examples = ["<%= config.bin %> db check"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { file } = this.args;
    const document = dbCheckDocument(
      file === undefined
        ? checkDatabase(storeFile(context.directories.stateDir))
        : checkNamedDatabase(resolve(file)),
    );
    return {
      document,
      render: (page) => dbCheckText(page, document),
      verdict: document.status === "sound" ? 0 : 2,
    };
  }
}
