// A pause and the note of it in the history, so that it can be seen later why nothing moved.
import type { Op } from "../../store/ops.ts";
import type { Pause } from "../../store/rows.ts";

/** Things done to a whole sync are in the history of no link. */
export const wholeSync = "";

/** Ops that let a sync, a field or a link stand still. */
export function pausedOps(pause: Pause): Op[] {
  const { sync, kind, subject, code, message, who, at } = pause;
  const data = { who, code, reason: message, ...(kind === "field" ? { field: subject } : {}) };
  const linkId = kind === "link" ? subject : wholeSync;
  return [
    { op: "pause.put", pause },
    { op: "history.add", row: { sync, linkId, at, kind: "paused", data } },
  ];
}
