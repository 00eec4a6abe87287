// Zendesk's background jobs: waits for one to end, and for those an earlier process left running.
import { SyncError, TransientError } from "../../contract/errors.ts";
import type { Clock } from "../../contract/runtime.ts";
import { nextCursor } from "./calls.ts";
import type { ZendeskClient } from "./client.ts";
import type { JobStatus } from "./schema.ts";

export interface JobRunner {
  /** Waits until the job has ended. Rows may be failed in any ending. @throws TransientError when it takes too long. */
  finish(started: JobStatus): Promise<JobStatus>;
  /** Ids of the jobs open at this moment. */
  listOpen(): Promise<readonly string[]>;
  /** Waits until these jobs have ended. @throws TransientError when one takes too long. */
  settle(ids: readonly string[]): Promise<void>;
}

export interface JobsContext {
  readonly client: ZendeskClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

// Most jobs of up to 100 tickets end within a second or two; each look costs one request of the account's budget.
const pausesMs = [100, 150, 250, 400, 600, 1000, 1500, 2000];
const longestWaitMs = 300_000;
const longestStopMs = 5_000;
const openStates = new Set(["queued", "working"]);
// Results are kept for a day; more pages than this are not the last hour's.
const mostPages = 10;

/** @see JobRunner */
export function createJobRunner(context: JobsContext): JobRunner {
  const { client, clock, signal } = context;

  const waitFor = async (id: string, first: JobStatus | null): Promise<JobStatus> => {
    const deadline = clock.now() + longestWaitMs;
    let stopBy = Number.POSITIVE_INFINITY;
    let job = first;
    for (let look = 0; ; look += 1) {
      if (job !== null && !openStates.has(job.status)) return job;
      // Told to stop, a write under way is still seen to its end, so that its outcome is known; but not for long.
      if (signal.aborted) stopBy = Math.min(stopBy, clock.now() + longestStopMs);
      if (clock.now() >= Math.min(deadline, stopBy)) throw tooLong(id);
      if (job !== null || look > 0) await clock.sleep(pausesMs[Math.min(look, pausesMs.length - 1)] ?? 0);
      job = await client.showJob(id);
    }
  };

  const listOpen = async (): Promise<readonly string[]> => {
    const open: string[] = [];
    let after: string | undefined;
    for (let count = 0; count < mostPages; count += 1) {
      const page = await client.listJobs(after);
      open.push(...page.job_statuses.filter((job) => openStates.has(job.status)).map((job) => job.id));
      after = nextCursor(page.meta);
      if (after === undefined) break;
    }
    return open;
  };

  return {
    finish: (started) => waitFor(started.id, started),
    listOpen,
    settle: async (ids) => {
      for (const id of ids) await waitFor(id, null).catch(ignoreForgotten);
    },
  };
}

/** A job the vendor does not know any more is not running. */
function ignoreForgotten(error: unknown): null {
  if (error instanceof SyncError && error.code === "E_RECORD_GONE") return null;
  throw error;
}

function tooLong(id: string): TransientError {
  return new TransientError({
    code: "E_TIMEOUT",
    message: `Zendesk has not finished the job ${id} while integ waited for it`,
    retryable: true,
    effect: "unknown",
  });
}
