// What became of deletes whose answer never came: the record is there, or it is not.
import type { Op } from "../../store/ops.ts";
import type { Intent, Link } from "../../store/rows.ts";
import { readSide } from "../read-records.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { confirmOps } from "../write/confirm.ts";
import { absentOps, redecideOps } from "./redecide.ts";

/** @throws IntegrationError when the vendor can't be asked; the intents stay as they are. */
export async function probeDeletes(
  engine: EngineContext,
  sync: SyncRuntime,
  intents: readonly Intent[],
  links: ReadonlyMap<string, Link>,
): Promise<void> {
  const side = intents[0]?.side;
  if (side === undefined) return;
  const { records } = await readSide(
    sync,
    side,
    intents.map((intent) => intent.targetId ?? ""),
  );
  const at = engine.clock.now();
  const outcomes = intents.map(async (intent): Promise<Op[]> => {
    const targetId = intent.targetId ?? "";
    const link = links.get(intent.linkId);
    const record = records.get(targetId);
    if (!link) return redecideOps(intent, at);
    if (record && !record.deleted) return absentOps(engine, link, intent);
    const accepted = { intent, link, targetId, agreed: { left: {}, right: {} }, isHalf: false };
    const confirmed = confirmOps(engine, sync, accepted, undefined);
    return [...confirmed, { op: "inbox.reopenLink", linkId: link.id, dueAt: at }];
  });
  await engine.store.commit((await Promise.all(outcomes)).flat(), engine.fence);
  for (const { id } of intents) engine.unanswered.delete(id);
}
