// Tests whose subject no limit is don't wait for one: the emulated vendors have none, and integ forgets what it spent.
import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

/** Limits of the emulated vendors that the load would meet otherwise; what they do to us is another test's subject. */
export const openLimits = {
  salesforce: { dailyApiLimit: 100_000_000 },
  zendesk: {
    limits: {
      accountPerMinute: 1_000_000,
      updatesPerMinute: 1_000_000,
      updatesPerTicketPer10Minutes: 1_000_000,
      incrementalPerMinute: 1_000_000,
      openJobs: 1_000_000,
    },
  },
};

const forgetEveryMs = 100;

/**
 * Zendesk's export may be asked ten times a minute, which no configuration can raise: as if that minute were over
 * again and again, what the processes of the state directory spent of it is forgotten until this is called off.
 */
export function forgetExports(stateDir: string): () => void {
  const file = join(stateDir, "limits.db");
  const timer = setInterval(() => {
    if (existsSync(file)) forgetIn(file);
  }, forgetEveryMs);
  return () => clearInterval(timer);
}

function forgetIn(file: string): void {
  const db = new Database(file, { timeout: 50 });
  try {
    db.exec("DELETE FROM bucket WHERE class = 'incremental'");
  } catch (error) {
    // Not set up yet, or in use just now: the next time, then.
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    db.close();
  }
}
