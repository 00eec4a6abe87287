// A dead letter as the documents carry it.
import type { DeadLetter } from "../../core/store/rows.ts";

/** Everything of it, times in RFC 3339. */
export function letterDocument({ firstAt, lastAt, ...rest }: DeadLetter) {
  return { ...rest, firstAt: new Date(firstAt).toISOString(), lastAt: new Date(lastAt).toISOString() };
}
