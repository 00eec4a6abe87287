// How a daemon that has ended went: its last words are in the audit.
import { openStore } from "../../core/store/sqlite/sqlite-store.ts";

export interface EndedDaemon {
  readonly pid: number;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

/** Whether all that was under way had ended before the daemon did. One that left no word was killed. */
export async function hasDrained(storeFile: string, { pid, startedAt }: EndedDaemon): Promise<boolean> {
  const store = openStore(storeFile);
  try {
    const subject = String(pid);
    const words = await store.lastAudit({ action: "daemon.stop", subject, since: startedAt }, 10);
    return words.find((word) => word.subject === subject)?.detail.drained === true;
  } finally {
    await store.close();
  }
}
