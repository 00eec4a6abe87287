// The store of a process that is killed in the middle of its work.
import type { Op } from "../../../src/core/store/ops.ts";
import type { Fence, Store } from "../../../src/core/store/store.ts";

export class Killed extends Error {}

/** Killed at its n-th commit, before or after the commit took effect. */
export function mortal(store: Store, commitsLeft: number, after: boolean): Store {
  let left = commitsLeft;
  const commit = async (ops: readonly Op[], fence?: Fence): Promise<void> => {
    if (left < 0) throw new Killed();
    left -= 1;
    if (left >= 0) return store.commit(ops, fence);
    if (after) await store.commit(ops, fence);
    throw new Killed();
  };
  return { ...store, commit };
}
