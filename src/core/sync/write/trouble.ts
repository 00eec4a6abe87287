// Whose fault a failing write is: a record's alone, or the vendor's, which takes such writes of nobody meanwhile.
import type { WriteResult } from "../../contract/connector.ts";
import type { IntegrationError } from "../../contract/errors.ts";
import type { HistoryRow, InboxRow, Intent } from "../../store/rows.ts";
import type { EngineContext } from "../types.ts";
import { isAnsweredFault, type Trouble } from "./failure.ts";
import type { PlannedEntity } from "./plan-ops.ts";

/** How often what the rows are about has failed. */
export const attemptsOf = (rows: readonly InboxRow[]): number =>
  Math.max(0, ...rows.map((row) => row.attempts));

/** Of the writes of a batch at which the vendor failed and which have had no effect, by intent. */
export async function troublesOf(
  engine: EngineContext,
  batch: readonly { readonly planned: PlannedEntity; readonly intent: Intent }[],
  results: readonly WriteResult[],
  sentAt: number,
): Promise<ReadonlyMap<string, Trouble>> {
  const found = new Map<string, Trouble>();
  const hasTaken = results.some((result) => result.status === "done");
  for (const [index, { planned, intent }] of batch.entries()) {
    const result = results[index];
    if (result?.status !== "failed" || result.error.effect !== "none" || !isAnsweredFault(result.error))
      continue;
    const attempts = attemptsOf(planned.entity.rows);
    const trouble = await troubleOf(engine, intent, result.error, attempts, sentAt);
    found.set(intent.id, { ...trouble, isAlone: trouble.isAlone || hasTaken });
  }
  return found;
}

/** What the store tells of a write that was sent at `sentAt`, milliseconds, and has failed after `attempts` others. */
export async function troubleOf(
  { store, clock }: EngineContext,
  { sync, linkId, side, operation }: Intent,
  error: IntegrationError,
  attempts: number,
  sentAt: number,
): Promise<Trouble> {
  const tries = triesSoFar(await store.history(linkId), error);
  const counts = await store.writeCounts(sync, tries.at(-1)?.at ?? sentAt);
  return {
    attempts,
    failingForMs: clock.now() - (tries[0]?.at ?? clock.now()),
    isAlone: counts.some((one) => one.side === side && one.operation === operation),
  };
}

const ends: ReadonlySet<HistoryRow["kind"]> = new Set(["confirmed", "adopted", "dead"]);

/** Since a write of the record has worked, or a person was asked. */
function triesSoFar(history: readonly HistoryRow[], { code }: IntegrationError): readonly HistoryRow[] {
  const ended = history.findLastIndex(({ kind }) => ends.has(kind));
  return history.slice(ended + 1).filter(({ kind, data }) => kind === "deferred" && codeOf(data) === code);
}

const codeOf = (data: HistoryRow["data"]): unknown =>
  typeof data === "object" && data !== null && "code" in data ? data.code : undefined;
