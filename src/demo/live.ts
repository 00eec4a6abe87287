// The demo on a terminal: goes on until `q`, and shows each change arriving.
import type { Clock, Random } from "../core/contract/runtime.ts";
import { makeMove } from "./editor.ts";
import { listenToKeys } from "./keys.ts";
import { Ledger } from "./ledger.ts";
import { countCollisions, type FrameStyle, renderFrame, summaryLine } from "./live-frame.ts";
import { createObserver } from "./observer.ts";
import { openSystems } from "./systems.ts";
import type { World } from "./world.ts";

export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly style: FrameStyle;
}

export interface LiveOptions {
  readonly world: World;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly editsPerSecond: number;
}

const enterScreen = "\u001b[?1049h\u001b[?25l";
const leaveScreen = "\u001b[?25h\u001b[?1049l";
const home = "\u001b[H";
const clearLine = "\u001b[K";
const clearBelow = "\u001b[J";
const frameEveryMs = 150;
const keptEdits = 500;

/** Resolves when the operator presses `q` or Ctrl-C, or the signal aborts; the terminal is as it was. @returns a line that sums up. */
export async function showLive(options: LiveOptions): Promise<string> {
  const { world, terminal, clock, random } = options;
  const systems = openSystems(world.controlUrl);
  const ledger = new Ledger();
  const observer = createObserver(systems, ledger, clock);
  const quit = new AbortController();
  const stop = AbortSignal.any([quit.signal, options.signal]);
  let isRestarting = false;
  const restart = async (): Promise<void> => {
    if (isRestarting) return;
    isRestarting = true;
    await world.daemon.killAndRestart().finally(() => {
      isRestarting = false;
    });
  };
  const release = listenToKeys(terminal.input, {
    q: () => quit.abort(),
    k: () => void restart().catch(() => quit.abort()),
  });
  terminal.output.write(enterScreen);
  try {
    const desk = { systems, pairs: observer.pairs, ledger, random, now: clock.now };
    const editing = every(clock, stop, 1000 / options.editsPerSecond, async () => {
      if (observer.pairs.records.zendesk.size > 0) await makeMove(desk);
    });
    const drawing = every(clock, stop, frameEveryMs, async () => {
      await observer.look();
      draw(options, ledger, observer.pairs.records.salesforce.size, isRestarting);
    });
    await Promise.all([editing, drawing]);
  } finally {
    release();
    terminal.output.write(leaveScreen);
  }
  return summaryLine(ledger.edits);
}

async function every(
  clock: Clock,
  signal: AbortSignal,
  ms: number,
  action: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await action();
    await clock.sleep(ms, signal).catch(() => undefined);
  }
}

function draw(
  { world, terminal }: LiveOptions,
  ledger: Ledger,
  records: number,
  isRestarting: boolean,
): void {
  // A terminal that doesn't know its size may say 0.
  const columns = terminal.output.columns || 80;
  const rows = terminal.output.rows || 24;
  const state = {
    records,
    edits: ledger.edits.slice(-keptEdits),
    onTheirWay: ledger.open.length,
    restarts: world.daemon.restarts,
    conflicts: countCollisions(ledger.edits),
    isRestarting,
  };
  const lines = renderFrame(state, { columns, rows }, terminal.style);
  terminal.output.write(`${home}${lines.map((line) => `${line}${clearLine}`).join("\n")}${clearBelow}`);
}
