// Two syncs, the records of one of which refer to those of the other, and what happens in one while the other is at work.
import type { Op } from "../../../src/core/store/ops.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { plainField, plainSync } from "../config/plain-sync.ts";
import { type Bench, openBench } from "./bench.ts";
import { FakeVendor } from "./fake-vendor.ts";

export interface Family {
  readonly bench: Bench;
  /** Vendors' objects that hang on the bench's things. */
  readonly left: FakeVendor;
  readonly right: FakeVendor;
  readonly children: SyncRuntime;
  run(): Promise<void>;
}

/** The bench's things as parents, and children that refer to them; `vendorRequires`: the right takes none without. */
export async function openFamily(required: boolean, vendorRequires = false): Promise<Family> {
  const bench = await openBench();
  const now = bench.engine.clock.now;
  const left = new FakeVendor("left-child", now, bench.left.fields);
  const right = new FakeVendor(
    "right-child",
    now,
    bench.right.fields.map((one) => (one.name === "parent" ? { ...one, required: vendorRequires } : one)),
  );
  const reference = { reference: "things", required };
  const config = plainSync([plainField("Subject", "subject"), plainField("Parent", "parent", reference)], {
    name: "children",
  });
  const vendors = { left, right };
  const children = await prepareSync(config, {
    connectionOf: async (name) => vendors[name as "left" | "right"].connection(),
  });
  const run = async () => {
    bench.pass(5_000);
    await runSync(bench.engine, children, { full: false });
    await runSync(bench.engine, bench.sync, { full: false });
    bench.pass(5_000);
    await runSync(bench.engine, children, { full: false });
  };
  return { bench, left, right, children, run };
}

/** The store, with `meanwhile` once, just before a commit that `isMoment`. */
export function interrupted(
  store: Store,
  isMoment: (ops: readonly Op[]) => boolean,
  meanwhile: () => Promise<unknown>,
): Store {
  let isOver = false;
  const before = async (ops: readonly Op[]): Promise<void> => {
    if (isOver || !isMoment(ops)) return;
    isOver = true;
    await meanwhile();
  };
  return {
    ...store,
    commit: async (ops, fence) => {
      await before(ops);
      await store.commit(ops, fence);
    },
    commitLazily: async (ops, fence) => {
      await before(ops);
      await store.commitLazily(ops, fence);
    },
  };
}
