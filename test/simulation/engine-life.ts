// One life of the engine: the real worker and the real store, on simulated ports.
import type { SyncConfig } from "../../src/core/config/types.ts";
import type { VendorRecord } from "../../src/core/contract/records.ts";
import type { Clock, Logger } from "../../src/core/contract/runtime.ts";
import type { Side } from "../../src/core/store/rows.ts";
import { prepareSync } from "../../src/core/sync/runtime.ts";
import { acceptedFields } from "../../src/core/sync/schema-drift.ts";
import { describeFresh, describeRemembered } from "../../src/core/sync/schema-memory.ts";
import type { EngineContext, SyncRuntime } from "../../src/core/sync/types.ts";
import { type SyncWorker, startSyncWorker } from "../../src/daemon/sync-worker.ts";
import type { Answers } from "./answers.ts";
import { type Disk, openStoreIn } from "./disk.ts";
import type { Ledger } from "./ledger.ts";
import { Life } from "./life.ts";
import { Line } from "./line.ts";
import { syncName } from "./setup.ts";
import type { Vendor, VendorWorld } from "./vendor.ts";
import type { Sky } from "./wire.ts";

export interface EngineWorld extends VendorWorld {
  readonly config: SyncConfig;
  readonly disk: Disk;
  readonly slowReads: number;
  readonly vendors: Readonly<Record<Side, Vendor>>;
  readonly answers: Readonly<Record<Side, Answers>>;
  readonly skies: Readonly<Record<Side, Sky>>;
  /** Told when a write of records leaves for a vendor. */
  onSend: (side: Side, ids: readonly string[], fields: readonly string[]) => void;
  /** Told when records are asked for. */
  onAsk: (side: Side, ids: readonly string[]) => void;
  onRead: (side: Side, id: string) => void;
  onFault: (invariant: string, detail: string) => void;
  /** What the engine was told of each record when it last read it. */
  readonly lastReads: Readonly<Record<Side, Map<string, VendorRecord>>>;
  /** Number of ids given out so far, over all lives. */
  readonly ids: { next: number };
  /** Events that vendors have sent and that have not arrived. */
  readonly inTheAir: { pushes: number };
  /** Everything that was ever logged. */
  readonly log: { readonly event: string; readonly fields: string }[];
}

const patienceMs = 5_000;

export class EngineLife {
  readonly life: Life;
  readonly engine: EngineContext;
  /** The loops that keep the sync going; null until they are started. */
  worker: SyncWorker | null = null;
  readonly #world: EngineWorld;
  readonly #connections: Readonly<Record<Side, Line>>;

  constructor(world: EngineWorld) {
    this.#world = world;
    this.life = new Life(world.agenda);
    this.engine = this.#context();
    const line = (side: Side): Line =>
      new Line(world.vendors[side], world.answers[side], world.skies[side], this.life, {
        isImpatient: (id) => this.#isImpatient(id),
        onSend: (ids, fields) => world.onSend(side, ids, fields),
        onAsk: (ids) => world.onAsk(side, ids),
        onRead: (record) => {
          world.lastReads[side].set(record.id, record);
          world.onRead(side, record.id);
        },
        onFault: (invariant, detail) => world.onFault(invariant, detail),
      });
    this.#connections = { left: line("left"), right: line("right") };
  }

  get ledger(): Ledger {
    return this.#world.ledger;
  }

  start(): void {
    this.worker = startSyncWorker(this.engine, this.#world.config, (_, schema) => this.prepare(schema), []);
  }

  async prepare(schema: "fresh" | "remembered"): Promise<SyncRuntime> {
    const { store, clock } = this.engine;
    const describe = schema === "fresh" ? describeFresh : describeRemembered;
    const connectionOf = async (name: string) => this.#connections[name as Side].connection();
    const offsetOf = (name: string) => {
      const vendor = this.#world.vendors[name as Side];
      return vendor.now() - clock.now();
    };
    return prepareSync(this.#world.config, {
      connectionOf,
      describe: describe(store, clock.now),
      clockOffsetOf: offsetOf,
      accepted: await acceptedFields(store, syncName),
    });
  }

  #context(): EngineContext {
    const { agenda, dice, disk, slowReads } = this.#world;
    const clock: Clock = {
      now: () => agenda.now,
      sleep: (ms, signal) => this.life.later(ms, "a sleep ends", () => undefined, signal),
    };
    const store = openStoreIn(this.life, disk, dice, slowReads);
    const epoch = Number(
      disk.db
        .prepare("UPDATE engine SET epoch = epoch + 1, holder = 'simulation' RETURNING epoch")
        .pluck()
        .get(),
    );
    return {
      store,
      clock,
      ids: { next: () => `i${String(this.#world.ids.next++).padStart(9, "0")}` },
      random: () => dice.next(),
      log: this.#logger({}),
      signal: this.life.abort.signal,
      fence: { epoch },
      inFlight: new Set(),
      configured: new Map([[syncName, this.#world.config]]),
      claimed: new Set(),
      doubtSince: new Map(),
      unanswered: new Map(),
    };
  }

  #logger(base: object): Logger {
    const write = (event: string, fields?: object): void => {
      const text = JSON.stringify({ ...base, ...fields });
      this.#world.log.push({ event, fields: text });
      this.#world.trace(`log ${event} ${text}`);
    };
    return { debug: write, info: write, warn: write, error: write, child: (fields) => this.#logger(fields) };
  }

  /** Whether the write to the record was decided on after its patience had run out: the rows may be settled since. */
  #isImpatient(targetId: string): boolean {
    const decided = this.#world.disk.db
      .prepare<[string, string], { at: number; data: string }>(
        `SELECT h.at, h.data FROM intent t JOIN history h ON h.link_id = t.link_id AND h.at = t.created_at
         WHERE t.sync = ? AND t.target_id = ? AND t.state = 'sent' AND h.kind = 'decided'`,
      )
      .get(syncName, targetId);
    if (!decided) return false;
    const { observed } = JSON.parse(decided.data) as {
      readonly observed: readonly { readonly seenAt: number }[];
    };
    return decided.at - Math.min(...observed.map(({ seenAt }) => seenAt)) >= patienceMs;
  }
}
