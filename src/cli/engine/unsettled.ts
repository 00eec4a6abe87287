// What of a sync waits for a person or a later try, for runs and for plans.
import type { Store } from "../../core/store/store.ts";

export interface Unsettled {
  /** Items that need a person now. */
  readonly deadLetters: number;
  /** Conflicts that wait for a person now. */
  readonly parked: number;
  /** Records with changes that wait for a later try. */
  readonly waiting: number;
}

export async function unsettledOf(store: Store, sync: string): Promise<Unsettled> {
  const [letters, parked, waiting] = await Promise.all([
    store.deadLetters(["open", "replaying"], sync),
    store.conflictCount(sync, ["open"]),
    store.waitingRecords(sync),
  ]);
  return { deadLetters: letters.length, parked, waiting };
}

export const isSettled = ({ deadLetters, parked, waiting }: Unsettled): boolean =>
  deadLetters + parked + waiting === 0;
