// How an op becomes SQL: one handler for each.
import type { Op } from "../ops.ts";

/** Each runs inside the caller's transaction. */
export type Handlers = { readonly [K in Op["op"]]: (op: Extract<Op, { op: K }>) => void };

export const json = (value: unknown): string => JSON.stringify(value);
