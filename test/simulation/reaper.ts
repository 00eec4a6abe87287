// Ends the process: at any moment, with commits not yet flushed, between a flush and its acknowledgement, or while a
// write is on its way. Another one starts a little later.
import type { Dice } from "./dice.ts";
import type { EngineLife, EngineWorld } from "./engine-life.ts";

export class Reaper {
  kills = 0;
  /** Told when a process has died, before the next one starts. */
  onDeath: () => void = () => undefined;
  readonly #world: EngineWorld;
  readonly #dice: Dice;
  readonly #restart: () => void;
  #life: EngineLife | null = null;
  /** Kills that wait for a write to leave. */
  #waiting = 0;

  constructor(world: EngineWorld, dice: Dice, restart: () => void) {
    this.#world = world;
    this.#dice = dice;
    this.#restart = restart;
  }

  plan(count: number, withinMs: number): void {
    for (let n = 0; n < count; n++) {
      if (this.#dice.chance(0.5)) this.#waiting += 1;
      else this.#world.agenda.after(this.#dice.below(withinMs), "a kill", () => this.#kill());
    }
  }

  watch(life: EngineLife): void {
    this.#life = life;
  }

  /** A write leaves for a vendor whose answers take up to `latencyMs`. */
  onSend(latencyMs: number): void {
    if (this.#waiting === 0 || !this.#dice.chance(0.3)) return;
    this.#waiting -= 1;
    this.#world.agenda.after(this.#dice.below(latencyMs * 3), "a kill", () => this.#kill());
  }

  /** No kills from now on. */
  rest(): void {
    const { disk } = this.#world;
    this.#waiting = 0;
    disk.diesAfterFlush = () => false;
    disk.onQueued = () => undefined;
  }

  #kill(): void {
    const { disk } = this.#world;
    const life = this.#life;
    if (!life?.life.isAlive) return;
    this.kills += 1;
    const roll = this.#dice.next();
    if (roll < 0.4) return void this.#end(life, "at once");
    if (roll < 0.7) {
      disk.onQueued = () => this.#end(life, "with a commit not yet flushed");
      return;
    }
    disk.diesAfterFlush = () => {
      this.#end(life, "after a flush");
      return true;
    };
  }

  #end(life: EngineLife, how: string): void {
    const { disk, agenda, trace } = this.#world;
    life.life.end();
    trace(`KILLED ${how}`);
    disk.diesAfterFlush = () => false;
    disk.onQueued = () => undefined;
    disk.crash(this.#dice);
    this.onDeath();
    agenda.after(this.#dice.between(900, 4_000), "a restart", this.#restart);
  }
}
