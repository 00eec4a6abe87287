// Commands that run again and again, and are killed, while something is counted.
import { once } from "node:events";
import type { Workshop } from "./commands/workshop.ts";
import { pause } from "./pair.ts";

export interface Tally {
  killed: number;
  ended: number;
}

interface Lives {
  /** Aborts when there are to be no more. */
  readonly over: AbortSignal;
  /** Whether every second life is cut off, each a little later. */
  readonly kills: boolean;
  readonly tally: Tally;
}

/** Runs the command again and again; what still runs at the end is killed. */
export async function repeat(shop: Workshop, args: readonly string[], lives: Lives): Promise<void> {
  const { over, kills, tally } = lives;
  const isOver = over.aborted ? Promise.resolve() : once(over, "abort");
  for (let life = 0; !over.aborted; life += 1) {
    const child = shop.start(args);
    const closed = once(child, "close");
    const death = kills && life % 2 === 0 ? pause(500 + ((life * 370) % 2000)) : isOver;
    await Promise.race([closed, death]);
    if (child.kill("SIGKILL")) tally.killed += 1;
    else tally.ended += 1;
    await closed;
  }
}
