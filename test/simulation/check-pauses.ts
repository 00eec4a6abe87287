// What a person has stopped stands still: nothing is decided for a paused sync or a paused record.
import type { Op } from "../../src/core/store/ops.ts";
import type { Intent, Pause, Side } from "../../src/core/store/rows.ts";
import type { Disk } from "./disk.ts";
import type { LinkRow, Violation } from "./violation.ts";

type Standing = Pick<Pause, "kind" | "subject" | "at">;

/** A pause younger than this may have come when the cycle had just asked for pauses. */
const askedLongAgoMs = 1_000;

export class PauseWatch {
  readonly #disk: Disk;
  /** Side and id of a record → when it was last asked for, milliseconds. */
  readonly #askedAt = new Map<string, number>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Records are asked for: a cycle that does so has asked before for what is paused. */
  ask(side: Side, ids: readonly string[], now: number): void {
    for (const id of ids) this.#askedAt.set(`${side} ${id}`, now);
  }

  /** What a cycle decides to write, although it was paused when the cycle began. */
  judge(ops: readonly Op[]): Violation[] {
    return ops.flatMap((op) => {
      if (op.op !== "intent.put") return [];
      const { linkId, operation, side } = op.intent;
      const pause = this.#standingSince(op.intent).find(
        ({ kind, subject }) => kind === "sync" || subject === linkId,
      );
      if (!pause) return [];
      const invariant = pause.kind === "sync" ? "a paused sync stands still" : "a paused record stands still";
      return [{ invariant, detail: `${operation} of ${linkId} on the ${side}, paused at ${pause.at}` }];
    });
  }

  /** Pauses that were there when the cycle began which decided this; others may have begun since. */
  #standingSince({ linkId }: Intent): Standing[] {
    const link = this.#disk.db
      .prepare<[string], LinkRow>(
        "SELECT id, left_id AS leftId, right_id AS rightId, state FROM link WHERE id = ?",
      )
      .get(linkId);
    const asked = [`left ${link?.leftId}`, `right ${link?.rightId}`].flatMap(
      (record) => this.#askedAt.get(record) ?? [],
    );
    return this.#disk.db
      .prepare<[number], Standing>("SELECT kind, subject, at FROM pause WHERE kind <> 'field' AND at < ?")
      .all(Math.min(...asked) - askedLongAgoMs);
  }
}
