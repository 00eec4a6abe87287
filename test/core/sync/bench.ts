// Two fake vendors, a real store, and the engine between them under a clock that only moves when told.

import type { SyncConfig } from "../../../src/core/config/types.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import type { EngineContext, SyncRuntime } from "../../../src/core/sync/types.ts";
import { plainField, plainSync } from "../config/plain-sync.ts";
import { FakeVendor, field } from "./fake-vendor.ts";

export interface Bench {
  readonly left: FakeVendor;
  readonly right: FakeVendor;
  readonly engine: EngineContext;
  readonly config: SyncConfig;
  readonly sync: SyncRuntime;
  readonly store: Store;
  /** Moves the clock, milliseconds. */
  pass(ms: number): void;
  run(): Promise<number>;
}

export const priorities: ReadonlyMap<string, string> = new Map([
  ["High", "high"],
  ["Medium", "normal"],
  ["Low", "low"],
]);

const benchFields = [
  plainField("Subject", "subject"),
  plainField("Priority", "priority", {
    values: new Map([...priorities].map(([left, right]) => [left, [right]])),
  }),
  plainField("Description", "description"),
];

export interface BenchOptions {
  readonly store?: Store;
  readonly sync?: Partial<SyncConfig>;
  readonly afterRightWrite?: (record: Record<string, unknown>) => void;
}

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  let now = Date.parse("2026-03-01T09:00:00Z");
  let serial = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const left = new FakeVendor("left", () => now, [
    field("number"),
    field("Subject", { maxLength: 255 }),
    field("Priority", { type: "picklist" }),
    field("Description", { type: "longtext" }),
    field("Tags", { type: "multipicklist" }),
    field("Notes", { type: "longtext" }),
    field("Parent", { type: "reference" }),
  ]);
  const right = new FakeVendor(
    "right",
    () => now,
    [
      field("number"),
      field("subject", { maxLength: 20 }),
      field("priority", { type: "picklist" }),
      field("description", { type: "longtext", updatable: false }),
      field("tags", { type: "multipicklist" }),
      field("notes", { type: "longtext" }),
      field("parent", { type: "reference" }),
    ],
    options.afterRightWrite as never,
  );
  const config = plainSync(benchFields, options.sync);
  const store = options.store ?? openStore(":memory:");
  const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
  const engine: EngineContext = {
    store,
    clock,
    ids: { next: () => `id-${String(++serial).padStart(9, "0")}` },
    random: () => 0.5,
    log: silent,
    signal: new AbortController().signal,
    fence: undefined,
    inFlight: new Set(),
    configured: new Map([["things", config]]),
    claimed: new Set(),
    doubtSince: new Map(),
    unanswered: new Map(),
  };
  const vendors = { left, right };
  const sync = await prepareSync(config, {
    connectionOf: async (name) => vendors[name as "left" | "right"].connection(),
  });
  return {
    left,
    right,
    engine,
    config,
    sync,
    store,
    pass: (ms) => {
      now += ms;
    },
    run: async () => (await runSync(engine, sync, { full: false })).handled,
  };
}

/** One pair in step, made by the engine; the vendors' write logs are empty. */
export async function inStep(
  bench: Bench,
  more: Record<string, Value> = {},
): Promise<{ left: string; right: string }> {
  const left = bench.left.add({
    Subject: "Printer on fire",
    Priority: "High",
    Description: "Smoke",
    ...more,
  });
  await bench.run();
  const [copy] = bench.right.live();
  if (!copy) throw new Error("nothing was created on the right");
  bench.pass(60_000);
  await bench.run();
  bench.right.writes.length = 0;
  bench.left.writes.length = 0;
  return { left, right: copy.id };
}

export const rightFields = (bench: Bench, id: string) => bench.right.records.get(id)?.fields;
export const leftFields = (bench: Bench, id: string) => bench.left.records.get(id)?.fields;
