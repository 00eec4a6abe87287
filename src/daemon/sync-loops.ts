// What a sync does beside its cycles, each in a loop of its own until the signal: follow feeds, ask about writes in
// doubt, sweep, watch the vendors' schemas.
import type { Feed } from "../core/contract/connector.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { Clock } from "../core/contract/runtime.ts";
import type { Side } from "../core/store/rows.ts";
import { pollFeed } from "../core/sync/observe/poll.ts";
import { sweepWhenDue } from "../core/sync/observe/sweep.ts";
import { recoverUnknown } from "../core/sync/recover/recover.ts";
import { hasSchemaChanged } from "../core/sync/schema-memory.ts";
import type { EngineContext, SyncRuntime } from "../core/sync/types.ts";
import type { Persistence } from "./persistence.ts";
import type { Waker } from "./waker.ts";

/** What all loops of one prepared sync share. */
export interface Loop {
  readonly engine: EngineContext;
  readonly runtime: SyncRuntime;
  readonly signal: AbortSignal;
  readonly persistence: Persistence;
  /** Something became due. */
  readonly onFound: () => void;
  /** A mapped field turned out to be unknown to its vendor. */
  readonly onDrift: () => void;
}

const describeEveryMs = 10 * 60_000;
const sweepCheckMs = 10 * 60_000;
const inDoubtNapMs = 250;
const longestNapMs = 5_000;

/** A field that the vendor does not know any more can't be read with the others: the sync is prepared anew. */
export async function noticeDrift<T>({ onDrift }: Loop, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof IntegrationError && error.code === "E_FIELD_UNKNOWN") onDrift();
    throw error;
  }
}

export async function watchSchema(loop: Loop, onChange: () => void): Promise<void> {
  const { engine, runtime, signal, persistence } = loop;
  const look = () => hasSchemaChanged(engine.store, runtime, engine.clock.now);
  while (!signal.aborted) {
    if (await persistence.untilDone("describe", signal, look)) return onChange();
    await nap(engine.clock, describeEveryMs, signal);
  }
}

/** The net under the cursors: both sides are read whole once a day. */
export async function sweepDaily({ engine, runtime, signal, persistence, onFound }: Loop): Promise<void> {
  while (!signal.aborted) {
    const found = await persistence.untilDone("sweep", signal, () => sweepWhenDue(engine, runtime));
    if (found !== null && found > 0) onFound();
    await nap(engine.clock, sweepCheckMs, signal);
  }
}

/** Polls at the feed's pace, counted from the beginning of one poll to the beginning of the next. */
export async function followFeed(loop: Loop, side: Side, feed: Feed): Promise<void> {
  const { engine, runtime, signal, persistence, onFound } = loop;
  while (!signal.aborted) {
    const startedAt = engine.clock.now();
    const found = await persistence.untilDone(`poll ${side} ${feed.name}`, signal, () =>
      noticeDrift(loop, () => pollFeed(engine, runtime, side, feed.name)),
    );
    if (found !== null && found > 0) onFound();
    await nap(engine.clock, startedAt + feed.everyMs() - engine.clock.now(), signal);
  }
}

/** Finds out what became of writes in doubt, beside the cycles: a slow answer delays no other record. */
export async function probeDoubts(loop: Loop, doubt: Waker): Promise<void> {
  const { engine, runtime, signal, persistence, onFound } = loop;
  while (!signal.aborted) {
    const inDoubt = await persistence.untilDone("probe", signal, () => recoverUnknown(engine, runtime));
    if (inDoubt === null) return;
    if (inDoubt > 0) onFound();
    if (inDoubt > 0) await nap(engine.clock, inDoubtNapMs, signal);
    else await doubt.wait(longestNapMs, signal);
  }
}

export async function nap(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(0, ms), signal).catch(() => undefined);
}
