// What comes in between: the operator at the console, somebody who clears out, somebody who edits what is paused.
import { type Link, sides } from "../../src/core/store/rows.ts";
import type { Dice } from "./dice.ts";
import type { EngineLife, EngineWorld } from "./engine-life.ts";
import { interfere, resumeAll } from "./operator.ts";
import type { People } from "./people.ts";
import type { WorldProfile } from "./profile.ts";

const ignore = (): void => undefined;

export class Visits {
  readonly #world: EngineWorld;
  readonly #dice: Dice;
  readonly #people: People;
  /** The process that runs now, if one does. */
  readonly #alive: () => EngineLife | null;

  constructor(world: EngineWorld, dice: Dice, people: People, alive: () => EngineLife | null) {
    this.#world = world;
    this.#dice = dice;
    this.#people = people;
    this.#alive = alive;
  }

  plan({ workMs, interference, deletes }: WorldProfile): void {
    const { agenda } = this.#world;
    const dice = this.#dice;
    for (let n = 0; n < interference; n++)
      agenda.after(dice.below(workMs), "interference", () => this.#interfere());
    if (dice.chance(0.3)) agenda.after(dice.below(workMs), "a full poll", () => this.#pollAll());
    if (deletes && dice.chance(0.6)) agenda.after(dice.below(workMs), "clearing out", () => this.#clearOut());
  }

  #pollAll(): void {
    this.#alive()?.worker?.pollNow(true).catch(ignore);
  }

  #clearOut(): void {
    this.#people.clearOut(this.#dice.pick(sides) ?? "left");
  }

  #interfere(): void {
    const life = this.#alive();
    if (!life) return;
    interfere(life, this.#dice).then((paused) => paused && this.#disturb(paused), ignore);
    this.#world.agenda.after(this.#dice.below(10_000), "a resume", () => {
      const later = this.#alive();
      if (later) resumeAll(later).then(() => later.worker?.wake(), ignore);
    });
  }

  /** Somebody edits a record that the operator has paused. */
  #disturb({ leftId, rightId }: Link): void {
    const side = this.#dice.pick(sides) ?? "left";
    const record = this.#world.vendors[side].records.get((side === "left" ? leftId : rightId) ?? "");
    const edit = (): void => void (record && this.#people.meddle(side, record, []));
    this.#world.agenda.after(this.#dice.between(1_500, 4_000), "an edit of what is paused", edit);
  }
}
