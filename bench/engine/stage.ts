// An engine on a database file between two computed vendors, composed as the daemon composes it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sortableIds } from "../../src/cli/ports.ts";
import { loadConfig } from "../../src/core/config/load.ts";
import { builtinConnectors, createRegistry } from "../../src/core/connectors/registry.ts";
import type { Logger } from "../../src/core/contract/runtime.ts";
import { openStore } from "../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/core/store/store.ts";
import { prepareSync } from "../../src/core/sync/runtime.ts";
import type { EngineContext, SyncRuntime } from "../../src/core/sync/types.ts";
import { createVendor, type Vendor } from "./vendor.ts";

export interface Stage {
  readonly store: Store;
  readonly engine: EngineContext;
  readonly sync: SyncRuntime;
  readonly left: Vendor;
  readonly right: Vendor;
}

export const syncName = "cases";
export const pageSize = 1000;

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

const configText = `connections:
  sf: { connector: salesforce, loginUrl: "http://127.0.0.1:1" }
  zd: { connector: zendesk, baseUrl: "http://127.0.0.1:2" }
syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    fields:
      - { left: Subject, right: subject }
      - { left: Description, right: description }
      - { left: Priority, right: priority, values: { High: high, Medium: normal, Low: low } }
      - { left: Status, right: status, values: { New: new, Working: open, Closed: solved } }
`;

/** Runs `work` with a directory that is gone afterwards. It lies where integ's databases would: on a disk. */
export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(process.env.INTEG_BENCH_DIR ?? tmpdir(), "integ-bench-"));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Opens the database and prepares the sync; both vendors have `count` records in step. */
export async function openStage(file: string, count: number): Promise<Stage> {
  const registry = createRegistry({ entries: builtinConnectors });
  const config = await loadConfig({ file: "integ.yaml", text: configText, registry });
  const settings = config.syncs.get(syncName);
  if (!settings) throw new Error("the configuration has no sync");
  const left = createVendor("left", count, pageSize);
  const right = createVendor("right", count, pageSize);
  const sync = await prepareSync(settings, {
    connectionOf: async (name) => (name === "sf" ? left : right).connection,
  });
  const store = openStore(file);
  const engine: EngineContext = {
    store,
    clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    ids: sortableIds(Date.now),
    random: Math.random,
    log: silent,
    signal: new AbortController().signal,
    fence: await store.takeEngine("bench", Date.now()),
    inFlight: new Set(),
    configured: new Map([[syncName, settings]]),
    claimed: new Set(),
    doubtSince: new Map(),
    unanswered: new Map(),
  };
  return { store, engine, sync, left, right };
}
