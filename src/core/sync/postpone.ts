// Puts rows off for something that passes by itself.
import type { InboxRow } from "../store/rows.ts";
import type { EngineContext } from "./types.ts";

/** What waits for a write under way, or in doubt, is looked at again after this. */
export const inDoubtPauseMs = 250;

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
