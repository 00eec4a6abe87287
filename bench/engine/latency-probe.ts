// Looks at the daemon from its edges, clock, vendor ports and store, and tells for each confirmed write where its time
// went. Nothing in the daemon knows of it.
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { ObjectPort } from "../../src/core/contract/connector.ts";
import type { Clock } from "../../src/core/contract/runtime.ts";
import type { Op } from "../../src/core/store/ops.ts";
import { type Intent, otherSide, type Side } from "../../src/core/store/rows.ts";
import type { Store } from "../../src/core/store/store.ts";
import { type Interval, outside } from "./intervals.ts";

/** Where one change's time went, milliseconds. */
export interface Sample {
  /** The side written to. */
  readonly side: Side;
  /** From the change in our hands to its confirmation committed. */
  readonly totalMs: number;
  /** Of that, neither in requests that carried its records nor in waits the vendor forces. */
  readonly ownMs: number;
}

interface Errand {
  readonly side: Side;
  readonly ids: ReadonlySet<string>;
  /** End of the errand's last exchange. */
  lastEnd: number;
}

interface Underway {
  readonly intent: Intent;
  readonly rowIds: readonly number[];
  readonly sourceId: string | null;
}

export class Probe {
  readonly samples: Sample[] = [];
  readonly #errands = new AsyncLocalStorage<Errand>();
  readonly #spans = new Map<string, Interval[]>();
  readonly #waits = new Map<number, Interval[]>();
  /** When the last page with the record had arrived, by side and record id. */
  readonly #pages = new Map<string, number>();
  /** The same for the page that an inbox row was made of, by side, record id and when the row was seen. */
  readonly #arrivals = new Map<string, number>();
  readonly #underway = new Map<string, Underway>();
  isMeasuring = false;

  constructor() {
    const open = new WeakMap<object, { readonly errand: Errand; readonly start: number }>();
    subscribe("undici:request:create", (message) => {
      const errand = this.#errands.getStore();
      if (errand) open.set(requestOf(message), { errand, start: this.now() });
    });
    const end = (message: unknown): void => {
      const found = open.get(requestOf(message));
      if (!found) return;
      found.errand.lastEnd = this.now();
      this.#addSpan(found.errand, found.start);
    };
    subscribe("undici:request:trailers", end);
    subscribe("undici:request:error", end);
  }

  readonly now = (): number => performance.timeOrigin + performance.now();

  /** The process's clock. What a connector sleeps on an errand, it waits for the vendor: a job, or a limit. */
  clock(clock: Clock): Clock {
    return {
      now: () => Math.floor(this.now()),
      sleep: async (ms, signal) => {
        const errand = this.#errands.getStore();
        const start = this.now();
        await clock.sleep(ms, signal);
        if (errand) this.#addSpan(errand, start);
      },
    };
  }

  #addSpan(errand: Errand, start: number): void {
    if (!this.isMeasuring) return;
    const span: Interval = [start, this.now()];
    for (const id of errand.ids) {
      const key = `${errand.side}|${id}`;
      const spans = this.#spans.get(key);
      if (spans) spans.push(span);
      else this.#spans.set(key, [span]);
    }
  }

  /** The port with its requests attributed to the records they carry. */
  port(side: Side, object: ObjectPort): ObjectPort {
    const errand = (ids: readonly string[]): Errand => ({ side, ids: new Set(ids), lastEnd: 0 });
    return {
      ...object,
      read: (ids) => this.#errands.run(errand(ids), () => object.read(ids)),
      create: (items) => this.#errands.run(errand([]), () => object.create(items)),
      update: (items) => this.#errands.run(errand(items.map(({ id }) => id)), () => object.update(items)),
      changes: async (feed, position) => {
        const poll = errand([]);
        const page = await this.#errands.run(poll, () => object.changes(feed, position));
        for (const { id } of page.records) this.#pages.set(`${side}|${id}`, poll.lastEnd);
        return page;
      },
    };
  }

  /** The store with its commits looked at. */
  store(store: Store): Store {
    const watched =
      (commit: Store["commit"]): Store["commit"] =>
      async (ops, fence) => {
        if (this.isMeasuring) for (const op of ops) this.#noteBefore(op, ops);
        await commit(ops, fence);
        if (this.isMeasuring) for (const op of ops) this.#noteAfter(op);
      };
    return { ...store, commit: watched(store.commit), commitLazily: watched(store.commitLazily) };
  }

  #noteBefore(op: Op, ops: readonly Op[]): void {
    if (op.op === "inbox.add" && op.row.source === "poll") {
      const { side, recordId, seenAt } = op.row;
      const page = this.#pages.get(`${side}|${recordId}`);
      if (page !== undefined) this.#arrivals.set(`${side}|${recordId}|${seenAt}`, page);
    }
    if (op.op === "inbox.reopen" && !op.countAttempt) {
      for (const id of op.ids) this.#waits.set(id, [...(this.#waits.get(id) ?? []), [this.now(), op.dueAt]]);
    }
    if (op.op !== "intent.put" || op.intent.operation !== "update") return;
    const rowIds = ops.flatMap((other) => (other.op === "inbox.plan" ? other.ids : []));
    const source = otherSide(op.intent.side);
    const sighting = ops.find((other) => other.op === "sighting.put" && other.side === source);
    const sourceId = sighting?.op === "sighting.put" ? sighting.sighting.recordId : null;
    this.#underway.set(op.intent.id, { intent: op.intent, rowIds, sourceId });
  }

  #noteAfter(op: Op): void {
    if (op.op !== "intent.state" || op.state !== "done") return;
    const found = this.#underway.get(op.id);
    if (!found) return;
    this.#underway.delete(op.id);
    this.samples.push(this.#sampleOf(found));
  }

  #sampleOf({ intent, rowIds, sourceId }: Underway): Sample {
    const source = otherSide(intent.side);
    const sourceKey = `${source}|${sourceId}`;
    // A page was in our hands a little before its rows were stamped.
    const from = this.#arrivals.get(`${sourceKey}|${intent.seenAt}`) ?? intent.seenAt;
    const whole: Interval = [from, this.now()];
    const parts = [
      ...(this.#spans.get(sourceKey) ?? []),
      ...(this.#spans.get(`${intent.side}|${intent.targetId}`) ?? []),
      ...rowIds.flatMap((id) => this.#waits.get(id) ?? []),
    ];
    return { side: intent.side, totalMs: whole[1] - whole[0], ownMs: outside(whole, parts) };
  }
}

const requestOf = (message: unknown): object => (message as { readonly request: object }).request;
