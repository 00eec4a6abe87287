// The store's own audit: one row for each op that is noted, in the same transaction.
import { type AuditActor, type AuditEvent, hashOf, noHash, valueHash } from "../../audit/audit-row.ts";
import type { Op } from "../ops.ts";
import { auditNotes } from "./audit-notes.ts";
import { auditedOps, type Draft, type Ordered } from "./audited-ops.ts";
import { json } from "./handlers.ts";
import type { Db } from "./open.ts";

export interface Auditor {
  /** What the op, which is not applied yet, means; null: nothing. */
  eventOf(op: Op, commit: readonly Op[]): AuditEvent | null;
  /** Adds the row at the end of the chain as it is in the present transaction. */
  append(event: AuditEvent): void;
}

/** Prepares the audit of what `actor` does through `db`; both functions run inside the caller's transaction. */
export function createAuditor(db: Db, actor: AuditActor): Auditor {
  const notes = auditNotes(db, actor);
  const last = db.prepare<[], { seq: number; at: number; hash: string }>(
    "SELECT seq, at, hash FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
  );
  const insert = db.prepare(`INSERT INTO audit VALUES
    (:seq, :at, :kind, :name, :action, :subject, :before, :after, :outcome, :detail, :previous, :hash)`);
  const begin = db.prepare("DELETE FROM meta WHERE key = 'audit-begins-later'");
  const keyOf = db.prepare<[], string>("SELECT value FROM meta WHERE key = 'audit-key'").pluck();
  let key: string | null = null;
  const hashed = (value: unknown): string | null => {
    if (value === undefined || value === null) return null;
    key ??= keyOf.get() ?? "";
    return valueHash(key, value);
  };
  return {
    eventOf(op, commit) {
      if (op.op === "audit.add") return op.event;
      if (auditedOps[op.op] === "keeping") return null;
      const note = notes[op.op as Ordered] as (op: Op, commit: readonly Op[]) => Draft | null;
      const draft = note(op, commit);
      if (draft === null) return null;
      const {
        at = timeOf(commit) ?? last.get()?.at ?? 0,
        who = actor,
        outcome = "done",
        detail = {},
      } = draft;
      return { ...draft, at, who, outcome, detail, before: hashed(draft.before), after: hashed(draft.after) };
    },
    append(given) {
      const before = last.get();
      // SQLite would keep half a character as another one, and the hash would not be that of what is kept.
      const subject = given.subject.toWellFormed();
      const event = { ...given, subject, who: { ...given.who, name: given.who.name.toWellFormed() } };
      const seq = (before?.seq ?? 0) + 1;
      const previous = before?.hash ?? noHash;
      const { who, detail, ...rest } = event;
      const hash = hashOf({ ...event, seq, previous });
      if (before === undefined) begin.run();
      insert.run({ ...rest, seq, previous, hash, kind: who.kind, name: who.name, detail: json(detail) });
    },
  };
}

/** When the commit was made, as one of its ops says. */
function timeOf(commit: readonly Op[]): number | null {
  for (const op of commit) {
    if ("at" in op) return op.at;
    if (op.op === "history.add") return op.row.at;
    if (op.op === "inbox.add") return op.row.seenAt;
    if ("dueAt" in op) return op.dueAt;
  }
  return null;
}
