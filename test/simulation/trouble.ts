// What goes wrong at the vendors for a while: sign-in, rights, lists, fields. All of it passes.
import { type Side, sides } from "../../src/core/store/rows.ts";
import type { Dice } from "./dice.ts";
import type { EngineWorld } from "./engine-life.ts";

type Trouble = (world: EngineWorld, side: Side, dice: Dice) => () => void;

const signedOut: Trouble = ({ skies }, side) => {
  skies[side].isSignedOut = true;
  return () => {
    skies[side].isSignedOut = false;
  };
};

/** Rights are taken away: records vanish that are still there. */
const hidden: Trouble = ({ vendors }, side, dice) => {
  const share = dice.pick([0.2, 1]);
  const some = vendors[side].live().filter(() => dice.chance(share));
  for (const record of some) Object.assign(record, { hidden: true, wasHidden: true });
  return () => {
    for (const record of some) record.hidden = false;
  };
};

/** Lists answer that there is nothing. */
const empty: Trouble = ({ answers }, side) => {
  answers[side].emptyLists = true;
  answers[side].wereEmpty = true;
  return () => {
    answers[side].emptyLists = false;
  };
};

/** A mapped field is taken away, or our right to see it. */
const drift: Trouble = ({ vendors }, side, dice) => {
  vendors[side].missingField =
    dice.pick(side === "left" ? ["Body", "Priority", "Tags"] : ["body", "priority", "tags"]) ?? null;
  return () => {
    vendors[side].missingField = null;
  };
};

const troubles: readonly Trouble[] = [signedOut, hidden, empty, drift];
const names = ["signed out", "records hidden", "lists empty", "a field is missing"];

/** Plans troubles for the time of work; `endAll` ends those that are left. */
export class Troubles {
  readonly #world: EngineWorld;
  readonly #dice: Dice;
  readonly #open = new Set<() => void>();

  constructor(world: EngineWorld, dice: Dice) {
    this.#world = world;
    this.#dice = dice;
  }

  plan(count: number, withinMs: number): void {
    const { agenda } = this.#world;
    for (let n = 0; n < count; n++) agenda.after(this.#dice.below(withinMs), "trouble", () => this.#begin());
  }

  #begin(): void {
    const { agenda, trace } = this.#world;
    const which = this.#dice.below(troubles.length);
    const side = this.#dice.pick(sides) ?? "left";
    const begin = troubles[which];
    if (!begin) return;
    trace(`TROUBLE at the ${side}: ${names[which]}`);
    const end = begin(this.#world, side, this.#dice);
    const once = (): void => {
      if (!this.#open.delete(once)) return;
      end();
      trace(`the trouble at the ${side} is over: ${names[which]}`);
    };
    this.#open.add(once);
    agenda.after(this.#dice.between(500, 30_000), "trouble ends", once);
  }

  endAll(): void {
    for (const end of this.#open) end();
  }
}
