// The change feeds of one object: polls by SystemModstamp, deleted rows included, nothing skipped.
import type { ChangePage, Feed } from "../../contract/connector.ts";
import { PermanentError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { ObjectOptions } from "./objects.ts";
import { advance, conditionAt, firstPosition, readPosition, type Stamp } from "./positions.ts";
import { listedOf, select, shapeOf } from "./rows.ts";
import { readRow } from "./values.ts";

export const feedName = "modstamp";
const pageRows = 2000;

export interface ChangesOptions extends ObjectOptions {
  readonly overlapMs: number;
  readonly everyMs: () => number;
  /** Rows asked for in one page; the vendor's most by default. */
  readonly pageRows?: number;
}

export interface ChangesPort {
  readonly feeds: readonly Feed[];
  changes(feed: string, position: string | null): Promise<ChangePage>;
}

/** A table that is followed in the order of its stamps, and the records its rows tell of. */
export interface Source {
  readonly name: string;
  readonly role: Feed["role"];
  /** At most `limit` rows that fit the condition, in the order of SystemModstamp and Id; `done` false: more fit. */
  read(condition: string, limit: number): Promise<SourcePage>;
}

export interface SourcePage {
  readonly rows: readonly Stamp[];
  readonly done: boolean;
  readonly records: readonly VendorRecord[];
}

/**
 * What the caller has been given by the time it holds a position: id → version. The overlap returns the
 * same rows with every poll; a caller that shows the position of a page has taken that page, so its rows
 * need not be given again. Any other position, and any new process, gets them all.
 */
interface Given {
  readonly position: string | null;
  readonly versions: ReadonlyMap<string, VendorRecord>;
}

function remember(
  before: Given["versions"],
  page: readonly VendorRecord[],
  sinceMs: number,
): Given["versions"] {
  const merged = new Map(before);
  for (const record of page) merged.set(record.id, record);
  return new Map([...merged].filter(([, record]) => Date.parse(record.modifiedAt) >= sinceMs));
}

/** The object's own rows. */
function ownRows(options: ObjectOptions): Source {
  return {
    name: feedName,
    role: "fast",
    async read(condition, limit) {
      const shape = await shapeOf(options);
      const soql = `${select(shape)} WHERE ${condition} ORDER BY SystemModstamp, Id LIMIT ${limit}`;
      const answer = await options.client.query(soql, "all");
      // The position follows all rows; which of them are records of the object is another question.
      const rows = answer.records.map((row) => readRow(shape, row));
      return { rows, done: answer.done, records: await listedOf(options, shape, answer.records) };
    },
  };
}

type ReadPage = (position: string | null) => Promise<ChangePage>;

function follow(options: ChangesOptions, source: Source): ReadPage {
  const { client, overlapMs } = options;
  const rowsAsked = options.pageRows ?? pageRows;
  let given: Given = { position: null, versions: new Map() };

  return async (position) => {
    const serverNowMs = await client.serverNowMs();
    const from = position === null ? firstPosition(serverNowMs, overlapMs) : readPosition(position);
    const { rows, done, records } = await source.read(conditionAt(from), rowsAsked);
    // A page of wide rows may be shorter than asked and yet not the last.
    const last = rows.length === 0 || (done && rows.length < rowsAsked);
    const next = JSON.stringify(advance({ from, rows, serverNowMs, overlapMs, last }));
    const known: Given["versions"] =
      position !== null && position === given.position ? given.versions : new Map();
    given = { position: next, versions: remember(known, records, serverNowMs - 2 * overlapMs) };
    const fresh = records.filter((record) => known.get(record.id)?.version !== record.version);
    return { records: fresh, position: next, more: !last };
  };
}

/** The feeds of one object. */
export function createChanges(options: ChangesOptions): ChangesPort {
  const sources = [ownRows(options), ...(options.kind.sources?.(options) ?? [])];
  const pages = new Map(sources.map((source) => [source.name, follow(options, source)]));
  return {
    feeds: sources.map(({ name, role }) => ({ name, role, everyMs: options.everyMs })),
    async changes(feed, position) {
      const readPage = pages.get(feed);
      if (readPage !== undefined) return readPage(position);
      throw new PermanentError({ code: "E_INTERNAL", message: `${options.object} has no feed "${feed}"` });
    },
  };
}
