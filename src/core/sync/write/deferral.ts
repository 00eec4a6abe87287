// A write that is tried again later: its record's rows and history say when, and why.
import type { IntegrationError } from "../../contract/errors.ts";
import type { Op } from "../../store/ops.ts";
import type { Intent } from "../../store/rows.ts";

/** The op that notes it in the record's history; times in milliseconds. */
export function deferredOp(
  { sync, linkId }: Intent,
  { code, message }: IntegrationError,
  at: number,
  afterMs: number,
): Op {
  const data = { until: new Date(at + afterMs).toISOString(), code, message };
  return { op: "history.add", row: { sync, linkId, at, kind: "deferred", data } };
}
