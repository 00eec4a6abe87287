// An intent that has had no effect is put aside, and its record decided about anew.
import type { Op } from "../../store/ops.ts";
import type { Intent } from "../../store/rows.ts";

/** Ops that do so; `at` in milliseconds. */
export const redecideOps = (intent: Intent, at: number): Op[] => [
  { op: "intent.state", id: intent.id, state: "superseded", at },
  { op: "inbox.reopenLink", linkId: intent.linkId, dueAt: at },
];
