// Keys pressed on a terminal, one action each.
import type { Readable } from "node:stream";

/** Standard input; what is no terminal has no raw mode. */
type KeyInput = Readable & { setRawMode?(isRaw: boolean): unknown };

const ctrlC = "\u0003";

/** Calls the action of each key; Ctrl-C is `q`, and so is a terminal that was closed. @returns what gives the input back. */
export function listenToKeys(input: KeyInput, actions: Readonly<Record<string, () => void>>): () => void {
  const onData = (data: Buffer): void => {
    // Several keys may come in one piece: pressed fast, or held down.
    for (const key of data.toString()) actions[key === ctrlC ? "q" : key.toLowerCase()]?.();
  };
  const onGone = (): void => actions.q?.();
  // Stays when the keys are given back: a terminal that was closed may tell only then.
  input.on("error", onGone);
  input.setRawMode?.(true);
  input.resume();
  input.on("data", onData);
  return () => {
    input.off("data", onData);
    input.setRawMode?.(false);
    input.pause();
  };
}
