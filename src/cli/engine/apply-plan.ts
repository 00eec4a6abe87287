// Applies a plan file: by the daemon when one runs, else in this process.
import { IntegrationError, ValidationError } from "../../core/contract/errors.ts";
import { type AppliedWrite, type ApplyResult, applyPlan } from "../../core/sync/plan/apply-plan.ts";
import { type MovedRecord, type PlanFile, readPlanFile } from "../../core/sync/plan/plan-file.ts";
import { PlanStaleError } from "../../core/sync/plan/plan-stale.ts";
import type { WriteOutcome } from "../../core/sync/plan/plan-tally.ts";
import type { App } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import type { Progress } from "../progress.ts";
import { showDuration } from "../times.ts";
import { actorOf } from "./actor.ts";
import { holdEngine } from "./hold-engine.ts";

export interface ApplyDocument {
  readonly schema: "integ.apply/1";
  readonly sync: string;
  /** When the plan was made, RFC 3339 UTC. */
  readonly madeAt: string;
  readonly by: "daemon" | "command";
  readonly summary: Readonly<Record<WriteOutcome, number>> & {
    /** Records with changes that are not in the plan; they wait for the next run. */
    readonly left: number;
  };
  readonly writes: readonly AppliedWrite[];
  /** What ended it early; null when nothing did. */
  readonly fault: string | null;
}

export interface ApplyOptions {
  /** The file's text. */
  readonly text: string;
  /** Oldest plan that is applied, milliseconds; null: any. */
  readonly maxAgeMs: number | null;
}

/** As long as the vendors need. */
const applyTimeoutMs = 6 * 3_600_000;

/** @throws IntegrationError with the reason; nothing was written then. */
export async function applyPlanText(
  app: App,
  progress: Progress,
  { text, maxAgeMs }: ApplyOptions,
): Promise<ApplyDocument> {
  const file = readPlanFile(text);
  if (!app.config.syncs.has(file.plan.sync))
    throw new ValidationError({
      code: "E_PLAN_OTHER",
      message: `The plan is one of ${file.plan.sync}, and there is no such sync in ${app.config.file}`,
    });
  refuseOld(file, app.ports.clock.now(), maxAgeMs);
  const byDaemon = (await callDaemon(app.ports.stateDir, "GET", "/health")) !== null;
  progress.phase(`Applying the plan of ${file.plan.sync}`);
  const result = await (byDaemon ? applyThere(app, file) : applyHere(app, progress, file));
  progress.done();
  if (result.kind === "stale") throw staleError(result.moved);
  const { writes, left, fault } = result;
  const count = (outcome: WriteOutcome): number => writes.filter((one) => one.outcome === outcome).length;
  const summary = {
    written: count("written"),
    moved: count("moved"),
    failed: count("failed"),
    waiting: count("waiting"),
    left,
  };
  const { madeAt, plan } = file;
  const by = byDaemon ? "daemon" : "command";
  return { schema: "integ.apply/1", sync: plan.sync, madeAt, by, summary, writes, fault };
}

function refuseOld({ madeAt }: PlanFile, now: number, maxAgeMs: number | null): void {
  const ageMs = now - Date.parse(madeAt);
  if (maxAgeMs === null || ageMs <= maxAgeMs) return;
  const message = `The plan is ${showDuration(ageMs)} old, and --max-age allows ${showDuration(maxAgeMs)}`;
  throw new PlanStaleError(message, []);
}

function staleError(moved: readonly MovedRecord[]): PlanStaleError {
  const records =
    moved.length === 1 ? "1 record has" : `${moved.length.toLocaleString("en-US")} records have`;
  return new PlanStaleError(`${records} moved since the plan was made`, moved);
}

async function applyHere(app: App, progress: Progress, file: PlanFile): Promise<ApplyResult> {
  const engine = await holdEngine(app, progress);
  const runtime = await app.prepare(file.plan.sync, "fresh");
  const onProgress = (count: { readonly written: number; readonly of: number }): void =>
    progress.update(`${count.written} of ${count.of}`);
  return applyPlan(engine, runtime, file, { who: actorOf(app).who, onProgress });
}

async function applyThere(app: App, file: PlanFile): Promise<ApplyResult> {
  const { ports } = app;
  const order = { plan: file, who: actorOf(app).who };
  const path = `/syncs/${encodeURIComponent(file.plan.sync)}/apply`;
  const answer = await callDaemon(ports.stateDir, "POST", path, {
    timeoutMs: applyTimeoutMs,
    json: order,
    signal: ports.signal,
  });
  if (answer !== null) return answer as ApplyResult;
  throw new IntegrationError({
    code: "E_DAEMON_UNREACHABLE",
    message: "The daemon ended before it took the plan",
    hint: "Nothing was written: apply the plan again.",
  });
}
