// What a person has said of vanished records: so many are meant, for a while.
import type { Op } from "../../store/ops.ts";
import type { EngineContext } from "../types.ts";

export interface DeleteApproval {
  /** So many within the hour. */
  readonly count: number;
  /** When it was given and until when it holds, milliseconds. */
  readonly at: number;
  readonly until: number;
}

/** How far back deletes are counted, and how long an approval holds, milliseconds. */
export const deleteWindowMs = 3_600_000;

/** Key under which an approval is remembered. */
const approvedDeletesKey = (sync: string): string => `approved-deletes:${sync}`;

export const approveDeletes = (sync: string, approval: DeleteApproval): Op => ({
  op: "meta.put",
  key: approvedDeletesKey(sync),
  value: JSON.stringify(approval),
});

/** The approval that holds now; null when there is none. */
export async function deleteApproval(
  { store, clock }: Pick<EngineContext, "store" | "clock">,
  sync: string,
): Promise<DeleteApproval | null> {
  const text = await store.meta(approvedDeletesKey(sync));
  if (text === null) return null;
  const { count, until, at = 0 } = JSON.parse(text) as Omit<DeleteApproval, "at"> & { readonly at?: number };
  return clock.now() < until ? { count, at, until } : null;
}
