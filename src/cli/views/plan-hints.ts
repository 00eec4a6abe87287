// What is said after a plan: what a changed mapping comes to, and the commands that carry the plan out.
import type { ErrorCode } from "../../core/contract/error-codes.ts";
import { type PlanDocument, unanswered } from "../../core/sync/plan/plan-document.ts";
import type { Page } from "../output.ts";
import { showCount } from "../times.ts";
import { wrapHanging } from "../wrap.ts";

const changed = "The fields or their translation are others than at the last run.";
const how = "How to bring them over: docs/operator/sync.md, When the configuration changes.";

/** What a changed mapping does to the pairs that exist. */
export function mappingNote({ summary, madeUpdates }: PlanDocument): string {
  const rest = `pairs that were in step keep the values they have until somebody edits them. ${how}`;
  if (madeUpdates > 0) {
    const made =
      "A field that is made (constant, expression, template of several fields, one way alone) is made anew in all pairs";
    const count = showCount(madeUpdates, "of the updates writes one", "of the updates write one");
    return `${changed} ${made}: ${count}. A field newly mapped is brought over. In all other fields ${rest}`;
  }
  const { left, right } = summary.updates;
  if (left + right > 0)
    return `${changed} A field newly mapped is brought over to all pairs. Anything else is no edit: ${rest}`;
  return `${changed} That is no edit: ${rest}`;
}

/**
 * The commands that carry the plan out, in their order. `held`: why the sync stands still already; what only a run would
 * stop for has to be stopped for before it can be allowed.
 */
export function nextSteps(page: Page, plan: PlanDocument, file: string, held: readonly ErrorCode[]): string {
  const { sync, full } = plan;
  const whole = full ? " --full" : "";
  const grave = unanswered(plan.pauses);
  const resume = `integ sync resume ${sync}`;
  const apply = `integ sync apply ${file}`;
  if (grave === undefined) return arrows(page, held.includes("E_SYNC_PAUSED") ? [apply, resume] : [apply]);
  const isHeld = held.includes(grave.code);
  const commands = [
    ...(!isHeld && held.length > 0 ? [resume] : []),
    ...(isHeld ? [] : [`integ sync ${sync}${whole}`]),
    `${resume} --allow-deletes`,
    `integ sync plan ${sync}${whole} --out ${file} --force`,
    apply,
  ];
  const why = `The plan can't be applied before somebody has looked (${grave.code}). If what is gone was deleted on purpose:`;
  return `${wrapHanging(why, page.width, 0)}\n${arrows(page, commands)}`;
}

const arrows = ({ paint }: Page, commands: readonly string[]): string =>
  commands.map((command) => `${paint("cyan", "→")} ${command}`).join("\n");
