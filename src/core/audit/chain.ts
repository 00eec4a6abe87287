// Whether the audit is what was written: every row in its place, unchanged, bound to the one before.
import { type AuditRow, hashOf, noHash } from "./audit-row.ts";

/** The last row, by which a chain that was cut or written anew is told: keep it somewhere else. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export interface Verdict {
  /** Rows looked at that are whole. */
  readonly rows: number;
  /** Of the last whole row; null when there is none. */
  readonly head: Head | null;
  /** Number of the first row that is missing or not what was written; null: all are whole. */
  readonly firstBroken: number | null;
  /** What is wrong with it. */
  readonly fault: string | null;
}

/** Follows the rows in the order in which they come. An export may begin later: `from` is its first row then. */
export class ChainCheck {
  #rows = 0;
  #head: Head | null = null;
  #broken: { readonly seq: number; readonly fault: string } | null = null;
  readonly #expected: Head | null;
  #wasMet = false;
  readonly #mayBeginLater: boolean;

  constructor(expected: Head | null, mayBeginLater = false) {
    this.#expected = expected;
    this.#mayBeginLater = mayBeginLater;
  }

  /** False once something is wrong: what follows proves nothing. */
  add(row: AuditRow): boolean {
    if (this.#broken !== null) return false;
    const fault = this.#faultOf(row);
    if (fault !== null) {
      this.#broken = fault;
      return false;
    }
    if (row.seq === this.#expected?.seq) this.#wasMet = true;
    this.#head = { seq: row.seq, hash: row.hash };
    this.#rows += 1;
    return true;
  }

  #faultOf(row: AuditRow): { seq: number; fault: string } | null {
    const first = this.#head === null;
    const seq = (this.#head?.seq ?? 0) + 1;
    const begins = first && this.#mayBeginLater;
    if (!begins && row.seq > seq)
      return { seq, fault: `it is missing: row ${row.seq} follows row ${seq - 1}` };
    if (!begins && row.seq < seq) return { seq: row.seq, fault: `it comes after row ${seq - 1}` };
    if (!begins && row.previous !== (this.#head?.hash ?? noHash))
      return { seq: row.seq, fault: "it does not follow the row before it" };
    if (hashOf(row) !== row.hash) return { seq: row.seq, fault: "it was changed" };
    if (row.seq === this.#expected?.seq && row.hash !== this.#expected.hash)
      return { seq: row.seq, fault: "it is not the row whose hash was kept" };
    return null;
  }

  /** What was found, once every row has been added. */
  verdict(): Verdict {
    const cut = this.#broken === null && this.#expected !== null && !this.#wasMet ? this.#expected : null;
    const seq = (this.#head?.seq ?? 0) + 1;
    const broken = cut === null ? this.#broken : { seq, fault: `it is missing: row ${cut.seq} was there` };
    return {
      rows: this.#rows,
      head: this.#head,
      firstBroken: broken?.seq ?? null,
      fault: broken?.fault ?? null,
    };
  }
}
