// The bound an operator may set on all requests of a connection together.
import { z } from "zod";
import type { LimitRule } from "../contract/http.ts";
import { duration, durationMs } from "./durations.ts";

/** `{ requests: 100, per: 1h }` in a configuration. */
export const Ceiling = z
  .strictObject({
    requests: z.number().int().positive().describe("Most requests within the time"),
    per: duration(1).describe("Length of the window"),
  })
  .describe("Bound of all requests of this connection together");

/** The rule that holds the bound; null where none is set. */
export function ceilingRule(ceiling: z.infer<typeof Ceiling> | undefined): LimitRule | null {
  return ceiling === undefined ? null : { capacity: ceiling.requests, perMs: durationMs(ceiling.per) };
}
