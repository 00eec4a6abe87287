// Which way edits go.
import type { Direction, Side } from "./types.ts";

/** Whether edits may flow to `side`. */
export const flowsTo = (direction: Direction, side: Side): boolean =>
  direction === "both" || direction === (side === "right" ? "left-to-right" : "right-to-left");
