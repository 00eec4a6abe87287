// Finds the link of a record by what an operator types: its id on either side, or the link's own.
import { IntegrationError } from "../../core/contract/errors.ts";
import { type Link, type Side, sides } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";

export interface FoundRecord {
  readonly link: Link;
  /** The side whose record has the id; null when the link's own id was given. */
  readonly side: Side | null;
}

/**
 * The links that have the id in the sync, at most one for each side.
 * @throws IntegrationError E_INPUT when both sides have a record of this id and it is not said which is meant.
 */
export async function findRecord(
  store: Store,
  sync: string,
  id: string,
  wanted: Side | undefined,
): Promise<FoundRecord | null> {
  const found: FoundRecord[] = [];
  for (const side of wanted ? [wanted] : sides) {
    const link = (await store.linksByRecord(sync, side, [id])).get(id);
    if (link) found.push({ link, side });
  }
  const [one, other] = found;
  if (one && other && one.link.id !== other.link.id) throw bothSides(id);
  if (one) return one;
  const own = (await store.linksById([id])).get(id);
  return own?.sync === sync ? { link: own, side: null } : null;
}

/** @throws IntegrationError E_NOT_FOUND when the sync has not linked such a record; E_INPUT as {@link findRecord}. */
export async function needRecord(store: Store, sync: string, id: string): Promise<Link> {
  const found = await findRecord(store, sync, id, undefined);
  if (found) return found.link;
  throw new IntegrationError({
    code: "E_NOT_FOUND",
    message: `${sync} has no link of a record ${id}`,
    hint: "Give the id the vendor's API uses (500… for a case, a number for a ticket).",
  });
}

export const bothSides = (id: string): IntegrationError =>
  new IntegrationError({
    code: "E_INPUT",
    message: `Both sides have a record ${id}, and they are different ones`,
    hint: "Say which is meant: --side left or --side right.",
  });
