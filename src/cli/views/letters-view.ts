// Dead letters for people: the list, one in full, and what a replay came to.
import type { DeadLetter, Link } from "../../core/store/rows.ts";
import { shortIds } from "../engine/find-letters.ts";
import type { ReplayDocument, ReplayedItem } from "../engine/replay-letters.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount, showRelative } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { stack } from "./values.ts";

/** Narrower pages do without the cause: its code says the kind, `dlq show` the rest. */
const roomForCause = 100;

export function letterListText(page: Page, letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return "No dead letters.";
  const short = shortIds(letters.map((letter) => letter.id));
  const isMixed = new Set(letters.map((letter) => letter.state)).size > 1;
  return renderTable(
    page,
    [
      { title: "ID", keep: true, cell: ({ id }) => short.get(id) ?? id },
      { title: "SYNC", cell: ({ sync }) => sync },
      { title: "RECORD", keep: true, cell: ({ side, recordId }) => `${side} ${recordId}` },
      ...(isMixed ? [{ title: "STATE", cell: ({ state }: DeadLetter) => state }] : []),
      { title: "CODE", keep: true, cell: ({ code }) => code },
      ...(page.width < roomForCause ? [] : [{ title: "CAUSE", cell: ({ message }: DeadLetter) => message }]),
      { title: "TRIES", align: "right", cell: ({ attempts }) => String(attempts) },
      { title: "LAST", keep: true, cell: ({ lastAt }) => showRelative(lastAt, page.nowMs) },
    ],
    letters,
  );
}

/** What is said of one dead letter beside itself. */
export interface LetterDetail {
  readonly letter: DeadLetter;
  readonly link: Link | null;
}

export function letterText({ paint, nowMs, width }: Page, { letter, link }: LetterDetail): string {
  const facts: readonly (readonly [string, string])[] = [
    ["State", letter.state],
    ["Sync", letter.sync],
    ["From", `${letter.side} record ${letter.recordId}`],
    ["Link", link === null ? "–" : `${link.leftId ?? "–"} ↔ ${link.rightId ?? "–"}`],
    ["Failed to", letter.operation],
    [
      "Cause",
      `${letter.code}${letter.vendorCode === null ? "" : ` (${letter.vendorCode})`}: ${letter.message}`,
    ],
    [
      "Tries",
      `${letter.attempts}, first ${showRelative(letter.firstAt, nowMs)}, last ${showRelative(letter.lastAt, nowMs)}`,
    ],
  ];
  const lines = facts.map(([name, text]) => `${name.padEnd(10)} ${wrapHanging(text, width, 11)}`);
  const payload = JSON.stringify(letter.payload, null, 2);
  const next =
    letter.state === "open"
      ? `${paint("cyan", "→")} ${wrapHanging(letter.hint, width, 2)}\n  integ replay-dlq ${letter.id}`
      : "";
  return stack([paint("bold", letter.id), lines.join("\n"), `Payload\n${payload}`, next]);
}

export function replayText(page: Page, { items }: ReplayDocument): string {
  if (items.length === 0) return "Nothing to replay: there are no open dead letters.";
  const short = shortIds(items.map((item) => item.id));
  const words = { resolved: "resolved", dead: "still dead", waiting: "on its way" } as const;
  const table = renderTable(
    page,
    [
      { title: "ID", keep: true, cell: ({ id }) => short.get(id) ?? id },
      { title: "SYNC", cell: ({ sync }) => sync },
      { title: "RECORD", keep: true, cell: ({ recordId }) => recordId },
      { title: "OUTCOME", keep: true, cell: ({ outcome }) => words[outcome] },
      {
        title: "CAUSE",
        wrap: true,
        cell: ({ cause }) => (cause === null ? "" : `${cause.code}: ${cause.message}`),
      },
    ],
    items,
  );
  return stack([table, summary(items)]);
}

function summary(items: readonly ReplayedItem[]): string {
  const count = (outcome: ReplayedItem["outcome"]) => items.filter((item) => item.outcome === outcome).length;
  return `${showCount(count("resolved"), "item")} resolved, ${count("dead")} still dead, ${count("waiting")} on the way.`;
}
