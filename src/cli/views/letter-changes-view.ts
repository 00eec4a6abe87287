// What was done to dead letters by hand: edits with before and after, and what was given up.
import type { DiscardDocument } from "../engine/discard-letters.ts";
import type { EditDocument } from "../engine/edit-letters.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount } from "../times.ts";
import { showValue, stack } from "./values.ts";

type Sent = EditDocument["changes"][number]["before"];

export function editText(page: Page, { item, changes, next }: EditDocument): string {
  const width = Math.max(10, Math.floor((page.width - 28) / 2));
  const show = (sent: Sent): string => (sent === null ? "(not sent)" : showValue(sent.value, width));
  const table = renderTable(
    page,
    [
      { title: "FIELD", keep: true, cell: ({ field }) => field },
      { title: "SENT BEFORE", cell: ({ before }) => show(before) },
      { title: "SENT NOW", cell: ({ after }) => show(after) },
    ],
    changes,
  );
  return stack([page.paint("bold", item.id), table, `${page.paint("cyan", "→")} ${next}`]);
}

export function discardText(page: Page, { items, who }: DiscardDocument): string {
  const table = renderTable(
    page,
    [
      { title: "ID", keep: true, cell: ({ id }) => id },
      { title: "SYNC", keep: true, cell: ({ sync }) => sync },
      { title: "RECORD", keep: true, cell: ({ recordId }) => recordId },
      { title: "CODE", keep: true, cell: ({ code }) => code },
    ],
    items,
  );
  return stack([table, `${showCount(items.length, "item")} discarded by ${who}.`]);
}
