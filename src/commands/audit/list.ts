// `integ audit list`: what was done, by whom, and what became of it.
import { Flags } from "@oclif/core";
import { openStoreToRead } from "../../cli/app.ts";
import { listAudit } from "../../cli/audit/audit-documents.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import type { CommandContext } from "../../cli/context.ts";
import { timeOf } from "../../cli/engine/select-letters.ts";
import type { Outcome } from "../../cli/output.ts";
import { auditListText } from "../../cli/views/audit-view.ts";
import { auditOutcomes } from "../../core/audit/audit-row.ts";
import type { AuditFilter } from "../../core/store/store.ts";

export default class AuditList extends BaseCommand<typeof AuditList> {
  static override summary =
    "Show what was done here and at the vendors: who, what, when, and what became of it.";
  static override description =
    "Newest first. Values are in the audit as keyed hashes alone. `write.update sent` is a write on its way; a row of " +
    "its own says what became of it.";
  static override group = "Keep";
  static override flags = {
    limit: Flags.integer({ description: "At most so many rows.", default: 50, min: 1, max: 10_000 }),
    who: Flags.string({ description: "Done by this user, or by `integ` itself.", helpValue: "NAME" }),
    action: Flags.string({
      description: "Of this kind: `write`, `write.create`, `sync`, `secrets`.",
      helpValue: "KIND",
    }),
    subject: Flags.string({ description: "Done to this: a sync, a record's id.", helpValue: "TEXT" }),
    outcome: Flags.option({ description: "That ended so.", options: auditOutcomes })(),
    since: Flags.string({ description: "Done after: 2h ago, or a time.", helpValue: "WHEN" }),
    until: Flags.string({ description: "Done before.", helpValue: "WHEN" }),
  };
  static override examples = [
    "<%= config.bin %> audit list --action write --since 2h",
    "<%= config.bin %> audit list --subject 500Hs0000000003IAA",
  ];

  protected override async perform(context: CommandContext): Promise<Outcome> {
    const { limit, who, action, subject, outcome, since, until } = this.flags;
    const now = context.clock.now();
    const filter: AuditFilter = {
      ...(who === undefined ? {} : { who }),
      ...(action === undefined ? {} : { action }),
      ...(subject === undefined ? {} : { subject }),
      ...(outcome === undefined ? {} : { outcome }),
      since: timeOf("--since", since, now) ?? 0,
      until: timeOf("--until", until, now) ?? Number.MAX_SAFE_INTEGER,
    };
    const document = await listAudit(openStoreToRead(context), filter, limit);
    return { document, render: (page) => auditListText(page, document) };
  }
}
