// Cycles one after the other whose writes go on beside the next one's reading and deciding: a slow vendor delays no
// other record. Never two writes of one record at a time.
import { type Approve, type CycleResult, startCycle } from "../cycle.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";

export interface Pipeline {
  /** Whether writes are under way. */
  readonly isWriting: boolean;
  /**
   * Reads, decides and starts the writes of up to 100 due records; records with a write under way are left for later.
   * @throws IntegrationError when a side can't be read, or what an earlier step's writes could not be stored for.
   */
  step(): Promise<CycleResult>;
  /** Resolves once no write is under way. */
  drain(): Promise<void>;
}

/** More would only make the batches smaller; a connection has no more requests under way at once either. */
const mostBatches = 8;

/** The pipeline of one sync. `onSettled` is called when the writes of a step have ended: what waited for them is due. */
export function createPipeline(
  engine: EngineContext,
  sync: SyncRuntime,
  onSettled: () => void,
  approve?: Approve,
): Pipeline {
  const inHand = new Set<string>();
  const batches = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;

  const follow = async (writing: Promise<void>, linkIds: readonly string[]): Promise<void> => {
    try {
      await writing;
    } catch (error) {
      failure ??= { error };
    } finally {
      for (const id of linkIds) inHand.delete(id);
      onSettled();
    }
  };
  const drain = async (): Promise<void> => {
    await Promise.all(batches);
  };
  return {
    get isWriting() {
      return batches.size > 0;
    },
    drain,
    step: async () => {
      while (batches.size >= mostBatches) await Promise.race(batches);
      if (failure !== null) {
        // What was planned and not sent is decided anew by the next step, once nothing is under way.
        await drain();
        const { error } = failure;
        failure = null;
        throw error;
      }
      const { writing, ...cycle } = await startCycle(engine, sync, "run", approve, inHand);
      const linkIds = cycle.planned.flatMap((one) => (one.intents.length > 0 ? [one.decision.link.id] : []));
      if (linkIds.length === 0) return cycle;
      for (const id of linkIds) inHand.add(id);
      const batch = follow(writing, linkIds).finally(() => batches.delete(batch));
      batches.add(batch);
      return cycle;
    },
  };
}
