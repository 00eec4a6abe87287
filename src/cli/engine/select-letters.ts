// Which dead letters an operator means: by name, or all that pass a filter.
import { parseDuration } from "../../core/config/durations.ts";
import { nearestName } from "../../core/config/nearest.ts";
import { type ErrorCode, errorCatalogue } from "../../core/contract/error-codes.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { type DeadLetter, sides } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";
import { findLetter, letterStates } from "./find-letters.ts";

/** As typed; what is absent lets everything pass. */
export interface LetterFilter {
  readonly sync?: string | undefined;
  readonly code?: readonly string[] | undefined;
  /** A duration before now, or a time in RFC 3339; held against the last failure. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Id of a record on either side. */
  readonly record?: string | undefined;
}

export const isFiltering = (filter: LetterFilter): boolean =>
  Object.values(filter).some((value) => value !== undefined);

/** The named letters, each once. @throws IntegrationError as findLetter. */
export async function namedLetters(store: Store, ids: readonly string[]): Promise<readonly DeadLetter[]> {
  const found = await Promise.all(ids.map((typed) => findLetter(store, typed)));
  return [...new Map(found.map((letter) => [letter.id, letter])).values()];
}

/**
 * The open letters that pass.
 * @throws IntegrationError E_USAGE for a code or a time that is none; E_NOT_FOUND for a record that no sync knows.
 */
export async function filterLetters(
  store: Store,
  filter: LetterFilter,
  now: number,
  syncs: readonly string[],
): Promise<readonly DeadLetter[]> {
  const codes = filter.code?.map(codeOf);
  const since = timeOf("--since", filter.since, now) ?? Number.NEGATIVE_INFINITY;
  const until = timeOf("--until", filter.until, now) ?? Number.POSITIVE_INFINITY;
  const letters = await store.deadLetters(["open"], filter.sync ?? null);
  if (filter.record !== undefined) await needKnownRecord(store, filter.record, syncs);
  const links = await store.linksById(filter.record === undefined ? [] : letters.map(({ linkId }) => linkId));
  return letters.filter(({ code, lastAt, recordId, linkId }) => {
    const { leftId, rightId } = links.get(linkId) ?? { leftId: null, rightId: null };
    const isRecord = filter.record === undefined || [recordId, leftId, rightId].includes(filter.record);
    return isRecord && (codes?.includes(code) ?? true) && lastAt >= since && lastAt <= until;
  });
}

/** A record that is misspelled would pass for one that has no dead letter. */
async function needKnownRecord(store: Store, record: string, syncs: readonly string[]): Promise<void> {
  for (const sync of syncs)
    for (const side of sides) if ((await store.linksByRecord(sync, side, [record])).size > 0) return;
  const letters = await store.deadLetters(letterStates, null);
  if (letters.some(({ recordId, sync }) => recordId === record && syncs.includes(sync))) return;
  throw new IntegrationError({
    code: "E_NOT_FOUND",
    message: `${syncs.length === 1 ? `The sync ${syncs[0]} knows no` : "No sync knows a"} record ${record}`,
    hint: "Give the id the vendor's API uses (500… for a case, a number for a ticket). `integ dlq list` shows them.",
  });
}

function codeOf(typed: string): ErrorCode {
  const known = Object.keys(errorCatalogue) as ErrorCode[];
  const name = typed.trim().toUpperCase();
  const found = known.find((code) => code === name || code === `E_${name}`);
  if (found !== undefined) return found;
  const suggestion = nearestName(name, known);
  const hint = suggestion === undefined ? "`integ dlq list` shows the codes." : `Did you mean ${suggestion}?`;
  throw new IntegrationError({ code: "E_USAGE", message: `There is no code ${typed}`, hint });
}

export function timeOf(flag: string, typed: string | undefined, now: number): number | null {
  if (typed === undefined) return null;
  const ms = parseDuration(typed);
  if (ms !== null) return now - ms;
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(typed.trim());
  const at = isTime ? Date.parse(typed.trim()) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new IntegrationError({
    code: "E_USAGE",
    message: `${flag} ${typed} is neither a duration nor a time`,
    hint: "Give how long ago (30m, 2h, 1d), or a time with its zone: 2026-03-31T12:00:00Z.",
  });
}
