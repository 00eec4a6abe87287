// Conflicts for people: the list, one in full, and what a resolution came to.
import type { Conflict, Link } from "../../core/store/rows.ts";
import type { ConflictDocument } from "../engine/find-conflict.ts";
import { shortIds } from "../engine/find-letters.ts";
import type { ResolveDocument, ResolvedConflict } from "../engine/resolve-conflicts.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount, showRelative } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { showValue, stack } from "./values.ts";

const valueWidth = 40;

export function conflictListText(page: Page, conflicts: readonly ConflictDocument[], isCut: boolean): string {
  if (conflicts.length === 0) return "No conflicts.";
  const short = shortIds(conflicts.map(({ id }) => id));
  const showState = conflicts.some(({ state }) => state !== "open");
  const [first] = conflicts;
  const table = renderTable(
    page,
    [
      { title: "ID", keep: true, cell: ({ id }) => short.get(id) ?? id },
      { title: "SYNC", keep: true, cell: ({ sync }) => sync },
      { title: "RECORD", keep: true, cell: ({ leftId, rightId }) => leftId ?? rightId ?? "–" },
      { title: "FIELD", wrap: true, cell: ({ field }) => field },
      { title: "LEFT", least: 12, cell: ({ left }) => showValue(left, valueWidth) },
      { title: "RIGHT", least: 12, cell: ({ right }) => showValue(right, valueWidth) },
      ...(showState ? [{ title: "STATE", cell: stateOf }] : []),
      {
        title: "SINCE",
        keep: true,
        spare: "since",
        cell: ({ at }) => showRelative(Date.parse(at), page.nowMs),
      },
    ],
    conflicts,
  );
  const more = isCut ? `Only the last ${showCount(conflicts.length, "conflict")} are shown.` : "";
  const open =
    first?.state === "open" ? `${page.paint("cyan", "→")} integ conflicts show ${short.get(first.id)}` : "";
  return stack([table, more, open]);
}

const stateOf = ({ state, winner }: Pick<Conflict, "state" | "winner">): string =>
  state === "settled" && winner !== null ? `${winner} won` : state;

export function conflictText({ paint, nowMs, width }: Page, conflict: Conflict, link: Link | null): string {
  const { id, sync, field, base, left, right, reason, at, state, choice, decidedBy } = conflict;
  const isOpen = state !== "settled";
  const facts: readonly (readonly [string, string])[] = [
    ["State", stateOf(conflict)],
    ["Sync", sync],
    ["Record", `${link?.leftId ?? "–"} ↔ ${link?.rightId ?? "–"}`],
    ["Field", field],
    ["Before", base === undefined ? "never agreed" : showValue(base, 2_000)],
    ["Left", showValue(left, 2_000)],
    ["Right", showValue(right, 2_000)],
    ["Since", showRelative(at, nowMs)],
    [isOpen ? "Waits" : "Reason", reason],
    ...(choice === null ? [] : [["Decided", `${showChoice(choice)} by ${decidedBy ?? "–"}`] as const]),
  ];
  const lines = facts.map(([name, text]) => `${name.padEnd(10)} ${wrapHanging(text, width, 11)}`);
  const arrow = paint("cyan", "→");
  const next = isOpen
    ? `${arrow} integ conflicts resolve ${id} --take left\n${arrow} integ conflicts resolve ${id} --take right`
    : `${arrow} integ history ${link?.leftId ?? link?.rightId ?? ""}`;
  return stack([paint("bold", id), lines.join("\n"), next]);
}

const showChoice = (choice: NonNullable<Conflict["choice"]>): string =>
  choice.take === "value" ? showValue(choice.value, 200) : `the ${choice.take}`;

const words: Readonly<Record<ResolvedConflict["outcome"], string>> = {
  resolved: "resolved",
  waiting: "on its way",
  moved: "changed meanwhile",
  failed: "failed",
};

export function resolveText(page: Page, { items }: ResolveDocument): string {
  const short = shortIds(items.map(({ id }) => id));
  const table = renderTable(
    page,
    [
      { title: "ID", keep: true, cell: ({ id }) => short.get(id) ?? id },
      { title: "RECORD", keep: true, cell: ({ leftId, rightId }) => leftId ?? rightId ?? "–" },
      { title: "FIELD", wrap: true, cell: ({ field }) => field },
      { title: "OUTCOME", keep: true, cell: ({ outcome }) => words[outcome] },
      { title: "CAUSE", wrap: true, cell: ({ cause }) => cause ?? "" },
    ],
    items,
  );
  const arrow = page.paint("cyan", "→");
  const has = (outcome: ResolvedConflict["outcome"]): boolean =>
    items.some((item) => item.outcome === outcome);
  const next = [
    ...(has("moved") ? [`${arrow} integ conflicts list`] : []),
    ...(has("failed") ? [`${arrow} integ dlq list`] : []),
  ];
  return stack([table, next.join("\n")]);
}
