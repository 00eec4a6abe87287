// `integ audit verify`: whether every row of the audit is there and as it was written.
import { resolve } from "node:path";
import { Args, Flags } from "@oclif/core";
import { openStoreThatIs } from "../../cli/app.ts";
import { parseHead, verifyFile, verifyStore } from "../../cli/audit/audit-documents.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { Outcome } from "../../cli/output.ts";
import { auditVerifyText } from "../../cli/views/audit-view.ts";
import { storeFile } from "../../daemon/app.ts";

export default class AuditVerify extends BaseCommand<typeof AuditVerify> {
  static override summary = "Check that every row of the audit is there and as it was written.";
  static override description =
    "Follows the chain of hashes, of the database or of an exported file. Rows cut off the end, and a chain written anew " +
    "as a whole, are told by the head that an earlier run has printed: give it with --expect-head.";
  static override group = "Keep";
  static override args = {
    file: Args.string({ description: "An exported file. Default: the state directory's audit." }),
  };
  static override flags = {
    "expect-head": Flags.string({
      description: "Row and hash that have to be there.",
      helpValue: "SEQ:HASH",
    }),
  };
  static override examples = ["<%= config.bin %> audit verify", "<%= config.bin %> audit verify audit.jsonl"];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { file } = this.args;
    const text = this.flags["expect-head"];
    const expected = text === undefined ? null : parseHead(text);
    const document =
      file === undefined
        ? await verifyStore(openStoreThatIs(context), storeFile(context.directories.stateDir), expected)
        : await verifyFile(resolve(file), expected);
    return { document, render: (page) => auditVerifyText(page, document) };
  }
}
