// Who did what: a row of the audit, and the chain that binds it to the one before.
import { createHash, createHmac } from "node:crypto";
import type { Value } from "../contract/records.ts";

/** `user`: of the operating system. `daemon`: integ by itself. `client`: somebody by the API. */
export const actorKinds = ["user", "daemon", "client"] as const;
export type ActorKind = (typeof actorKinds)[number];

export interface AuditActor {
  readonly kind: ActorKind;
  readonly name: string;
}

/** Integ by itself. */
export const ownActor: AuditActor = { kind: "daemon", name: "integ" };

/** `sent`: on its way to a vendor, a row of its own says what became of it. */
export const auditOutcomes = ["done", "failed", "sent", "refused"] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** What is noted of one thing that was done. */
export interface AuditEvent {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly who: AuditActor;
  /** `write.update`, `sync.pause`, `secrets.rotate`: what it is about, and what was done. */
  readonly action: string;
  /** What it was done to: `cases right 42`. */
  readonly subject: string;
  /** Keyed hash of what was there ({@link valueHash}); null: nothing, or not known. */
  readonly before: string | null;
  readonly after: string | null;
  readonly outcome: AuditOutcome;
  /** Names and ids, never values of records. */
  readonly detail: Readonly<Record<string, Value>>;
}

export interface AuditRow extends AuditEvent {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Hash of the row before; {@link noHash} for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** What the first row follows. */
export const noHash = "0".repeat(64);

/** The hash that a row has to have, whatever it says itself; hex. */
export function hashOf(row: Omit<AuditRow, "hash">): string {
  const { seq, at, who, action, subject, before, after, outcome, detail, previous } = row;
  const text = JSON.stringify([
    previous,
    seq,
    at,
    who.kind,
    who.name,
    action,
    subject,
    before,
    after,
    outcome,
    canonical(detail),
  ]);
  return createHash("sha256").update(text).digest("hex");
}

/** Keyed with the installation's own `key`: equal values have equal hashes, and nobody else can try values out; hex. */
export function valueHash(key: string, value: unknown): string {
  return createHmac("sha256", key)
    .update(JSON.stringify(canonical(value)))
    .digest("hex");
}

/** Keys in order, so that the same content has the same text. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, canonical(one)]),
  );
}
