// For people: which records fit several, and what became of what they said.
import type { MatchDocument, ReviewDocument, UnsureRecord, WaitingCreates } from "../engine/match-records.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { entryBlocks } from "./history-view.ts";
import { showValue, stack } from "./values.ts";

export function reviewText(page: Page, { unsure, waitingCreates }: ReviewDocument): string {
  if (unsure.length + waitingCreates.length === 0)
    return "Nothing to review: every record is matched or new.";
  // One that has a choice left shows more of what to type.
  const first = unsure.find((one) => otherOf(one) !== undefined) ?? unsure[0];
  return stack([
    unsureTable(page, unsure),
    first ? advice(page, first) : "",
    ...waitingCreates.map((one) => creates(page, one)),
  ]);
}

function unsureTable(page: Page, unsure: readonly UnsureRecord[]): string {
  if (unsure.length === 0) return "";
  return renderTable(
    page,
    [
      { title: "SYNC", keep: true, cell: ({ sync }) => sync },
      { title: "RECORD", keep: true, cell: ({ side, record }) => `${side} ${record}` },
      { title: "MATCHED BY", wrap: true, cell: ({ values }) => showValues(values) },
      {
        title: "MAY BE",
        wrap: true,
        cell: ({ candidates }) =>
          candidates.length === 0
            ? "nothing: all that it fits is linked"
            : candidates.map(({ side, id }) => `${side} ${id}`).join(", "),
      },
    ],
    unsure,
  );
}

const showValues = (values: UnsureRecord["values"]): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${showValue(value, 40)}`)
    .join(", ");

const otherOf = ({ side, candidates }: UnsureRecord): string | undefined =>
  candidates.find((candidate) => candidate.side !== side)?.id;

/** What to type, spelled out for one of them. */
function advice({ paint }: Page, unsure: UnsureRecord): string {
  const { sync, side, record } = unsure;
  const arrow = paint("cyan", "→");
  const other = otherOf(unsure);
  const [left, right] = side === "left" ? [record, other] : [other, record];
  const link =
    other === undefined
      ? []
      : [`${arrow} integ match link ${sync} ${left} ${right}   (these two belong together)`];
  return [
    ...link,
    `${arrow} integ match new ${sync} ${side} ${record}   (it has no counterpart: make one)`,
  ].join("\n");
}

function creates({ paint, width }: Page, { sync, message, records }: WaitingCreates): string {
  const arrow = paint("cyan", "→");
  const counts = `${showCount(records.left, "record")} of the left and ${showCount(records.right, "record")} of the right wait`;
  return `${wrapHanging(`${sync}: ${counts} for approval. ${message}`, width, 2)}\n${arrow} integ sync plan ${sync}\n${arrow} integ sync resume ${sync}`;
}

export function matchText(
  page: Page,
  { sync, leftId, rightId, outcome, cause, entries }: MatchDocument,
): string {
  const words = { done: "in step", failed: "failed", waiting: "on its way" } as const;
  const head = page.paint("bold", `${sync}: ${leftId ?? "–"} ↔ ${rightId ?? "–"}  (${words[outcome]})`);
  return stack([head, cause === null ? "" : wrapHanging(cause, page.width, 2), entryBlocks(page, entries)]);
}
