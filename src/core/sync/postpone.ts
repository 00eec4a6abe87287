// Puts rows off for something that passes by itself.
import type { Op } from "../store/ops.ts";
import type { InboxRow } from "../store/rows.ts";
import type { EngineContext } from "./types.ts";

/** What waits for a write under way, or in doubt, is looked at again after this. */
export const inDoubtPauseMs = 250;

/** Longer than a run waits for work that comes due. */
const longestPauseMs = 60_000;

/**
 * Ops for rows that wait for another sync: the longer they have waited, the longer they go on. A run of one sync alone
 * does not wait for another one's for ever. `now` in milliseconds.
 */
export const putOffOps = (now: number, rows: readonly InboxRow[]): readonly Op[] =>
  rows.map(({ id, seenAt }): Op => {
    const dueAt = now + Math.min(longestPauseMs, Math.max(inDoubtPauseMs, now - seenAt));
    return { op: "inbox.reopen", ids: [id], dueAt, countAttempt: false };
  });

/** The rows are due again at `dueAt`, milliseconds, without that counting as a failed attempt. */
export async function postpone(
  { store, fence }: EngineContext,
  rows: readonly InboxRow[],
  dueAt: number,
): Promise<void> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return;
  await store.commit([{ op: "inbox.reopen", ids, dueAt, countAttempt: false }], fence);
}
