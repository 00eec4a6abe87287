// Dead letters for people: the list, one in full, and what a replay came to.
import type { DeadLetter, Link } from "../../core/store/rows.ts";
import { shortIds } from "../engine/find-letters.ts";
import type { ForecastDocument, ForecastItem } from "../engine/forecast-replay.ts";
import type { ReplayDocument, ReplayedItem } from "../engine/replay-letters.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount, showRelative } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { shorten, showValue, stack } from "./values.ts";

export function letterListText(page: Page, letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return "No dead letters.";
  const short = shortIds(letters.map((letter) => letter.id));
  const isMixed = new Set(letters.map((letter) => letter.state)).size > 1;
  return renderTable(
    page,
    [
      { title: "ID", keep: true, cell: ({ id }) => short.get(id) ?? id },
      { title: "SYNC", keep: true, cell: ({ sync }) => sync },
      { title: "RECORD", keep: true, cell: ({ side, recordId }) => `${side} ${recordId}` },
      ...(isMixed ? [{ title: "STATE", cell: ({ state }: DeadLetter) => state }] : []),
      { title: "CODE", keep: true, cell: ({ code }) => code },
      { title: "CAUSE", least: 24, spare: "cause", cell: ({ message }) => message },
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
  const facts: (readonly [string, string])[] = [
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
  const edits = Object.entries(letter.edited ?? {}).map(([name, value]) => `${name} ${showValue(value, 60)}`);
  if (edits.length > 0) facts.push(["Edited", `a replay sends ${edits.join(", ")}`]);
  if (letter.settledBy !== null) facts.push(["By", letter.settledBy]);
  const lines = facts.map(([name, text]) => `${name.padEnd(10)} ${wrapHanging(text, width, 11)}`);
  const payload = JSON.stringify(letter.payload, null, 2);
  const next =
    letter.state === "open"
      ? `${paint("cyan", "→")} ${wrapHanging(letter.hint, width, 2)}\n  integ replay-dlq ${letter.id}`
      : "";
  return stack([paint("bold", letter.id), lines.join("\n"), `Payload\n${payload}`, next]);
}

const words = {
  resolved: "resolved",
  dead: "still dead",
  waiting: "on its way",
  discarded: "discarded",
  writes: "would write",
  "in-step": "in step",
} as const;

/** More than this are counted by outcome instead of listed. */
const mostListed = 20;

export function replayText(page: Page, { items }: ReplayDocument): string {
  if (items.length === 0) return "Nothing to replay: no open dead letter fits.";
  if (items.length > mostListed) return stack([outcomeTable(page, items), summary(items)]);
  const short = shortIds(items.map((item) => item.id));
  const table = renderTable(
    page,
    [
      { title: "ID", keep: true, cell: ({ id }) => short.get(id) ?? id },
      { title: "SYNC", keep: true, cell: ({ sync }) => sync },
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

interface Counted {
  readonly outcome: keyof typeof words;
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

interface Told {
  readonly outcome: keyof typeof words;
  readonly cause: { readonly code: string; readonly message: string } | null;
}

/** A line for each outcome and cause, the most frequent first. */
function outcomeTable(page: Page, items: readonly Told[]): string {
  const groups = Map.groupBy(items, ({ outcome, cause }) => `${outcome} ${cause?.code ?? ""}`);
  const counted = [...groups.values()].flatMap((group): Counted[] => {
    const [first] = group;
    if (!first) return [];
    const { code = "", message = "" } = first.cause ?? {};
    return [{ outcome: first.outcome, code, message, count: group.length }];
  });
  return renderTable(
    page,
    [
      { title: "OUTCOME", keep: true, cell: ({ outcome }) => words[outcome] },
      { title: "ITEMS", align: "right", cell: ({ count }) => count.toLocaleString("en-US") },
      { title: "CODE", keep: true, cell: ({ code }) => code },
      { title: "CAUSE, ONE OF THEM", wrap: true, cell: ({ message }) => message },
    ],
    counted.sort((a, b) => b.count - a.count),
  );
}

function summary(items: readonly ReplayedItem[]): string {
  const count = (outcome: ReplayedItem["outcome"]) => items.filter((item) => item.outcome === outcome).length;
  const discarded = count("discarded");
  const rest = discarded === 0 ? "" : `, ${discarded} discarded meanwhile`;
  return `${showCount(count("resolved"), "item")} resolved, ${count("dead")} still dead, ${count("waiting")} on the way${rest}.`;
}

/** What a replay would do now: each write with its values, and what would stay dead. */
export function forecastText(page: Page, { items }: ForecastDocument): string {
  if (items.length === 0) return "Nothing to replay: no open dead letter fits.";
  const short = shortIds(items.map((item) => item.id));
  const listed = items
    .slice(0, mostListed)
    .map((item) => forecastLines(page, item, short.get(item.id) ?? item.id));
  const table = items.length > mostListed ? outcomeTable(page, items) : "";
  const rest = items.length - listed.length;
  if (rest > 0)
    listed.push(page.paint("dim", `… and ${rest.toLocaleString("en-US")} more; --json lists them all`));
  const count = (outcome: ForecastItem["outcome"]) => items.filter((item) => item.outcome === outcome).length;
  const parts = [
    `${showCount(count("writes"), "item")} would write`,
    `${count("in-step")} need nothing any more`,
    `${count("dead")} would stay dead`,
    ...(count("waiting") > 0 ? [`${count("waiting")} would wait`] : []),
  ];
  const end = wrapHanging(`${parts.join(", ")}. Nothing was written.`, page.width, 0);
  return stack([listed.join("\n"), table, end]);
}

function forecastLines({ width, paint }: Page, item: ForecastItem, id: string): string {
  const { sync, side, recordId, outcome, writes, cause } = item;
  const head = `${id}  ${sync} ${side} ${recordId}: ${words[outcome]}`;
  const why = cause === null ? [] : [`    ${wrapHanging(`${cause.code}: ${cause.message}`, width, 4)}`];
  const sent = writes.flatMap((write) => {
    const what = `    ${write.operation} ${write.side} ${write.recordId ?? ""}`.trimEnd();
    const values = Object.entries(write.fields).map(([name, value]) => `${name} ${showValue(value, 32)}`);
    return [`${what}: ${shorten(values.join(", "), Math.max(20, width - what.length - 2))}`];
  });
  return [outcome === "dead" ? paint("red", head) : head, ...sent, ...why].join("\n");
}
