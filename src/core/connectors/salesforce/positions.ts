// Where a feed stands in the stream of changes, and the step from one page to the next position. Pure.
import { z } from "zod";
import { PermanentError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import { quote } from "./soql.ts";

const Position = z.strictObject({
  v: z.literal(1),
  /** The pass began with this SystemModstamp, RFC 3339 UTC. */
  floor: z.iso.datetime(),
  /** Last row read in this pass; null at its beginning. */
  after: z.strictObject({ modstamp: z.iso.datetime(), id: z.string() }).nullable(),
  /** Server time of the first request of the pass that came near the present; null before. */
  ceiling: z.iso.datetime().nullable(),
  /** Counts pages, so that no two positions of a feed are the same text. */
  page: z.number().int().nonnegative(),
});
export type Position = z.infer<typeof Position>;

const iso = (ms: number): string => new Date(ms).toISOString();

/** @throws PermanentError (E_INTERNAL) for text that is no position of this feed. */
export function readPosition(text: string): Position {
  try {
    return Position.parse(JSON.parse(text));
  } catch (cause) {
    throw new PermanentError({
      code: "E_INTERNAL",
      message: "The stored position of the modstamp feed is not readable",
      cause,
    });
  }
}

/** The beginning of a feed nobody has read yet: what may still become visible counts as new. */
export function firstPosition(serverNowMs: number, overlapMs: number): Position {
  return { v: 1, floor: iso(serverNowMs - overlapMs), after: null, ceiling: null, page: 0 };
}

/** Rows a position has still before it. Equal timestamps are told apart by id, so none is skipped. */
export function conditionAt({ floor, after }: Position): string {
  if (after === null) return `SystemModstamp >= ${floor}`;
  const { modstamp, id } = after;
  return `(SystemModstamp > ${modstamp} OR (SystemModstamp = ${modstamp} AND Id > ${quote(id)}))`;
}

/** What a position needs of a row. */
export type Stamp = Pick<VendorRecord, "id" | "modifiedAt">;

export interface PageRead {
  readonly from: Position;
  readonly rows: readonly Stamp[];
  /** Server time before the request was sent, epoch milliseconds; early rather than late. */
  readonly serverNowMs: number;
  readonly overlapMs: number;
  /** False when the vendor says or may mean that rows are left. */
  readonly last: boolean;
}

/**
 * The position after a page. A row whose transaction took long becomes visible up to the overlap after its
 * SystemModstamp. A request can have missed such rows only once it came within the overlap of the present:
 * so the next pass begins an overlap before the first such request.
 */
export function advance({ from, rows, serverNowMs, overlapMs, last }: PageRead): Position {
  const frontier = rows.at(-1);
  const nearPresent =
    last || (frontier !== undefined && Date.parse(frontier.modifiedAt) >= serverNowMs - overlapMs);
  const ceiling = from.ceiling ?? (nearPresent ? iso(serverNowMs) : null);
  const page = from.page + 1;
  if (!last && frontier) {
    return {
      v: 1,
      floor: from.floor,
      after: { modstamp: frontier.modifiedAt, id: frontier.id },
      ceiling,
      page,
    };
  }
  const safeMs = Date.parse(ceiling ?? iso(serverNowMs)) - overlapMs;
  // A clock that was set back must not lead the feed back through history.
  return { v: 1, floor: iso(Math.max(safeMs, Date.parse(from.floor))), after: null, ceiling: null, page };
}
