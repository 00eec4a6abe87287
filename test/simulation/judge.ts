// Who should have won a conflict: computed from what the vendors really told, by rules of the simulation's own.
import type { ConflictPolicy } from "../../src/core/config/types.ts";
import type { Op } from "../../src/core/store/ops.ts";
import type { Conflict, Side } from "../../src/core/store/rows.ts";
import type { EngineWorld } from "./engine-life.ts";
import type { Violation } from "./violation.ts";

const slackMs = 1_100;

/** Checks the winners of the conflicts that a decision wants to store. */
export function judgeConflicts(world: EngineWorld, ops: readonly Op[]): Violation[] {
  // A write that was overtaken is settled by other rules than times.
  if (ops.some(({ op }) => op === "intent.state")) return [];
  return ops.flatMap((op) => (op.op === "conflict.add" ? judge(world, op.conflict, ops) : []));
}

function judge(world: EngineWorld, conflict: Conflict, ops: readonly Op[]): Violation[] {
  const { config } = world;
  const field = config.fields.find(({ left, right }) => conflict.field === `${left} ↔ ${right}`);
  const isDelete = ops.some((op) => op.op === "link.put" && op.link.state === "tombstone");
  if (!field || isDelete) return [];
  const isFirst = conflict.base === undefined || field.conflicts === "prefer-non-blank";
  if (isFirst && (conflict.left === null || conflict.right === null)) return [];
  const expected = expectedWinner(world, field.conflicts, conflict, ops);
  if (expected === "open" || conflict.winner === expected) return [];
  const detail = `${conflict.field}: ${conflict.winner} won instead of ${expected} (${conflict.reason})`;
  return [{ invariant: "the right side wins a conflict", detail }];
}

function expectedWinner(
  world: EngineWorld,
  policy: ConflictPolicy,
  conflict: Conflict,
  ops: readonly Op[],
): Side | null | "open" {
  if (policy === "left" || policy === "right") return policy;
  return policy === "manual" ? null : winnerByTime(world, conflict, ops);
}

function winnerByTime(world: EngineWorld, { linkId }: Conflict, ops: readonly Op[]): Side | "open" {
  const put = ops.find((op) => op.op === "link.put" && op.link.id === linkId);
  const link =
    put?.op === "link.put"
      ? put.link
      : (world.disk.db
          .prepare("SELECT left_id AS leftId, right_id AS rightId FROM link WHERE id = ?")
          .get(linkId) as { leftId: string; rightId: string });
  const timeOn = (side: Side): number => {
    const record = world.lastReads[side].get((side === "left" ? link.leftId : link.rightId) ?? "");
    const { profile } = world.vendors[side];
    return Date.parse(record?.modifiedAt ?? "") - profile.offsetMs;
  };
  const leadMs = timeOn("left") - timeOn("right");
  const grainMs = Math.max(world.vendors.left.profile.precisionMs, world.vendors.right.profile.precisionMs);
  if (Math.abs(leadMs) <= grainMs - driftMs(world)) return world.config.prefer;
  if (Math.abs(leadMs) <= 2 * grainMs + slackMs) return "open";
  return leadMs > 0 ? "left" : "right";
}

/** How far drift can have carried a clock from its offset by now. */
const driftMs = ({ agenda, vendors }: EngineWorld): number =>
  vendors.left.profile.driftPpm === 0 && vendors.right.profile.driftPpm === 0
    ? 0
    : Math.min(100, agenda.steps / 10);
