// What a person has stopped stands still: nothing is decided for a paused sync or a paused record.
import type { Op } from "../../src/core/store/ops.ts";
import type { Pause } from "../../src/core/store/rows.ts";
import type { Disk } from "./disk.ts";
import type { Violation } from "./violation.ts";

type Standing = Pick<Pause, "kind" | "subject" | "at">;

/** A pause younger than this may have come when the cycle had just asked for pauses. */
const askedLongAgoMs = 1_000;

export class PauseWatch {
  readonly #disk: Disk;
  #standing: readonly Standing[] = [];

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** A cycle begins: it asks for what is due, and has asked before for what is paused. */
  lookForDue(now: number): void {
    this.#standing = this.#disk.db
      .prepare<[number], Standing>("SELECT kind, subject, at FROM pause WHERE kind <> 'field' AND at < ?")
      .all(now - askedLongAgoMs);
  }

  /** What the cycle decides to write, although it was paused when the cycle began. */
  judge(ops: readonly Op[]): Violation[] {
    return ops.flatMap((op) => {
      // Ended between the look and the cycle's own question.
      if (op.op === "pause.drop")
        this.#standing = this.#standing.filter((one) => one.kind !== op.kind || one.subject !== op.subject);
      if (op.op !== "intent.put") return [];
      const { linkId, operation, side } = op.intent;
      const pause = this.#standing.find(({ kind, subject }) => kind === "sync" || subject === linkId);
      if (!pause) return [];
      const invariant = pause.kind === "sync" ? "a paused sync stands still" : "a paused record stands still";
      return [{ invariant, detail: `${operation} of ${linkId} on the ${side}, paused at ${pause.at}` }];
    });
  }
}
