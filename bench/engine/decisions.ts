// How many decisions a second the pure decision function makes.
import { join } from "node:path";
import { reconcile } from "../../src/core/sync/decide/reconcile.ts";
import { project } from "../../src/core/sync/observe/projection.ts";
import type { Policy, Situation, SyncRuntime } from "../../src/core/sync/types.ts";
import { type Bench, inTurns, perProcessorSecond } from "../figures.ts";
import { openStage, syncName, withDirectory } from "./stage.ts";
import { recordAt } from "./vendor.ts";

const count = 20_000;

export const decisions: Bench = {
  name: "decisions",
  run: ({ quick }) =>
    withDirectory(async (directory) => {
      const stage = await openStage(join(directory, "integ.db"), 0);
      await stage.store.close();
      const situations = Array.from({ length: count }, (_, n) => situationAt(stage.sync, n));
      const { mapping, prefer, direction, deletes } = stage.sync;
      const policy: Policy = {
        direction,
        prefer,
        deletes,
        timeMarginMs: 1000,
        clockOffsetMs: { left: 0, right: 0 },
        isRing: false,
      };
      let writes = 0;
      const decide = () => {
        for (const situation of situations) writes += reconcile(situation, mapping, policy).writes.length;
      };
      const clone = () => {
        for (const { link, shadows, sides } of situations) structuredClone({ link, shadows, sides });
      };
      const { value, baseline, ratio } = await inTurns(
        quick ? 3 : 11,
        () => perProcessorSecond(count, decide),
        () => perProcessorSecond(count, clone),
      );
      if (writes === 0) throw new Error("nothing was decided");
      return [
        {
          what: "Decisions made",
          unit: "decisions per second of processor time",
          value,
          baseline: { name: "structuredClone of the same situations", value: baseline },
          ratio,
          budget: null,
          isWithinBudget: null,
          note: "four fields a record; 70 % as agreed, 20 % edited on one side, 10 % on both to different values",
        },
      ];
    }),
};

function situationAt({ mapping }: SyncRuntime, n: number): Situation {
  const left = recordAt("left", n);
  const right = recordAt("right", n);
  const edited = (name: string, value: string, record: typeof left) => ({
    ...record,
    fields: { ...record.fields, [name]: value },
  });
  const leftNow = n % 10 < 3 ? edited("Subject", `Left ${n}`, left) : left;
  const rightNow = n % 10 < 1 ? edited("subject", `Right ${n}`, right) : right;
  return {
    link: {
      id: `link-${n}`,
      sync: syncName,
      leftId: left.id,
      rightId: right.id,
      state: "live",
      deletedOn: null,
    },
    shadows: { left: project(left, mapping, "left"), right: project(right, mapping, "right") },
    old: { left: {}, right: {} },
    oldHeldUntil: 0,
    sides: { left: { kind: "live", record: leftNow }, right: { kind: "live", record: rightNow } },
    lookups: { counterpart: () => undefined },
    parked: [],
    shared: null,
    edited: null,
  };
}
