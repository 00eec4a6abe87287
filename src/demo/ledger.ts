// The books of the demo: every edit made, when it arrived on the other side, and what became of the rest. Pure.
import { counterpartValue, type DemoField, type Pairs, type System } from "./pairs.ts";

export interface Edit {
  readonly system: System;
  readonly recordId: string;
  /** `create`: the whole record is new. */
  readonly field: DemoField | "create";
  readonly value: string;
  readonly at: number;
  /** The same field was edited on both sides at the same moment: one of the two wins. */
  readonly contested: boolean;
  /** What the record is about, for people. */
  readonly title: string;
  arrivedAt: number | null;
  /** Lost a collision: the other side's value stands, this one is kept in the history. */
  isOverruled: boolean;
}

/** A losing value kept by integ. */
export interface KeptLoser {
  readonly left: unknown;
  readonly right: unknown;
}

export interface Balance {
  readonly edits: number;
  readonly arrived: number;
  readonly conflicts: number;
  /** Edits that are neither on both sides nor kept as the loser of a conflict. */
  readonly lost: readonly Edit[];
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
}

export class Ledger {
  readonly edits: Edit[] = [];
  readonly #open = new Set<Edit>();

  add(edit: Omit<Edit, "arrivedAt" | "isOverruled">): void {
    const entry = { ...edit, arrivedAt: null, isOverruled: false };
    this.edits.push(entry);
    this.#open.add(entry);
  }

  get open(): readonly Edit[] {
    return [...this.#open];
  }

  /** Whether the field of this record, or of its counterpart, has an edit that has not arrived. */
  isBusy(pairs: Pairs, system: System, recordId: string): boolean {
    const other = pairs.counterpart(system, recordId)?.id;
    return this.open.some((edit) => edit.recordId === recordId || edit.recordId === other);
  }

  /** Marks what has arrived by now. @returns the edits that just did. */
  settle(pairs: Pairs, now: number): readonly Edit[] {
    const arrived = this.open.filter((edit) => hasArrived(pairs, edit));
    for (const edit of arrived) {
      edit.arrivedAt = now;
      this.#open.delete(edit);
    }
    const decided = this.open.filter((edit) => edit.contested && this.#rivalArrived(pairs, edit));
    for (const edit of decided) {
      edit.isOverruled = true;
      this.#open.delete(edit);
    }
    return arrived;
  }

  /** Of two contested edits one arrives; the other is decided with it. */
  #rivalArrived(pairs: Pairs, edit: Edit): boolean {
    const other = pairs.counterpart(edit.system, edit.recordId)?.id;
    return this.edits.some(
      (rival) =>
        rival.contested &&
        rival.recordId === other &&
        rival.field === edit.field &&
        rival.at === edit.at &&
        rival.arrivedAt !== null,
    );
  }

  /** The final account, given the losing values integ has kept. */
  balance(pairs: Pairs, losers: readonly KeptLoser[]): Balance {
    const kept = new Set(losers.flatMap((loser) => [String(loser.left), String(loser.right)]));
    const lost = this.edits.filter((edit) => {
      if (edit.arrivedAt !== null || hasArrived(pairs, edit)) return false;
      return !(edit.contested && kept.has(edit.value));
    });
    const lags = this.edits
      .flatMap((edit) => (edit.arrivedAt === null ? [] : [edit.arrivedAt - edit.at]))
      .sort((a, b) => a - b);
    const rank = (share: number): number | null => lags[Math.ceil(lags.length * share) - 1] ?? null;
    return {
      edits: this.edits.length,
      arrived: lags.length,
      conflicts: losers.length,
      lost,
      lagMs: { p50: rank(0.5), p99: rank(0.99), max: lags.at(-1) ?? null },
    };
  }
}

function hasArrived(pairs: Pairs, edit: Edit): boolean {
  const counterpart = pairs.counterpart(edit.system, edit.recordId);
  if (!counterpart) return false;
  if (edit.field === "create") return true;
  const own = pairs.records[edit.system].get(edit.recordId);
  // A contested edit has won only if its own side still shows it too.
  if (edit.contested && own?.[edit.field] !== edit.value) return false;
  return counterpart[edit.field] === counterpartValue(edit.system, edit.field, edit.value);
}
