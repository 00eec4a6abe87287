// A plan that the daemon carries out: only of a sync that stands still, or it would carry out more than the plan.
import { TransientError } from "../core/contract/errors.ts";
import type { Store } from "../core/store/store.ts";
import type { ApplyResult } from "../core/sync/plan/apply-plan.ts";
import { readPlanFile } from "../core/sync/plan/plan-file.ts";
import type { SyncWorker } from "./sync-worker.ts";

export interface PlanOrder {
  readonly plan: unknown;
  /** Who applies it. */
  readonly who: string;
}

/** @throws TransientError E_ENGINE_BUSY while the sync is running; IntegrationError as `applyPlan`. */
export async function carryOutPlan(
  store: Store,
  worker: SyncWorker,
  { plan, who }: PlanOrder,
): Promise<ApplyResult> {
  const file = readPlanFile(JSON.stringify(plan));
  const pauses = await store.pauses(worker.name);
  if (pauses.some((pause) => pause.kind === "sync")) return worker.apply(file, who);
  throw new TransientError({
    code: "E_ENGINE_BUSY",
    message: `The daemon is running ${worker.name}, and would carry out more than the plan says`,
    hint: `Run \`integ sync pause ${worker.name}\`, make the plan again and apply it; then \`integ sync resume\`.`,
  });
}
