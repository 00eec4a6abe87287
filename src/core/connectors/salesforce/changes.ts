// The change feed of one object: polls by SystemModstamp, deleted rows included, nothing skipped.
import type { ChangePage, Feed } from "../../contract/connector.ts";
import { PermanentError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import { type ObjectOptions, shapeOf } from "./objects.ts";
import { advance, conditionAt, firstPosition, readPosition } from "./positions.ts";
import { columnsOf, readRow } from "./values.ts";

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

/** The feed of one object. */
export function createChanges(options: ChangesOptions): ChangesPort {
  const rowsAsked = options.pageRows ?? pageRows;
  let given: Given = { position: null, versions: new Map() };

  const readPage = async (position: string | null): Promise<ChangePage> => {
    const { client, overlapMs } = options;
    const shape = await shapeOf(options);
    const serverNowMs = await client.serverNowMs();
    const from = position === null ? firstPosition(serverNowMs, overlapMs) : readPosition(position);
    const soql =
      `SELECT ${columnsOf(shape).join(",")} FROM ${options.object} WHERE ${conditionAt(from)}` +
      ` ORDER BY SystemModstamp, Id LIMIT ${rowsAsked}`;
    const answer = await client.query(soql, "all");
    const records = answer.records.map((row) => readRow(shape, row));
    // A page of wide rows may be shorter than asked and yet not the last.
    const last = records.length === 0 || (answer.done && records.length < rowsAsked);
    const next = JSON.stringify(advance({ from, records, serverNowMs, overlapMs, last }));
    const known: Given["versions"] =
      position !== null && position === given.position ? given.versions : new Map();
    given = { position: next, versions: remember(known, records, serverNowMs - 2 * overlapMs) };
    const fresh = records.filter((record) => known.get(record.id)?.version !== record.version);
    return { records: fresh, position: next, more: !last };
  };

  return {
    feeds: [{ name: feedName, role: "fast", everyMs: options.everyMs }],
    async changes(feed, position) {
      if (feed !== feedName) {
        throw new PermanentError({ code: "E_INTERNAL", message: `${options.object} has no feed "${feed}"` });
      }
      return readPage(position);
    },
  };
}
