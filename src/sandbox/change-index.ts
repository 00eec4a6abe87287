// Which records changed since a moment, in the order of change: O(log n) to find the place, then a walk.
// Each record has one live entry (its latest change); older entries are skipped and swept out in time.
export interface ChangeEntry {
  readonly seq: number;
  readonly atMs: number;
  readonly id: string;
}

const SWEEP_MINIMUM = 1024;

export class ChangeIndex {
  #entries: ChangeEntry[] = [];
  readonly #latest = new Map<string, number>();
  #seq = 0;

  /** Records a change at `atMs`; times never go back, so a clock that does is held at the last value. */
  touch(id: string, atMs: number): ChangeEntry {
    const last = this.#entries.at(-1);
    this.#seq += 1;
    const entry = { seq: this.#seq, atMs: Math.max(atMs, last?.atMs ?? atMs), id };
    this.#entries.push(entry);
    this.#latest.set(id, entry.seq);
    this.#sweep();
    return entry;
  }

  forget(id: string): void {
    this.#latest.delete(id);
  }

  /** Live entries changed at or after `atMs`, oldest first. */
  *since(atMs: number): Generator<ChangeEntry> {
    yield* this.#walk(this.#place((entry) => entry.atMs >= atMs));
  }

  /** Live entries after the one numbered `seq`, oldest first. */
  *after(seq: number): Generator<ChangeEntry> {
    yield* this.#walk(this.#place((entry) => entry.seq > seq));
  }

  /** Live entries at or before `atMs`, newest first. */
  *backFrom(atMs: number): Generator<ChangeEntry> {
    for (let index = this.#place((entry) => entry.atMs > atMs) - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry !== undefined && this.#isLive(entry)) yield entry;
    }
  }

  *#walk(from: number): Generator<ChangeEntry> {
    for (let index = from; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry !== undefined && this.#isLive(entry)) yield entry;
    }
  }

  #isLive(entry: ChangeEntry): boolean {
    return this.#latest.get(entry.id) === entry.seq;
  }

  /** First index for which `reached` holds; `reached` is false, then true, along the entries. */
  #place(reached: (entry: ChangeEntry) => boolean): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && reached(entry)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #sweep(): void {
    if (this.#entries.length < SWEEP_MINIMUM || this.#entries.length < this.#latest.size * 2) return;
    this.#entries = this.#entries.filter((entry) => this.#isLive(entry));
  }
}
