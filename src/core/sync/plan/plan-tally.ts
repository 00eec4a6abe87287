// Which writes of a plan may go out, and what has become of each.
import type { Value } from "../../contract/records.ts";
import { idOn, otherSide, type Side, sides } from "../../store/rows.ts";
import type { Approve } from "../commit-decisions.ts";
import type { EngineContext } from "../types.ts";
import type { AppliedWrite } from "./apply-plan.ts";
import { type PlannedWrite, plannedWrites } from "./plan-document.ts";
import { differenceOf, writeKey } from "./plan-file.ts";

/** `moved`: not what was planned any more, left as it is. `waiting`: a later run carries it out. */
export type WriteOutcome = "written" | "moved" | "failed" | "waiting";

interface Outcome {
  readonly outcome: WriteOutcome;
  readonly why: string | null;
}

interface Entry {
  readonly write: PlannedWrite;
  linkId: string | null;
  /** Why it was not let through; null while it was not asked for or was. */
  moved: string | null;
  settled: Outcome | null;
}

const notDecided: Outcome = { outcome: "waiting", why: "not due yet" };

export class PlanTally {
  /** Links that are not in the plan and have changed. */
  readonly #left = new Set<string>();
  readonly #entries: readonly Entry[];
  readonly #byRecord = new Map<string, Entry[]>();
  readonly #engine: EngineContext;
  readonly #startedAt: number;

  constructor(engine: EngineContext, writes: readonly PlannedWrite[]) {
    this.#engine = engine;
    this.#startedAt = engine.clock.now();
    this.#entries = writes.map((write) => ({ write, linkId: null, moved: null, settled: null }));
    for (const entry of this.#entries) {
      for (const place of placesOf(entry.write))
        this.#byRecord.set(place, [...(this.#byRecord.get(place) ?? []), entry]);
    }
  }

  get size(): number {
    return this.#entries.length;
  }

  get left(): number {
    return this.#left.size;
  }

  get hasDeletes(): boolean {
    return this.#entries.some(({ write }) => write.operation === "delete" || write.cause === "delete");
  }

  /** Lets a decision through when what it writes is what was planned, all of it; and those that write nothing. */
  readonly approve: Approve = (entity, decision) => {
    const now = plannedWrites({ entity, decision });
    const entries = this.#entriesOf(entity.link);
    for (const entry of entries) entry.linkId = decision.link.id;
    if (now.length === 0) {
      for (const entry of entries) entry.moved = "nothing to write any more";
      return true;
    }
    const news = now.filter((write) => !entries.some((entry) => writeKey(entry.write) === writeKey(write)));
    for (const entry of entries) {
      const same = now.find((write) => writeKey(write) === writeKey(entry.write));
      entry.moved = same ? differenceOf(entry.write, same) : "nothing to write any more";
    }
    if (news.length === 0 && entries.every((entry) => entry.moved === null)) return true;
    if (entries.length === 0) this.#left.add(decision.link.id);
    for (const entry of entries) entry.moved ??= "more would be written than was planned";
    return false;
  };

  #entriesOf(link: Parameters<Approve>[0]["link"]): readonly Entry[] {
    const places = sides.flatMap((side) => {
      const id = idOn(link, side);
      return id === null ? [] : [placeOf(side, id)];
    });
    return [...new Set(places.flatMap((place) => this.#byRecord.get(place) ?? []))];
  }

  /** How many writes of the plan have no outcome yet. */
  async open(): Promise<number> {
    for (const entry of this.#entries) {
      if (entry.settled === null && entry.linkId !== null) entry.settled = await this.#settledOf(entry);
    }
    return this.#entries.filter((entry) => entry.settled === null).length;
  }

  async outcomes(): Promise<readonly AppliedWrite[]> {
    await this.open();
    return Promise.all(
      this.#entries.map(async (entry) => {
        const { side, operation, recordId, sourceId } = entry.write;
        const { outcome, why } = entry.settled ?? (await this.#waitingOf(entry));
        return { side, operation, recordId, sourceId, outcome, why };
      }),
    );
  }

  /** What the record's history says has come of it; null: nothing yet. */
  async #settledOf({ write, linkId, moved }: Entry): Promise<Outcome | null> {
    if (linkId === null) return null;
    const facts = await this.#since(linkId);
    const isOurs = (data: Value): boolean => {
      const { side, operation } = Object(data) as { side?: unknown; operation?: unknown };
      return side === write.side && operation === write.operation;
    };
    const isDone = facts.some(
      ({ kind, data }) => (kind === "confirmed" || kind === "adopted") && isOurs(data),
    );
    if (isDone) return { outcome: "written", why: null };
    const dead = facts.findLast(({ kind }) => kind === "dead");
    if (dead) return { outcome: "failed", why: reasonIn(dead.data) };
    return moved === null ? null : { outcome: "moved", why: moved };
  }

  async #waitingOf({ linkId }: Entry): Promise<Outcome> {
    if (linkId === null) return notDecided;
    const deferred = (await this.#since(linkId)).findLast(({ kind }) => kind === "deferred");
    return deferred ? { outcome: "waiting", why: reasonIn(deferred.data) } : notDecided;
  }

  async #since(linkId: string) {
    const rows = await this.#engine.store.history(linkId);
    return rows.filter((row) => row.at >= this.#startedAt);
  }
}

const placeOf = (side: Side, id: string): string => `${side} ${id}`;

/** Both records of a write's pair, as far as they are known. */
function placesOf({ side, recordId, sourceId }: PlannedWrite): readonly string[] {
  return [
    ...(recordId === null ? [] : [placeOf(side, recordId)]),
    ...(sourceId === null ? [] : [placeOf(otherSide(side), sourceId)]),
  ];
}

function reasonIn(data: Value): string {
  const { code, message } = Object(data) as { code?: unknown; message?: unknown };
  return `${String(message)} (${String(code)})`;
}
