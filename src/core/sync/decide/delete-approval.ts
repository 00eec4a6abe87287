// What a person has said of vanished records: so many are meant, for a while.
import type { Op } from "../../store/ops.ts";
import type { BySide } from "../read-records.ts";
import type { EngineContext } from "../types.ts";

export interface DeleteApproval {
  /** So many of each side. What had vanished before it was given was looked at, and is over. */
  readonly counts: BySide<number>;
  /** When it was given and until when it holds, milliseconds. */
  readonly at: number;
  readonly until: number;
}

/** How far back deletes are counted, and how long an approval holds, milliseconds. */
export const deleteWindowMs = 3_600_000;

/** Key under which an approval is remembered. */
const approvalKey = (sync: string): string => `allowed-deletes:${sync}`;

export const approveDeletes = (sync: string, approval: DeleteApproval): Op => ({
  op: "meta.put",
  key: approvalKey(sync),
  value: JSON.stringify(approval),
});

/** The last approval, as long as deletes that it covers may count; null when there is none. */
export async function lastApproval(
  { store, clock }: Pick<EngineContext, "store" | "clock">,
  sync: string,
): Promise<DeleteApproval | null> {
  const text = await store.meta(approvalKey(sync));
  if (text === null) return null;
  const approval = JSON.parse(text) as DeleteApproval;
  return clock.now() < approval.until + deleteWindowMs ? approval : null;
}
