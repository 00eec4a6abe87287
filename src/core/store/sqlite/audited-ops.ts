// Which ops the audit notes. Each kind is named here: one that is added has to say what it is.
import type { AuditEvent } from "../../audit/audit-row.ts";
import type { Op } from "../ops.ts";

/** `order`: always noted when it changes something. `keeping`: the engine's own notes, which follow from what is noted. */
export const auditedOps = {
  "audit.add": "order",
  "intent.state": "order",
  "pause.put": "order",
  "pause.drop": "order",
  "conflict.decide": "order",
  "deadLetter.edit": "order",
  "deadLetter.discard": "order",
  "deadLetter.replay": "order",
  "cursor.drop": "order",
  "meta.put": "order",
  "meta.drop": "order",
  /** A person's, who says so in the same commit; the engine's own follow from its writes and matches. */
  "link.put": "order",
  "action.put": "order",
  "cursor.put": "keeping",
  "inbox.add": "keeping",
  "inbox.plan": "keeping",
  "inbox.settle": "keeping",
  "inbox.reopen": "keeping",
  "inbox.buryLink": "keeping",
  "inbox.reopenOrphans": "keeping",
  "inbox.reopenLink": "keeping",
  "inbox.hurry": "keeping",
  "inbox.hurryAll": "keeping",
  "inbox.prune": "keeping",
  "sighting.put": "keeping",
  "sighting.drop": "keeping",
  "shadow.merge": "keeping",
  "intent.put": "keeping",
  "intent.prune": "keeping",
  "action.prune": "keeping",
  "conflict.add": "keeping",
  "conflict.settle": "keeping",
  "deadLetter.put": "keeping",
  "deadLetter.resolve": "keeping",
  "history.add": "keeping",
  "wait.put": "keeping",
  "wait.drop": "keeping",
  "wait.dismiss": "keeping",
  "swept.add": "keeping",
  "swept.clear": "keeping",
  "matchKey.put": "keeping",
  "matchKey.take": "keeping",
  "matchKey.drop": "keeping",
  "base.age": "keeping",
  "place.put": "keeping",
  "lastEdit.put": "keeping",
  "schema.put": "keeping",
} as const satisfies Record<Op["op"], "order" | "keeping">;

/** Those that are noted by what they change; `audit.add` brings its own event. */
export type Ordered = Exclude<
  { [K in Op["op"]]: (typeof auditedOps)[K] extends "order" ? K : never }[Op["op"]],
  "audit.add"
>;

/** What is noted; `at` and `who` are the commit's where they are left out. `before` and `after` are values, not hashes yet. */
export type Draft = Pick<AuditEvent, "action" | "subject"> &
  Partial<Pick<AuditEvent, "at" | "who" | "outcome" | "detail">> & {
    readonly before?: unknown;
    readonly after?: unknown;
  };

export type Notes = {
  readonly [K in Ordered]: (op: Extract<Op, { op: K }>, commit: readonly Op[]) => Draft | null;
};
