// Pauses for people: what stands still, why, since when, and how it goes on.
import type { PauseDocument, ResumeDocument, StandingStill } from "../engine/pause-sync.ts";
import type { Page } from "../output.ts";
import { showCount, showRelative } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { stack } from "./values.ts";

/** `cases`, `the field Subject ↔ subject of cases`, `record 500A ↔ 42 of cases`. */
export function nameOf({ sync, kind, field, leftId, rightId }: StandingStill): string {
  if (kind === "sync") return sync;
  if (kind === "field") return `the field ${field} of ${sync}`;
  return `record ${leftId ?? "–"} ↔ ${rightId ?? "–"} of ${sync}`;
}

export function stillLine({ width, nowMs }: Page, pause: StandingStill): string {
  const since = showRelative(Date.parse(pause.since), nowMs);
  const text = `${nameOf(pause)}: paused by ${pause.who} ${since}: ${pause.message} (${pause.code})`;
  return wrapHanging(text, width, 2);
}

/** What to do about it. */
export function nextStep({ paint, width }: Page, { hint }: StandingStill): string {
  return `${paint("cyan", "→")} ${wrapHanging(hint, width, 2)}`;
}

export function pauseText(page: Page, { items }: PauseDocument): string {
  const lines = items.map((item) =>
    item.wasPaused
      ? `Was paused already. ${stillLine(page, item)}`
      : wrapHanging(
          `Paused ${nameOf(item)}. Changes go on being collected, and nothing is written.`,
          page.width,
          2,
        ),
  );
  const [first] = items;
  const next = first ? nextStep(page, first) : "";
  return stack([lines.join("\n"), next]);
}

export function resumeText(page: Page, { items, allowedDeletes, remaining }: ResumeDocument): string {
  const done = items.map((item) => {
    const isAsking = item.code === "E_DELETE_GUARD" || item.code === "E_SIDE_EMPTY";
    const allowed = isAsking && allowedDeletes !== null;
    const deletes = allowed
      ? ` ${showCount(allowedDeletes, "delete is", "deletes are")} allowed for an hour.`
      : "";
    const creates = item.code === "E_FIRST_CREATES" ? " Its first creates are approved." : "";
    return `Resumed ${nameOf(item)}.${deletes}${creates} What has waited is due now.`;
  });
  const head = items.length === 0 ? "Nothing was paused there." : done.join("\n");
  const rest = remaining.map(
    (pause) => `${stillLine(page, pause)}
${nextStep(page, pause)}`,
  );
  return stack([head, rest.join("\n")]);
}
