// What became of creates whose answer never came: looked for by their key, or by what they hold.
import { SyncError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { Op } from "../../store/ops.ts";
import { type Intent, idOn, type Link, otherSide, type Side } from "../../store/rows.ts";
import { adoptOps } from "../match/adopt.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { deadLetterOps } from "../write/dead-letters.ts";
import { absentOps, redecideOps } from "./redecide.ts";

/** The request may have reached the vendor's clock before ours says it was sent. */
const sinceSlackMs = 2_000;
/** A request whose answer was given up, or whose sender has died, may reach the vendor for so long. */
const onItsWayMs = 2_000;

/** @throws IntegrationError when the vendor can't be asked; the intents stay as they are. */
export async function probeCreates(
  engine: EngineContext,
  sync: SyncRuntime,
  intents: readonly Intent[],
): Promise<void> {
  const side = intents[0]?.side;
  if (side === undefined) return;
  // What the vendor looked for is how it was then, however long the answer takes.
  const askedAt = engine.clock.now();
  for (const { id } of intents) if (!engine.doubtSince.has(id)) engine.doubtSince.set(id, askedAt);
  const found = await findCreated(engine, sync, side, intents);
  const links = await engine.store.linksById(intents.map(({ linkId }) => linkId));
  for (const [at, intent] of intents.entries()) {
    const link = links.get(intent.linkId);
    if (!link) continue;
    const records = found?.[at]?.filter((record) => !record.deleted) ?? null;
    const ops = await createOutcome(engine, sync, link, intent, records, askedAt);
    if (ops.length === 0) continue;
    await engine.store.commit(ops, engine.fence);
    engine.doubtSince.delete(intent.id);
    engine.unanswered.delete(intent.id);
  }
}

/** The records that may be what each intent made, in the order of the intents; null: the vendor has no way to tell. */
async function findCreated(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  intents: readonly Intent[],
): Promise<readonly (readonly VendorRecord[])[] | null> {
  const { object, capabilities } = sync.sides[side];
  if (capabilities.correlationField !== null) {
    const found = await object.findByCorrelationKey(intents.flatMap((intent) => intent.correlationKey ?? []));
    return intents.map((intent) => found.get(intent.correlationKey ?? "") ?? []);
  }
  if (!object.findLike) return null;
  const sentAt = Math.min(...intents.map((intent) => intent.sentAt ?? engine.clock.now()));
  const since = new Date(sentAt + sync.clockOffsetMs(side) - capabilities.timePrecisionMs - sinceSlackMs);
  const alike = await object.findLike(
    intents.map((intent) => intent.fields),
    since.toISOString(),
  );
  return dealOut(engine, sync, side, alike);
}

/** Records that look the same are given to one intent each, and none that has a link already. */
async function dealOut(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  alike: readonly (readonly VendorRecord[])[],
): Promise<readonly (readonly VendorRecord[])[]> {
  const ids = alike.flat().map((record) => record.id);
  const taken = new Set((await engine.store.linksByRecord(sync.name, side, ids)).keys());
  return alike.map((records) => {
    const free = records.find((record) => !taken.has(record.id));
    if (free) taken.add(free.id);
    return free ? [free] : [];
  });
}

async function createOutcome(
  engine: EngineContext,
  sync: SyncRuntime,
  link: Link,
  intent: Intent,
  records: readonly VendorRecord[] | null,
  askedAt: number,
): Promise<Op[]> {
  const at = engine.clock.now();
  if (records === null) return unknownOps(engine, link, intent);
  const [record, ...more] = records;
  const reopen: Op = { op: "inbox.reopenLink", linkId: link.id, dueAt: at };
  const paired = idOn(link, intent.side);
  // A person has meanwhile said what it belongs to.
  if (paired !== null && record?.id !== paired)
    return record ? ambiguousOps(engine, link, intent, records) : redecideOps(intent, at);
  if (record && more.length === 0)
    return [...adoptOps(engine, sync, link, intent.side, record, intent), reopen];
  if (record) return ambiguousOps(engine, link, intent, records);
  const { lookupLagMs } = sync.sides[intent.side].capabilities;
  const mayStillAppear = askedAt < (engine.doubtSince.get(intent.id) ?? askedAt) + onItsWayMs + lookupLagMs;
  return mayStillAppear ? [] : absentOps(engine, link, intent);
}

function ambiguousOps(
  engine: EngineContext,
  link: Link,
  intent: Intent,
  records: readonly VendorRecord[],
): Op[] {
  const ids = records.map((record) => record.id).join(", ");
  const message = `${records.length} records carry the key ${intent.correlationKey}: ${ids}`;
  return buryOps(engine, link, intent, new SyncError({ code: "E_MATCH_AMBIGUOUS", message }));
}

/** Making it again could double it, and not making it could lose it: a person has to look. */
function unknownOps(engine: EngineContext, link: Link, intent: Intent): Op[] {
  const message =
    "The answer to a create was lost, and the vendor has no way to find out whether it took effect";
  return buryOps(engine, link, intent, new SyncError({ code: "E_OUTCOME_UNKNOWN", message }));
}

function buryOps(engine: EngineContext, link: Link, intent: Intent, error: SyncError): Op[] {
  const side = otherSide(intent.side);
  const recordId = idOn(link, side) ?? "";
  const failure = { link, side, recordId, operation: "create", error, payload: intent.fields, rows: [] };
  return [
    { op: "intent.state", id: intent.id, state: "failed", at: engine.clock.now() },
    { op: "inbox.buryLink", linkId: link.id, at: engine.clock.now() },
    ...deadLetterOps(engine, failure),
  ];
}
