// The audit as a file: one JSON object a line, each as it is in the chain, so that it can be checked anywhere.
import { z } from "zod";
import { IntegrationError } from "../contract/errors.ts";
import type { Value } from "../contract/records.ts";
import { type AuditRow, actorKinds, auditOutcomes } from "./audit-row.ts";

/** A row with its time in RFC 3339 UTC, as the command line shows it. */
export type ShownRow = Omit<AuditRow, "at"> & { readonly at: string };

/** The row as it is shown and written to files. */
export function showRow({ seq, at, ...row }: AuditRow): ShownRow {
  const time = new Date(at);
  // A number that is no time was put there by hand.
  return { seq, at: Number.isNaN(time.getTime()) ? String(at) : time.toISOString(), ...row };
}

const hex = z.string().regex(/^[0-9a-f]{64}$/);

const Line = z.strictObject({
  seq: z.number().int().positive(),
  at: z.iso.datetime({ precision: 3 }),
  who: z.strictObject({ kind: z.enum(actorKinds), name: z.string() }),
  action: z.string(),
  subject: z.string(),
  before: hex.nullable(),
  after: hex.nullable(),
  outcome: z.enum(auditOutcomes),
  detail: z.record(z.string(), z.json()),
  previous: hex,
  hash: hex,
});

/** @throws IntegrationError E_AUDIT_BROKEN for a line that is no row; `where` names it (`audit.jsonl:7`). */
export function parseLine(line: string, where: string): AuditRow {
  const row = Line.safeParse(tryParse(line));
  if (!row.success)
    throw new IntegrationError({ code: "E_AUDIT_BROKEN", message: `${where} is no row of an audit` });
  const { at, detail, ...rest } = row.data;
  return { ...rest, at: Date.parse(at), detail: detail as Record<string, Value> };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
