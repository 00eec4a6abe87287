// The store of a process that is killed in the middle of its work.
import type { Store } from "../../../src/core/store/store.ts";

export class Killed extends Error {}

/** Killed at its n-th commit, before or after the commit took effect. */
export function mortal(store: Store, commitsLeft: number, after: boolean): Store {
  let left = commitsLeft;
  const counted =
    (commit: Store["commit"]): Store["commit"] =>
    async (ops, fence) => {
      if (left < 0) throw new Killed();
      left -= 1;
      if (left >= 0) return commit(ops, fence);
      if (after) await commit(ops, fence);
      throw new Killed();
    };
  return { ...store, commit: counted(store.commit), commitLazily: counted(store.commitLazily) };
}
