// What a replay would do now, for a dry run and before an operator is asked.
import type { DeadLetter, Side } from "../../core/store/rows.ts";
import type { PlannedWrite } from "../../core/sync/plan/plan-document.ts";
import { planReplay, type ReplayForecast } from "../../core/sync/plan/plan-replay.ts";
import type { App } from "../../daemon/app.ts";
import type { Progress } from "../progress.ts";

export interface ForecastItem {
  readonly id: string;
  readonly sync: string;
  readonly side: Side;
  readonly recordId: string;
  /** `writes`: it would send `writes`. `in-step`: nothing is left to write. */
  readonly outcome: ReplayForecast["outcome"];
  readonly writes: readonly PlannedWrite[];
  /** Why it would stay dead; null otherwise. */
  readonly cause: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

export interface ForecastDocument {
  readonly schema: "integ.replay-plan/1";
  readonly items: readonly ForecastItem[];
}

/** Decides as a replay would, on a copy of the state. @throws IntegrationError when a side can't be read. */
export async function forecastReplay(
  app: App,
  progress: Progress,
  letters: readonly DeadLetter[],
): Promise<ForecastDocument> {
  const items: ForecastItem[] = [];
  for (const [sync, own] of Map.groupBy(letters, (letter) => letter.sync)) {
    progress.phase(`Planning the replay of ${sync}`);
    const runtime = await app.prepare(sync, "fresh");
    items.push(...(await planReplay(app.engine(undefined), runtime, own)).map(itemOf));
  }
  progress.done();
  return { schema: "integ.replay-plan/1", items };
}

function itemOf({ letter, outcome, writes }: ReplayForecast): ForecastItem {
  const { id, sync, side, recordId, code, message, hint } = letter;
  return {
    id,
    sync,
    side,
    recordId,
    outcome,
    writes,
    cause: outcome === "dead" ? { code, message, hint } : null,
  };
}
