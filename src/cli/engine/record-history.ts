// Everything integ has decided and done about one record, found by its id on either side, and how it stands now.
import type { Config, SyncConfig } from "../../core/config/types.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { Value } from "../../core/contract/records.ts";
import {
  type HistoryKind,
  type HistoryRow,
  type Link,
  type LinkState,
  type Standing,
  sides,
} from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";
import { wholeSync } from "../../core/sync/write/stand-still.ts";
import type { Site } from "./site.ts";
import { type FieldNames, fieldNames, isAbout, type Why, whyOf } from "./why-field.ts";

export interface HistoryEntry {
  readonly at: string;
  readonly kind: HistoryKind;
  /** Whether it happened to this record or to its whole sync. */
  readonly scope: "record" | "sync";
  readonly data: Value;
}

export interface LinkHistory {
  readonly sync: string;
  readonly link: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly state: LinkState;
  readonly standing: Standing | null;
  /** Oldest first; what was done to the whole sync, pauses say, is among them. */
  readonly entries: readonly HistoryEntry[];
  /** Why the field asked for is as it is; null when none was. */
  readonly why: Why | null;
}

/** @throws IntegrationError E_NOT_FOUND when no sync has linked the record, or none of them has the field. */
export async function recordHistory(
  { store, syncs, needConfig }: Site,
  recordId: string,
  field: string | undefined,
): Promise<readonly LinkHistory[]> {
  const links = new Map((await store.linksById([recordId])).entries());
  for (const sync of syncs) {
    for (const side of sides) {
      for (const link of (await store.linksByRecord(sync, side, [recordId])).values())
        links.set(link.id, link);
    }
  }
  if (links.size === 0) {
    throw new IntegrationError({
      code: "E_NOT_FOUND",
      message: `No sync knows a record ${recordId}`,
      hint: "Give the id the vendor's API uses (500… for a case, a number for a ticket).",
    });
  }
  const configured = field === undefined ? new Map<string, SyncConfig>() : needConfig().syncs;
  const chosen = [...links.values()].map((link) => ({
    link,
    names: namesFor(configured.get(link.sync), field),
  }));
  if (field !== undefined && chosen.every(({ names }) => names === null))
    throw unknownField(field, configured, chosen);
  const wanted = chosen.filter(({ names }) => field === undefined || names !== null);
  return Promise.all(
    wanted.map(async ({ link, names }) => {
      const history = await historyOf(store, link);
      return names === null ? history : aboutField(store, history, names);
    }),
  );
}

const namesFor = (sync: SyncConfig | undefined, field: string | undefined): FieldNames | null =>
  sync === undefined || field === undefined ? null : fieldNames(sync, field);

function unknownField(
  field: string,
  syncs: Config["syncs"],
  chosen: readonly { readonly link: Link }[],
): IntegrationError {
  const known = chosen.flatMap(({ link }) => syncs.get(link.sync)?.fields ?? []);
  const names = known.flatMap(({ left, right }) => [left, right]).filter((name) => name !== null);
  return new IntegrationError({
    code: "E_NOT_FOUND",
    message: `No field ${field} is mapped for this record`,
    hint: `Mapped: ${[...new Set(names)].join(", ")}.`,
  });
}

/** The history of one link, with what was done to its sync as a whole. */
export async function historyOf(store: Store, link: Link): Promise<LinkHistory> {
  const { id, sync, leftId, rightId, state } = link;
  const [own, whole, standing] = await Promise.all([
    store.history(id),
    store.history(wholeSync),
    store.standing(sync, id),
  ]);
  const since = own[0]?.at ?? Number.POSITIVE_INFINITY;
  const rows = [...own, ...whole.filter((row) => row.sync === sync && row.at >= since)];
  const entries = withoutRepeats(rows.toSorted((a, b) => a.at - b.at)).map(entryOf);
  return { sync, link: id, leftId, rightId, state, standing, entries, why: null };
}

/** A parked conflict is met again whenever its record is looked at; only the first time is told. Oldest first. */
export function withoutRepeats(rows: readonly HistoryRow[]): readonly HistoryRow[] {
  const told = new Set<unknown>();
  return rows.filter(({ kind, data }) => {
    const { id, winner } = Object(data) as { readonly id?: unknown; readonly winner?: unknown };
    if (kind !== "conflict" || winner !== null || id === undefined) return true;
    const isNew = !told.has(id);
    told.add(id);
    return isNew;
  });
}

const entryOf = ({ at, kind, data, linkId }: HistoryRow): HistoryEntry => {
  const scope = linkId === wholeSync ? "sync" : "record";
  return { at: new Date(at).toISOString(), kind, scope, data };
};

async function aboutField(store: Store, history: LinkHistory, names: FieldNames): Promise<LinkHistory> {
  const entries = history.entries.filter((entry) => isAbout(entry, names));
  return { ...history, entries, why: whyOf(await store.shadows([history.link]), entries, names) };
}
