// Events that the vendors push: late, twice, out of order, or never.
import type { Side } from "../../src/core/store/rows.ts";
import { acceptHints } from "../../src/core/sync/observe/observe.ts";
import type { Dice } from "./dice.ts";
import type { EngineLife, EngineWorld } from "./engine-life.ts";
import { syncName } from "./setup.ts";
import type { Stored } from "./vendor.ts";

const storedMs = 10;

export function push(
  { agenda, vendors, inTheAir }: EngineWorld,
  dice: Dice,
  side: Side,
  record: Stored,
  lifeNow: () => EngineLife | null,
): void {
  if (!vendors[side].profile.pushes || dice.chance(0.2)) return;
  const kind = record.deleted ? ("deleted" as const) : ("changed" as const);
  const hint = { object: "thing", recordId: record.id, kind, eventKey: `${record.id}:${record.revision}` };
  const deliver = (): void => {
    // By then it is stored.
    agenda.after(storedMs, "an event has arrived", () => {
      inTheAir.pushes -= 1;
    });
    const life = lifeNow();
    if (!life?.life.isAlive) return;
    acceptHints(life.engine, { sync: syncName, side, object: "thing" }, [hint]).then(
      () => life.worker?.wake(),
      () => undefined,
    );
  };
  const times = dice.chance(0.1) ? 2 : 1;
  inTheAir.pushes += times;
  for (let n = 0; n < times; n++)
    agenda.after(dice.below(dice.chance(0.1) ? 20_000 : 200), `${side} pushes ${record.id}`, deliver);
}
