// `integ audit export`: the audit as a file that can be checked anywhere.
import { resolve } from "node:path";
import { Args, Flags } from "@oclif/core";
import { openStoreThatIs } from "../../cli/app.ts";
import { exportAudit } from "../../cli/audit/audit-documents.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { auditExportText } from "../../cli/views/audit-view.ts";

export default class AuditExport extends BaseCommand<typeof AuditExport> {
  static override summary = "Write the audit to a file: one JSON object a line, as it is in the chain.";
  static override description =
    "The rows are checked on the way. `integ audit verify FILE` checks the file wherever it is; the next export goes on " +
    "with --after and the last row's number.";
  static override group = "Keep";
  static override args = { file: Args.string({ required: true, description: "The file to make." }) };
  static override flags = {
    after: Flags.integer({ description: "Only rows after this number.", default: 0, min: 0 }),
  };
  static override examples = ["<%= config.bin %> audit export audit.jsonl"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const document = await exportAudit(openStoreThatIs(context), resolve(this.args.file), this.flags.after);
    return { document, render: (page) => auditExportText(page, document) };
  }
}
