// Everything integ has decided and done about one record, found by its id on either side.

import { IntegrationError } from "../../core/contract/errors.ts";
import type { Value } from "../../core/contract/records.ts";
import type { HistoryKind, Link, LinkState } from "../../core/store/rows.ts";
import { sides } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";

export interface LinkHistory {
  readonly sync: string;
  readonly link: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly state: LinkState;
  /** Oldest first. */
  readonly entries: readonly { readonly at: string; readonly kind: HistoryKind; readonly data: Value }[];
}

/** @throws IntegrationError E_NOT_FOUND when no sync has linked the record. */
export async function recordHistory(
  store: Store,
  syncs: readonly string[],
  recordId: string,
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
  return Promise.all([...links.values()].map((link) => historyOf(store, link)));
}

async function historyOf(store: Store, { id, sync, leftId, rightId, state }: Link): Promise<LinkHistory> {
  const rows = await store.history(id);
  const entries = rows.map(({ at, kind, data }) => ({ at: new Date(at).toISOString(), kind, data }));
  return { sync, link: id, leftId, rightId, state, entries };
}
