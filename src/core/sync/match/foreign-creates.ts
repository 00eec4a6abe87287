// Records that creates of other syncs may have made, before those know it themselves.
import type { Side } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import type { Unlinked } from "./counterparts.ts";
import { foreignWrites, webAround } from "./kin.ts";

/**
 * Whether a create of another sync that is under way or in doubt may have made the record: it bears its key, or it bears
 * none and was noticed since. Such a record is nobody's news before that is known. Has to be asked before the kin.
 */
export async function makersOf(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
): Promise<(record: Unlinked) => boolean> {
  const web = webAround(engine, sync);
  if (web === null) return () => false;
  const { keyPrefix, capabilities } = sync.sides[side];
  const here = (await foreignWrites(engine, sync, web)).flatMap(({ intent, place }) =>
    intent.operation === "create" && place === keyPrefix ? [intent] : [],
  );
  const keys = new Set(here.map(({ correlationKey }) => correlationKey));
  const firstAt = Math.min(...here.map(({ sentAt }) => sentAt ?? 0));
  if (capabilities.correlationField === null) return ({ seenAt }) => seenAt >= firstAt;
  return ({ record }) => record.correlationKey !== null && keys.has(record.correlationKey);
}
