// A conflict, kept: in the list of conflicts and in the record's history.
import { createHash } from "node:crypto";
import type { Value } from "../../contract/records.ts";
import type { Op } from "../../store/ops.ts";
import type { FieldConflict } from "../types.ts";

/**
 * Ops that keep it. Conflicts of one link and field with the same `distinct` parts are one, and one that is known keeps
 * its id; `at` in milliseconds.
 */
export function keepConflict(
  sync: string,
  linkId: string,
  { knownAs, ...conflict }: FieldConflict,
  distinct: readonly string[],
  at: number,
): Op[] {
  const name = [linkId, conflict.field, ...distinct].join("|");
  const id = knownAs ?? createHash("sha256").update(name).digest("hex").slice(0, 16).toUpperCase();
  const state = conflict.winner === null ? ("open" as const) : ("settled" as const);
  const data: Value = { ...conflict, base: conflict.base ?? null, id };
  return [
    {
      op: "conflict.add",
      conflict: { ...conflict, id, sync, linkId, at, state, choice: null, decidedBy: null },
    },
    { op: "history.add", row: { sync, linkId, at, kind: "conflict", data } },
  ];
}
