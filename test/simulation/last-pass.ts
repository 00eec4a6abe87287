// After the end: an engine that was replaced can't write, a plan says what the run does, and a pass at rest does nothing.
import { otherSide } from "../../src/core/store/rows.ts";
import { planSync, type RunResult, runSync } from "../../src/core/sync/run.ts";
import { EngineLife, type EngineWorld } from "./engine-life.ts";
import { EngineState } from "./engine-state.ts";
import { checkQuiet, countRows } from "./invariants.ts";
import type { Violation } from "./violation.ts";

/** Lets things happen until the promise is settled. */
export type Drive = <T>(promise: Promise<T>) => Promise<T>;

/** Another process takes over from one that still runs. */
export async function checkFence(world: EngineWorld, drive: Drive): Promise<Violation[]> {
  const older = new EngineLife(world);
  const newer = new EngineLife(world);
  const commitIn = ({ engine }: EngineLife): Promise<boolean> => {
    const ops = [{ op: "meta.put", key: "who", value: `${engine.fence?.epoch}` }] as const;
    return drive(engine.store.commit(ops, engine.fence)).then(
      () => true,
      () => false,
    );
  };
  const stored = [await commitIn(older), await commitIn(newer)];
  for (const { life } of [older, newer]) life.end();
  if (JSON.stringify(stored) === "[false,true]") return [];
  return [{ invariant: "an engine that was replaced stores nothing", detail: JSON.stringify(stored) }];
}

export async function passOnceMore(world: EngineWorld, drive: Drive): Promise<Violation[]> {
  const before = { ...world.ledger.writes, observations: countRows(world) };
  const life = new EngineLife(world);
  const runtime = await drive(life.prepare("fresh"));
  await drive(runSync(life.engine, runtime, { full: true }));
  life.life.end();
  const after = { ...world.ledger.writes, observations: countRows(world) };
  return checkQuiet(before, after);
}

/** With news since the last pass: the plan has no effect, and the run writes what the plan says. */
export async function checkPlan(world: EngineWorld, drive: Drive): Promise<Violation[]> {
  const life = new EngineLife(world);
  const runtime = await drive(life.prepare("fresh"));
  const before = JSON.stringify([world.ledger.writes, countRows(world)]);
  const plan = await drive(planSync(life.engine, runtime, { full: true }));
  const after = JSON.stringify([world.ledger.writes, countRows(world)]);
  const run = await drive(runSync(life.engine, runtime, { full: true }));
  life.life.end();
  const [said, done] = [writesOf(plan), writesOf(run)];
  // What can't be guarded yet, or is paused, is left to a later run.
  const isAllDone = new EngineState(world.disk).isIdle();
  const odd = [
    ...(isAllDone ? said : []).filter((one) => !done.includes(one)).map((one) => `planned, not done: ${one}`),
    ...done.filter((one) => !said.includes(one)).map((one) => `done, not planned: ${one}`),
  ];
  return [
    ...(before === after ? [] : [{ invariant: "a plan has no effect", detail: `${before} → ${after}` }]),
    ...odd.slice(0, 2).map((detail) => ({ invariant: "a run does what its plan says", detail })),
  ];
}

/** The first writes for each record: what the vendor makes of them may ask for more. */
function writesOf({ planned }: RunResult): string[] {
  const seen = new Set<string>();
  return planned.flatMap(({ entity: { states }, decision: { writes } }) => {
    const idOf = (side: "left" | "right") => (states[side].kind === "live" ? states[side].record.id : "");
    const subjects = [idOf("left"), idOf("right")].filter((id) => id !== "");
    if (writes.length === 0 || subjects.some((id) => seen.has(id))) return [];
    for (const id of subjects) seen.add(id);
    return writes.map(
      ({ operation, side, targetId, fields }) =>
        `${operation} ${targetId ?? `of ${idOf(otherSide(side))}`} ${JSON.stringify(fields)}`,
    );
  });
}
