// The two feeds of a table: `recent`, fast, and `net`, which looks further back and tells of deletes. Rows come in the
// order of their last change, by time and id; a transaction that took long shows its rows late, hence the overlap.
// Source: servicenow.com docs "Table API"; why two questions instead of one: "Encoded query guide" on `^OR`.
import { z } from "zod";
import { readPosition } from "../../connector-parts/positions.ts";
import type { ChangePage, Feed, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { Clock } from "../../contract/runtime.ts";
import type { Settings } from "./config.ts";
import type { Condition } from "./query.ts";
import type { Row } from "./schema.ts";
import { mostRows, type Page } from "./table-client.ts";
import { rawTime } from "./times.ts";

const netEveryMs = 5 * 60_000;

const Ms = z.number().int().nonnegative();

/**
 * Where a pass stands. `since`: what changed before was told before. `mark`: where the next pass begins, fixed at this
 * pass's first page. `after`: the last row read, and whether others of its second are still to be asked for. `skip`:
 * rows of this question that were counted and not shown. `page` counts, so that no two positions are the same.
 */
const Position = z.strictObject({
  since: Ms,
  mark: Ms.optional(),
  after: z.strictObject({ at: z.string(), id: z.string(), tie: z.boolean() }).optional(),
  skip: Ms.default(0),
  page: Ms,
});
type Position = z.infer<typeof Position>;

/** What is followed: rows by their stamp, and what became of those that are gone. */
export interface Followed {
  readonly object: string;
  /** Column that says when a row was last changed. */
  readonly stamp: string;
  list(where: readonly Condition[], orderBy: readonly string[], offset: number): Promise<Page>;
  records(rows: readonly Row[]): Promise<readonly VendorRecord[]>;
  /** Those deleted at or after `since` (epoch milliseconds); none where the instance is not asked. */
  deletedSince(since: number): Promise<readonly VendorRecord[]>;
}

export interface ChangesContext {
  readonly clock: Clock;
  readonly settings: Pick<Settings, "pollEveryMs" | "overlapMs" | "netOverlapMs">;
  /** The server's time, epoch milliseconds; null where it tells none. */
  readonly serverTime: () => Promise<number | null>;
}

type Seen = Pick<VendorRecord, "version" | "modifiedAt">;

/**
 * What the caller has been given by the time it holds a position, by id. The overlap brings the same rows with
 * every poll; whoever shows the position of a page has taken that page. Any other position gets them all.
 */
interface Given {
  readonly position: string | null;
  readonly records: ReadonlyMap<string, Seen>;
}

/** The feeds of one object. */
export function createFeeds(
  context: ChangesContext,
  followed: Followed,
): Pick<ObjectPort, "feeds" | "changes"> {
  const { pollEveryMs, overlapMs, netOverlapMs } = context.settings;
  const feeds: readonly Feed[] = [
    { name: "recent", role: "fast", everyMs: () => pollEveryMs },
    { name: "net", role: "net", everyMs: () => Math.max(netEveryMs, pollEveryMs) },
  ];
  const readers = new Map([
    ["recent", new FeedReader(context, followed, "recent", overlapMs)],
    ["net", new FeedReader(context, followed, "net", Math.max(netOverlapMs, overlapMs))],
  ]);
  return {
    feeds,
    changes: async (feed, position) => {
      const reader = readers.get(feed);
      if (reader !== undefined) return reader.read(position);
      throw new ConfigError({
        code: "E_INPUT",
        message: `ServiceNow's ${followed.object} has no feed "${feed}"`,
      });
    },
  };
}

class FeedReader {
  readonly #context: ChangesContext;
  readonly #followed: Followed;
  readonly #name: string;
  readonly #overlapMs: number;
  #given: Given = { position: null, records: new Map() };

  constructor(context: ChangesContext, followed: Followed, name: string, overlapMs: number) {
    this.#context = context;
    this.#followed = followed;
    this.#name = name;
    this.#overlapMs = overlapMs;
  }

  /** One page. Rows that change during a pass move to its end, so none is passed over. */
  async read(stored: string | null): Promise<ChangePage> {
    const { stamp } = this.#followed;
    const from = stored === null ? await this.#start() : readPosition(Position, this.#title(), stored);
    const isNewPass = from.mark === undefined;
    const gone = isNewPass && this.#name === "net" ? await this.#followed.deletedSince(from.since) : [];
    const isTie = from.after?.tie === true;
    const answer = await this.#followed.list(
      this.#conditions(from),
      isTie ? ["sys_id"] : [stamp, "sys_id"],
      from.skip,
    );
    const records = [...(await this.#followed.records(answer.body)), ...gone];
    const next = this.#next(from, answer);
    const position = JSON.stringify(next);
    const known: Given["records"] =
      stored !== null && stored === this.#given.position ? this.#given.records : new Map();
    this.#remember(position, known, records, isNewPass ? from.since : null);
    const fresh = records.filter(({ id, version }) => known.get(id)?.version !== version);
    return { records: fresh, position, more: next.mark !== undefined };
  }

  /** A feed nobody has read begins an overlap ago. */
  async #start(): Promise<Position> {
    const now = (await this.#context.serverTime()) ?? this.#context.clock.now();
    return { since: now - this.#overlapMs, skip: 0, page: 0 };
  }

  #conditions({ since, after }: Position): readonly Condition[] {
    const { stamp } = this.#followed;
    if (after === undefined) return [{ field: stamp, is: ">=", value: rawTime(since) }];
    if (!after.tie) return [{ field: stamp, is: ">", value: after.at }];
    return [
      { field: stamp, is: "=", value: after.at },
      { field: "sys_id", is: ">", value: after.id },
    ];
  }

  #next(from: Position, { body, hasNext, serverTime }: Page): Position {
    // A clock that was set back must not lead the feed back through history.
    const now = serverTime ?? this.#context.clock.now();
    const mark = from.mark ?? Math.max(from.since, now - this.#overlapMs);
    const page = from.page + 1;
    const { after } = from;
    const kept = after === undefined ? {} : { after };
    const last = body.at(-1);
    if (!hasNext) {
      // The rest of the second is told; what came after it is not.
      if (after?.tie === true)
        return { since: from.since, mark, after: { ...after, tie: false }, skip: 0, page };
      return { since: mark, skip: 0, page };
    }
    if (last === undefined) return { since: from.since, mark, ...kept, skip: from.skip + mostRows, page };
    const reached = { at: last[this.#followed.stamp] ?? "", id: last.sys_id ?? "", tie: true };
    return { since: from.since, mark, after: reached, skip: 0, page };
  }

  /** At the beginning of a pass, what is older than it can't come again. */
  #remember(
    position: string,
    known: Given["records"],
    records: readonly VendorRecord[],
    forgetBefore: number | null,
  ): void {
    const seen = new Map(known);
    if (forgetBefore !== null)
      for (const [id, { modifiedAt }] of known) if (Date.parse(modifiedAt) < forgetBefore) seen.delete(id);
    for (const { id, version, modifiedAt } of records) seen.set(id, { version, modifiedAt });
    this.#given = { position, records: seen };
  }

  #title(): string {
    return `ServiceNow's feed "${this.#name}"`;
  }
}
