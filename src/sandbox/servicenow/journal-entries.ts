// Journal columns: nothing is stored in the record; each text written becomes an entry of sys_journal_field.
import type { Actor, Instance, Row } from "./instance.ts";
import { cell } from "./instance.ts";
import { toZone } from "./zones.ts";

const LABELS: Readonly<Record<string, string>> = { comments: "Comments", work_notes: "Work notes" };

export function addEntry(
  instance: Instance,
  row: Row,
  element: string,
  value: string,
  actor: Actor,
  atMs: number,
): Row {
  const entry = { name: row.type.name, element, element_id: row.id, value };
  return instance.put("sys_journal_field", entry, atMs, actor.name);
}

export function entriesOf(instance: Instance, rowId: string): readonly Row[] {
  return [...instance.rows("sys_journal_field")].filter((entry) => cell(entry, "element_id") === rowId);
}

/** What display mode shows: all entries in one text, newest first, with the reader's time of day. */
export function journalText(instance: Instance, row: Row, column: string, zone: string): string {
  const isWanted = (entry: Row) => column === "comments_and_work_notes" || cell(entry, "element") === column;
  return entriesOf(instance, row.id)
    .filter(isWanted)
    .toReversed()
    .map((entry) => {
      const author = authorName(instance, cell(entry, "sys_created_by"));
      const label = LABELS[cell(entry, "element")] ?? "";
      const at = toZone(cell(entry, "sys_created_on"), zone);
      return `${at} - ${author} (${label})\n${cell(entry, "value")}\n\n`;
    })
    .join("");
}

function authorName(instance: Instance, userName: string): string {
  const user = instance.rowBy("sys_user", "user_name", userName);
  return user === null ? userName : cell(user, "name");
}
