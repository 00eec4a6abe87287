// The named queries about the audit.
import type { ActorKind, AuditRow } from "../../audit/audit-row.ts";
import type { AuditFilter, Reads } from "../store.ts";
import type { Stored } from "./json-columns.ts";
import type { Db } from "./open.ts";
import { missingParts } from "./schema-parts.ts";

type Row = Omit<Stored<AuditRow, "detail">, "who"> & { readonly actor: ActorKind; readonly name: string };

const toRow = ({ actor, name, detail, ...row }: Row): AuditRow => ({
  ...row,
  who: { kind: actor, name },
  detail: readDetail(detail),
});

/** Text that integ can't have written is shown as it is; the row's hash tells that it was changed. */
function readDetail(text: string): AuditRow["detail"] {
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail === "object" && detail !== null && !Array.isArray(detail))
      return detail as AuditRow["detail"];
  } catch {
    // No JSON.
  }
  return { unreadable: text };
}

/** A filter as the parameters of `passes`. */
const asParameters = ({ who, action, subject, outcome, since, until }: AuditFilter) => ({
  who: who ?? null,
  action: action ?? null,
  subject: subject ?? null,
  outcome: outcome ?? null,
  since: since ?? null,
  until: until ?? null,
});

type Parameters = ReturnType<typeof asParameters>;

const passes = `(:who IS NULL OR name = :who) AND (:outcome IS NULL OR outcome = :outcome)
  AND (:action IS NULL OR action = :action OR substr(action, 1, length(:action) + 1) = :action || '.')
  AND (:subject IS NULL OR instr(subject, :subject) > 0) AND at BETWEEN coalesce(:since, at) AND coalesce(:until, at)`;

/** Prepares them on `db`. */
export function auditReads(db: Db) {
  const page = db.prepare<[Parameters & { after: number }], Row>(
    `SELECT * FROM audit WHERE seq > :after AND ${passes} ORDER BY seq LIMIT 1000`,
  );
  const last = db.prepare<[Parameters & { limit: number }], Row>(
    `SELECT * FROM audit WHERE seq > 0 AND ${passes} ORDER BY seq DESC LIMIT :limit`,
  );
  return {
    audit: async (filter, after) => page.all({ ...asParameters(filter), after }).map(toRow),
    lastAudit: async (filter, limit) => last.all({ ...asParameters(filter), limit }).map(toRow),
    missingParts: async () => missingParts(db),
  } satisfies Partial<Reads>;
}
