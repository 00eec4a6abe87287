// Two fake vendors, a real store, and the engine between them under a clock that only moves when told.

import type { FieldConfig, Guards, SyncConfig } from "../../../src/core/config/types.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import type { EngineContext, SyncRuntime } from "../../../src/core/sync/types.ts";
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

export const fieldConfig = (left: string, right: string, more: Partial<FieldConfig> = {}): FieldConfig => ({
  left,
  right,
  values: null,
  computed: { left: null, right: null },
  defaults: { left: null, right: null },
  reference: null,
  referenceSides: { left: "left", right: "right" },
  required: false,
  users: false,
  formats: { left: null, right: null },
  zone: "UTC",
  unit: null,
  direction: "both",
  conflicts: "last-write-wins",
  ...more,
});

export const priorities: ReadonlyMap<string, string> = new Map([
  ["High", "high"],
  ["Medium", "normal"],
  ["Low", "low"],
]);

export const defaultGuards: Guards = {
  maxDeletes: 100,
  maxDeleteShare: 1,
  deleteHoldMs: 0,
  maxFirstCreates: 1000,
  maxFlips: 10,
  flipWindowMs: 600_000,
};

/** A sync of things between a connection called left and one called right. */
export const configOf = (more: Partial<SyncConfig> = {}): SyncConfig => ({
  name: "things",
  parent: null,
  left: { connection: "left", object: "thing", where: null },
  right: { connection: "right", object: "thing", where: null },
  direction: "both",
  schedule: null,
  realtime: true,
  match: [],
  conflicts: "last-write-wins",
  prefer: "left",
  deletes: { kind: "keep", archive: { left: null, right: null } },
  guards: defaultGuards,
  rules: [],
  maxContentBytes: null,
  fields: [
    fieldConfig("Subject", "subject"),
    fieldConfig("Priority", "priority", {
      values: new Map([...priorities].map(([left, right]) => [left, [right]])),
    }),
    fieldConfig("Description", "description"),
  ],
  ...more,
});

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
  const config = configOf(options.sync);
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
