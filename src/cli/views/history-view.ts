// The history of a record as text: one block for each thing that happened, with the values and why.
import { sides } from "../../core/contract/sides.ts";
import type { HistoryEntry, LinkHistory } from "../engine/record-history.ts";
import type { Why } from "../engine/why-field.ts";
import type { Page } from "../output.ts";
import { wrapHanging } from "../wrap.ts";
import { describeEntry, showTime } from "./history-entries.ts";
import { standingWords } from "./sync-list-view.ts";
import { showValue, stack } from "./values.ts";

const indent = 4;
/** Where the title of an entry begins, right of its time and kind. */
const titleColumn = 32;
/** With less room than this beside them it has lines of its own. */
const leastTitle = 30;

export function historyText(page: Page, histories: readonly LinkHistory[]): string {
  return stack(histories.map((history) => oneLink(page, history)));
}

function oneLink(page: Page, history: LinkHistory): string {
  const { sync, leftId, rightId, state, standing, entries, why } = history;
  const stands = standing === null ? state : standingWords[standing];
  const head = page.paint("bold", `${sync}: ${leftId ?? "–"} ↔ ${rightId ?? "–"}  (${stands})`);
  if (why === null) return stack([head, entryBlocks(page, entries)]);
  const blocks = entryBlocks(page, entries, new Set(why.field.split(" ↔ ")));
  return stack([head, whyText(page, why), blocks]);
}

function whyText({ width }: Page, { field, agreed, since, because }: Why): string {
  const values = sides.flatMap((side) =>
    side in agreed ? [`${side} ${showValue(agreed[side], width)}`] : [],
  );
  const lines = [
    [field, ...values].join(", ").replace(", ", ": "),
    `${since === null ? "" : `since ${showTime(since)}: `}${because}`,
  ];
  return lines.map((line) => wrapHanging(line, width, 2)).join("\n");
}

/** One block for each entry: when and what, then a line for each fact. `only`: of the values, those of these fields. */
export function entryBlocks(
  page: Page,
  entries: readonly HistoryEntry[],
  only: ReadonlySet<string> | null = null,
): string {
  return stack(entries.map((entry) => block(page, entry, only)));
}

function block({ paint, width }: Page, entry: HistoryEntry, only: ReadonlySet<string> | null): string {
  const [title = "", ...lines] = describeEntry(entry, only);
  const head = `${showTime(entry.at)}  ${paint("bold", entry.kind.padEnd(9))}  `;
  const facts = lines.map((line) => " ".repeat(indent) + wrapHanging(line, width, indent + 2));
  if (width - titleColumn >= leastTitle)
    return [(head + wrapHanging(title, width, titleColumn)).trimEnd(), ...facts].join("\n");
  const below = " ".repeat(indent) + wrapHanging(title, width, indent);
  return [head.trimEnd(), ...(title === "" ? [] : [below]), ...facts].join("\n");
}
