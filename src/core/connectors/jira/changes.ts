// The two feeds of whatever changes with an issue: `recent`, fast, and `net`, which looks further back. The index that
// a search asks is late, and not evenly so: an issue may be missing from it for a while, and vanish once more.
// Source: developer.atlassian.com "Search and reconcile".
import { z } from "zod";
import type { Dated } from "../../connector-parts/answers.ts";
import { readPosition } from "../../connector-parts/positions.ts";
import type { ChangePage, Feed, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { Clock } from "../../contract/runtime.ts";
import type { SearchPage } from "./flavor.ts";
import type { Polls } from "./polls.ts";
import type { Issue } from "./schema.ts";

const shortestOverlapMs = 2 * 60_000;

const Ms = z.number().int().nonnegative();

/**
 * Where a pass stands. `since`: what changed before was told before. `mark`: where the next pass begins, fixed at this
 * pass's first page. `token`: the vendor's place inside the pass. `page` counts, so that no two positions are the same.
 */
const Position = z.strictObject({
  since: Ms,
  mark: Ms.optional(),
  token: z.string().optional(),
  page: z.number().int(),
});
type Position = z.infer<typeof Position>;

export interface ChangesContext {
  readonly clock: Clock;
  readonly polls: Polls;
  /** How long the index may be behind. */
  readonly indexLagMs: number;
  /** How far back the net looks. */
  readonly overlapMs: number;
  /** The server's time, epoch milliseconds; null where it tells none. */
  readonly serverTime: () => Promise<number | null>;
}

/** What is followed: the issues that changed, and the records that hang on them. */
export interface Followed {
  readonly object: string;
  search(since: number, token: string | null): Promise<Dated<SearchPage>>;
  /** The records of issues that changed at or after `since` (epoch milliseconds). */
  records(issues: readonly Issue[], since: number): Promise<readonly VendorRecord[]>;
}

/**
 * What the caller has been given by the time it holds a position: id → version. The overlap brings the same issues with
 * every poll; whoever shows the position of a page has taken that page. Any other position gets them all.
 */
interface Given {
  readonly position: string | null;
  readonly versions: ReadonlyMap<string, string>;
}

/** The feeds of one object. */
export function createFeeds(
  context: ChangesContext,
  followed: Followed,
): Pick<ObjectPort, "feeds" | "changes"> {
  const { polls, indexLagMs, overlapMs } = context;
  polls.follow();
  const feeds: readonly Feed[] = [
    { name: "recent", role: "fast", everyMs: () => polls.fastEveryMs() },
    { name: "net", role: "net", everyMs: () => polls.netEveryMs() },
  ];
  const readers = new Map([
    ["recent", new FeedReader(context, followed, "recent", Math.max(shortestOverlapMs, 2 * indexLagMs))],
    ["net", new FeedReader(context, followed, "net", Math.max(overlapMs, 2 * indexLagMs))],
  ]);
  return {
    feeds,
    changes: async (feed, position) => {
      const reader = readers.get(feed);
      if (reader !== undefined) return reader.read(position);
      throw new ConfigError({ code: "E_INPUT", message: `Jira's ${followed.object} has no feed "${feed}"` });
    },
  };
}

class FeedReader {
  readonly #context: ChangesContext;
  readonly #followed: Followed;
  readonly #name: string;
  readonly #overlapMs: number;
  #given: Given = { position: null, versions: new Map() };

  constructor(context: ChangesContext, followed: Followed, name: string, overlapMs: number) {
    this.#context = context;
    this.#followed = followed;
    this.#name = name;
    this.#overlapMs = overlapMs;
  }

  /** One page. Issues that change during a pass move to its end, so none is passed over. */
  async read(stored: string | null): Promise<ChangePage> {
    const from = stored === null ? await this.#start() : readPosition(Position, this.#title(), stored);
    const { body, serverTime } = await this.#followed.search(from.since, from.token ?? null);
    const records = await this.#followed.records(body.issues, from.since);
    const next = this.#next(from, body.next, serverTime ?? this.#context.clock.now());
    const position = JSON.stringify(next);
    const known = stored !== null && stored === this.#given.position ? this.#given.versions : new Map();
    const isNewPass = from.mark === undefined && from.token === undefined;
    this.#remember(position, known, records, isNewPass ? from.since : null);
    const fresh = records.filter(({ id, version }) => known.get(id) !== version);
    return { records: fresh, position, more: body.next !== null };
  }

  /** A feed nobody has read begins an overlap ago. */
  async #start(): Promise<Position> {
    const now = (await this.#context.serverTime()) ?? this.#context.clock.now();
    return { since: now - this.#overlapMs, page: 0 };
  }

  #next(from: Position, token: string | null, now: number): Position {
    // A clock that was set back must not lead the feed back through history.
    const mark = from.mark ?? Math.max(from.since, now - this.#overlapMs);
    const page = from.page + 1;
    return token === null ? { since: mark, page } : { since: from.since, mark, token, page };
  }

  /** At the beginning of a pass, what is older than it can't come again. */
  #remember(
    position: string,
    known: ReadonlyMap<string, string>,
    records: readonly VendorRecord[],
    forgetBefore: number | null,
  ): void {
    const versions = new Map(known);
    if (forgetBefore !== null)
      for (const [id, version] of known) if (stampMs(version) < forgetBefore) versions.delete(id);
    for (const { id, version } of records) versions.set(id, version);
    this.#given = { position, versions };
  }

  #title(): string {
    return `Jira's feed "${this.#name}"`;
  }
}

function stampMs(version: string): number {
  return Date.parse(version.split("~")[0] ?? "");
}
