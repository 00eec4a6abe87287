// Background jobs: queued, working through their rows, completed; a completed job can hold failed rows.
import { Refusal } from "../edge.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { Random } from "../random.ts";
import type { SandboxClock, Timers } from "../timers.ts";
import { named } from "./errors.ts";
import type { ZendeskSettings } from "./settings.ts";

const KEPT_MS = 86_400_000;
const ROWS_A_STEP = 25;

export type JobAction = "create" | "update" | "delete";

/** One row's work. Returns the id it worked on; throws Refusal when the row fails. */
export interface JobRow {
  readonly id: number | null;
  readonly run: () => number;
}

interface Job {
  readonly id: string;
  readonly type: string;
  readonly action: JobAction;
  readonly rows: readonly JobRow[];
  readonly createdMs: number;
  status: "queued" | "working" | "completed";
  results: JsonObject[];
  message: string | null;
}

const STATUS_WORDS: Readonly<Record<JobAction, string>> = {
  create: "Created",
  update: "Updated",
  delete: "Deleted",
};

export class JobQueue {
  readonly #settings: ZendeskSettings;
  readonly #clock: SandboxClock;
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #jobs = new Map<string, Job>();

  constructor(settings: ZendeskSettings, clock: SandboxClock, timers: Timers, random: Random) {
    this.#settings = settings;
    this.#clock = clock;
    this.#timers = timers;
    this.#random = random;
  }

  /** Queues rows. @throws Refusal 429 TooManyJobs when too many jobs are open */
  add(type: string, action: JobAction, rows: readonly JobRow[]): string {
    const open = [...this.#jobs.values()].filter((job) => job.status !== "completed").length;
    if (open >= this.#settings.limits.openJobs) throw tooManyJobs(open);
    const id = this.#random.hex(32);
    const job: Job = {
      id,
      type,
      action,
      rows,
      createdMs: this.#clock.now(),
      status: "queued",
      results: [],
      message: null,
    };
    this.#jobs.set(id, job);
    this.#timers.after(this.#settings.jobQueueMs, () => this.#work(job));
    return id;
  }

  #work(job: Job): void {
    job.status = "working";
    const from = job.results.length;
    const step = job.rows.slice(from, from + ROWS_A_STEP);
    for (const [offset, row] of step.entries()) job.results.push(runRow(job.action, row, from + offset));
    const isDone = job.results.length >= job.rows.length;
    this.#timers.after(this.#settings.jobStepMs, () => (isDone ? this.#complete(job) : this.#work(job)));
  }

  #complete(job: Job): void {
    job.status = "completed";
    const at = new Date(this.#clock.now()).toISOString();
    job.message = `Completed at ${at.slice(0, 10)} ${at.slice(11, 19)} +0000`;
  }

  /** A job as the API shows it, or null when unknown or past its day. */
  show(id: string, baseUrl: string): JsonObject | null {
    const job = this.#jobs.get(id);
    if (job === undefined) return null;
    if (this.#clock.now() - job.createdMs <= KEPT_MS) return render(job, baseUrl);
    this.#jobs.delete(id);
    return null;
  }

  list(baseUrl: string): readonly JsonObject[] {
    const jobs = [...this.#jobs.keys()].reverse().map((id) => this.show(id, baseUrl));
    return jobs.filter((job) => job !== null);
  }
}

function runRow(action: JobAction, row: JobRow, index: number): JsonObject {
  try {
    const id = row.run();
    const done = { id, action, status: STATUS_WORDS[action], success: true };
    return action === "create" ? { index, ...done } : done;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, details } = explain(error.answer.body ?? null);
    const place: JsonObject = action === "create" || row.id === null ? { index } : { id: row.id };
    return { ...place, action, status: "Failed", success: false, error: code, details };
  }
}

/** A row's failure carries the single endpoint's code, and its field messages in one line. */
function explain(body: Json): { readonly code: string; readonly details: string } {
  if (!isJsonObject(body)) return { code: "Unknown", details: "" };
  const code = typeof body.error === "string" ? body.error : "Unknown";
  const texts: string[] = [];
  collectDescriptions(body.details ?? null, texts);
  return { code, details: texts.join(", ") || String(body.description ?? code) };
}

function collectDescriptions(value: Json, into: string[]): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "description" && typeof inner === "string") into.push(inner);
    else collectDescriptions(inner, into);
  }
}

function render(job: Job, baseUrl: string): JsonObject {
  const isFinished = job.status === "completed";
  return {
    id: job.id,
    job_type: job.type,
    url: `${baseUrl}/api/v2/job_statuses/${job.id}.json`,
    total: job.rows.length,
    progress: job.status === "queued" ? null : job.results.length,
    status: job.status,
    message: job.message,
    results: isFinished ? job.results : null,
  };
}

function tooManyJobs(open: number): Refusal {
  const answer = named(
    429,
    "TooManyJobs",
    `There are ${open} jobs queued or running. Wait for them to finish`,
  );
  const header = `total=${open}; remaining=0; resets=60`;
  return new Refusal({
    ...answer,
    headers: { "retry-after": "5", "zendesk-ratelimit-inflight-jobs": header },
  });
}
