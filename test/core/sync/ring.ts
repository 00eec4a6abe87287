// Fake vendors in a ring, a store for all, and a sync between each two neighbours. All syncs run beside each other.
import type { SyncConfig } from "../../../src/core/config/types.ts";
import type { Connection } from "../../../src/core/contract/connector.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { prepareSync } from "../../../src/core/sync/runtime.ts";
import type { EngineContext, SyncRuntime } from "../../../src/core/sync/types.ts";
import { plainField, plainSync } from "../config/plain-sync.ts";
import { FakeVendor, field } from "./fake-vendor.ts";
import { Killed } from "./mortal-store.ts";

export interface Ring {
  readonly corners: readonly FakeVendor[];
  /** What hangs on the records of each corner; keyless. */
  readonly comments: readonly FakeVendor[];
  readonly syncs: readonly SyncRuntime[];
  readonly engine: EngineContext;
  readonly store: Store;
  /** Moves the clock, milliseconds. */
  pass(ms: number): void;
  /** One run of every sync, all at once; `store` in the place of the ring's own. A kill ends it. */
  run(store?: Store): Promise<void>;
  /** The same for some of the syncs. */
  runOnly(syncs: readonly SyncRuntime[], store?: Store): Promise<void>;
  /** Runs until nobody writes any more. @returns the number of writes made meanwhile. */
  settle(): Promise<number>;
  /** Writes at all corners since the ring was opened. */
  writes(): number;
}

export interface RingOptions {
  /** What the syncs have otherwise; by the place of their left corner. */
  readonly sync?: (at: number) => Partial<SyncConfig>;
  readonly store?: Store;
  readonly corners?: readonly FakeVendor[];
  /** Without the last sync the corners are in a line. */
  readonly isOpen?: boolean;
  /** Each sync takes comments over as well. */
  readonly hasComments?: boolean;
}

const fieldNames = ["title", "priority", "note", "parent", "number"];
const ringFields = ["title", "priority", "note"].map((name) => plainField(name, name));
const start = Date.parse("2026-03-01T09:00:00Z");
/** A ring that has not settled by then never will. */
const mostRounds = 40;

export async function openRing(names: readonly string[], options: RingOptions = {}): Promise<Ring> {
  let now = start;
  let serial = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const describe = fieldNames.map((name) => field(name, { type: name === "note" ? "longtext" : "text" }));
  const corners = options.corners ?? names.map((name) => new FakeVendor(name, () => now, describe));
  const comments = names.map((name) => new FakeVendor(`${name}-comment`, () => now, describe));
  for (const one of comments) one.isKeyless = true;
  const configs = configsOf(names, options);
  const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
  const store = options.store ?? openStore(":memory:");
  const engine: EngineContext = {
    store,
    clock,
    ids: { next: () => `${options.store ? "later" : "id"}-${String(++serial).padStart(9, "0")}` },
    random: () => 0.5,
    log: silent,
    signal: new AbortController().signal,
    fence: undefined,
    configured: new Map(configs.map((config) => [config.name, config])),
    ...nothingKnown(),
  };
  const connectionOf = async (name: string): Promise<Connection> => {
    const at = names.indexOf(name);
    const [things, notes] = [corners[at] ?? fail(`no corner ${name}`), comments[at]];
    return {
      ...things.connection(),
      object: (object) => (object === "comment" ? notes : things)?.port() ?? fail(`no ${object}`),
    };
  };
  const syncs = await Promise.all(configs.map((config) => prepareSync(config, { connectionOf })));
  const pass = (ms: number): void => {
    now += ms;
  };
  const runOnly = async (some: readonly SyncRuntime[], other = store): Promise<void> => {
    // Another store is another process: it knows nothing of what the one before had in hand.
    const process = other === store ? engine : { ...engine, ...nothingKnown(), store: other };
    const runs = await Promise.allSettled(some.map((sync) => runSync(process, sync, { full: false })));
    // What still was on its way has arrived.
    for (let turn = 0; other !== store && turn < 5; turn += 1) await new Promise(setImmediate);
    const failures = runs.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    if (failures.some((reason) => !(reason instanceof Killed))) throw failures[0];
  };
  const run = (other = store): Promise<void> => runOnly(syncs, other);
  const writes = (): number => [...corners, ...comments].reduce((sum, one) => sum + one.writes.length, 0);
  const settled = () => settle({ pass, run, writes });
  return { corners, comments, syncs, engine, store, pass, run, runOnly, writes, settle: settled };
}

/** What a process knows of its own work when it begins. */
const nothingKnown = () => ({
  inFlight: new Set<string>(),
  claimed: new Set<string>(),
  doubtSince: new Map(),
  unanswered: new Map(),
});

function configsOf(
  names: readonly string[],
  { sync, isOpen, hasComments }: RingOptions,
): readonly SyncConfig[] {
  const edges = names.map((left, at) => [left, names[(at + 1) % names.length] ?? ""] as const);
  return edges.slice(0, isOpen ? -1 : undefined).flatMap(([left, right], at) => {
    const name = `${left}-${right}`;
    const on = (object: string) => ({
      left: { connection: left, object, where: null },
      right: { connection: right, object, where: null },
    });
    const records = plainSync(ringFields, { name, ...on("thing"), ...sync?.(at) });
    const parent = plainField("parent", "parent", { reference: name, required: true });
    const comments = { name: `${name}.comments`, parent: name, ...on("comment") };
    return hasComments ? [records, plainSync([plainField("note", "note"), parent], comments)] : [records];
  });
}

async function settle({ pass, run, writes }: Pick<Ring, "pass" | "run" | "writes">): Promise<number> {
  const before = writes();
  let quiet = 0;
  for (let round = 0; quiet < 3; round += 1) {
    if (round === mostRounds) fail(`the ring does not settle: ${writes() - before} writes`);
    const known = writes();
    pass(61_000);
    await run();
    quiet = writes() === known ? quiet + 1 : 0;
  }
  return writes() - before;
}

function fail(message: string): never {
  throw new Error(message);
}

/** The live records of each corner, as their values of a field. */
export const valuesOf = (ring: Ring, name: string): readonly (readonly Value[])[] =>
  ring.corners.map((corner) =>
    corner
      .live()
      .map(({ fields }) => fields[name] ?? null)
      .sort(),
  );

/** The id of a corner's only record. */
export function onlyAt(ring: Ring, at: number): string {
  const [only, ...more] = ring.corners[at]?.live() ?? [];
  return only && more.length === 0 ? only.id : fail(`corner ${at} has ${more.length + 1} records`);
}
