// One record for people, after it was looked at.
import type { RecordDocument } from "../engine/look-at-record.ts";
import type { Page } from "../output.ts";
import { wrapHanging } from "../wrap.ts";
import { entryBlocks } from "./history-view.ts";
import { stack } from "./values.ts";

const words: Readonly<Record<RecordDocument["outcome"], string>> = {
  written: "brought in step",
  unchanged: "in step; nothing had to be written",
  failed: "failed",
  conflict: "waits for a person: both sides have changed a field differently",
  paused: "stands still",
  waiting: "is put off; it is tried again by itself",
  outside: "does not belong to the sync, or is gone",
};

export function recordText(
  page: Page,
  { sync, leftId, rightId, record, outcome, cause, entries }: RecordDocument,
): string {
  const name = leftId === null && rightId === null ? record : `${leftId ?? "–"} ↔ ${rightId ?? "–"}`;
  const head = `${page.paint("bold", `${sync}: ${name}`)}  ${words[outcome]}`;
  const why = cause === null ? "" : wrapHanging(`${cause.message} (${cause.code})`, page.width, 2);
  const arrow = page.paint("cyan", "→");
  const next = outcome === "conflict" ? `integ conflicts list --sync ${sync}` : (cause?.hint ?? "");
  return stack([
    head,
    entryBlocks(page, entries),
    why,
    next === "" ? "" : `${arrow} ${wrapHanging(next, page.width, 2)}`,
  ]);
}
