// Notes in the audit what a command did that is no change of the store.
import type { AuditEvent } from "../../core/audit/audit-row.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { appPorts, openStoreFor } from "../app.ts";
import type { CommandContext } from "../context.ts";

export type Deed = Pick<AuditEvent, "action" | "subject"> & Partial<Pick<AuditEvent, "detail" | "outcome">>;

/** Durable when it resolves. What was done stays done where it can't be noted, on a full disk, say: then that is said. */
export async function noteDeed(context: CommandContext, deed: Deed): Promise<void> {
  const { actor, clock } = appPorts(context);
  const told = { before: null, after: null, outcome: "done", detail: {}, ...deed } as const;
  try {
    await openStoreFor(context).commit([
      { op: "audit.add", event: { ...told, at: clock.now(), who: actor } },
    ]);
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    context.output.warn(`It is done, but ${deed.action} could not be noted in the audit: ${error.message}`);
  }
}
