// What waits for a person or a later try, each with the command that goes on.
import type { Unsettled } from "../engine/unsettled.ts";
import type { Page } from "../output.ts";
import { showCount } from "../times.ts";

export function unsettledLines({ paint }: Page, sync: string, unsettled: Unsettled): string[] {
  const { deadLetters, parked, waiting } = unsettled;
  const arrow = paint("cyan", "→");
  const lines: string[] = [];
  if (deadLetters > 0) {
    const items = showCount(deadLetters, "item needs", "items need");
    lines.push(`${sync}: ${items} a person`, `${arrow} integ dlq list --sync ${sync}`);
  }
  if (parked > 0) {
    const conflicts = showCount(parked, "conflict waits", "conflicts wait");
    lines.push(`${sync}: ${conflicts} for a person`, `${arrow} integ conflicts list --sync ${sync}`);
  }
  if (waiting > 0) {
    const records = showCount(waiting, "record waits", "records wait");
    lines.push(`${sync}: ${records} for a later try`, `${arrow} integ health`);
  }
  return lines;
}
