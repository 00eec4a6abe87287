// What the stored state of a sync belongs to: the accounts of both sides, and the mapping it was seen through.
import { ConfigError } from "../../contract/errors.ts";
import { baseObject } from "../../contract/objects.ts";
import type { Op } from "../../store/ops.ts";
import { type Side, sides } from "../../store/rows.ts";
import type { Store } from "../../store/store.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";

/** Key under which it is noted that a sync has matched its records once. */
export const matchedKey = (sync: string): string => `first-match:${sync}`;

/** Key under which it is noted whether the records of a sync carry keys that tell a copy from an original: yes or no. */
export const keyedKey = (sync: string): string => `keyed:${sync}`;

const isKeyed = ({ sides: ports }: SyncRuntime): boolean =>
  sides.every((side) => ports[side].capabilities.correlationField !== null);

/**
 * Remembers which accounts the sync's links are made of, and refuses others: ids are small numbers at some vendors,
 * and another account's record of the same id is another record. Remembers whether the records carry keys, too.
 * @throws ConfigError E_ACCOUNT_CHANGED.
 */
export async function assertSameAccounts(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  const news = [...(await refuseOtherAccounts(engine.store, sync))];
  const key = keyedKey(sync.name);
  const value = isKeyed(sync) ? "yes" : "no";
  if ((await engine.store.meta(key)) !== value) news.push({ op: "meta.put", key, value });
  if (news.length > 0) await engine.store.commit(news, engine.fence);
}

/**
 * The same without remembering: for whoever works on a sync that has been matched before.
 * @returns the ops that remember accounts not known yet.
 * @throws ConfigError E_ACCOUNT_CHANGED.
 */
export async function refuseOtherAccounts(store: Store, sync: SyncRuntime): Promise<readonly Op[]> {
  const news: Op[] = [];
  for (const side of sides) {
    const { connection } = sync.sides[side];
    const key = accountKey(sync.name, side);
    const now = accountOf(sync, side);
    const known = await store.meta(key);
    if (known === null) news.push({ op: "meta.put", key, value: now });
    else if (known !== now) {
      throw new ConfigError({
        code: "E_ACCOUNT_CHANGED",
        connection: connection.name,
        message: `Sync ${sync.name} has linked records of ${known}, and connection ${connection.name} reaches ${now}`,
      });
    }
  }
  return news;
}

/**
 * Records without keys are not found again once their sync has another name: matched anew, all of them would be made
 * a second time on both sides.
 * @throws ConfigError E_SYNC_RENAMED when another name, gone from the configuration, has linked the same records.
 */
export async function refuseNewName({ store, configured }: EngineContext, sync: SyncRuntime): Promise<void> {
  if (isKeyed(sync)) return;
  const names = await store.syncNames();
  for (const name of names.filter((one) => one !== sync.name && !configured.has(one))) {
    const known = await Promise.all(sides.map((side) => store.meta(accountKey(name, side))));
    const isOurs = sides.every((side, at) => known[at] === accountOf(sync, side));
    if (!isOurs || ((await store.linkCounts(name)).live ?? 0) === 0) continue;
    throw new ConfigError({
      code: "E_SYNC_RENAMED",
      message: `${sync.name} is new, and ${name} has linked the same records; they carry no key to find them by`,
    });
  }
}

const accountKey = (sync: string, side: Side): string => `account:${sync}:${side}`;

const accountOf = ({ sides: ports }: SyncRuntime, side: Side): string =>
  `${baseObject(ports[side].objectName)} at ${ports[side].account}`;

/** Whether both sides are still to be read whole through this mapping; `remember` ends that. */
export interface MappingChange {
  readonly isNew: boolean;
  /** New, and there was another one before. */
  readonly isChanged: boolean;
  readonly remember: Op;
}

/** Compares the mapping with the one both sides were last read whole through. */
export async function mappingChange(engine: EngineContext, sync: SyncRuntime): Promise<MappingChange> {
  const value = sync.mapping.generation;
  const key = `mapping:${sync.name}`;
  const known = await engine.store.meta(key);
  const isNew = known !== value;
  return { isNew, isChanged: isNew && known !== null, remember: { op: "meta.put", key, value } };
}
