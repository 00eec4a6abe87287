// After a crash or a lost answer: what was sent is looked for before anything is sent again.
import { SyncError } from "../contract/errors.ts";
import type { FieldValues, VendorRecord } from "../contract/records.ts";
import { canonical, sameValue } from "../mapping/canonical.ts";
import type { FieldPair } from "../mapping/compile.ts";
import type { Op } from "../store/ops.ts";
import { type Agreed, type Intent, idOn, type Link, otherSide, sides } from "../store/rows.ts";
import { deadLetterOps } from "./dead-letters.ts";
import { adoptOps } from "./identify.ts";
import type { EngineContext, SyncRuntime } from "./types.ts";

/** Intents that were stored and never sent (a crash, a full disk): nothing happened, so they are decided anew.
 * Rows left behind between a confirmation and its closing are looked at again. */
export async function recoverPlanned(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  const at = engine.clock.now();
  const planned = await engine.store.intents(sync.name, "planned");
  const ops = planned.flatMap((intent) => redecideOps(intent, at));
  if (ops.length > 0) await engine.store.commit(ops, engine.fence);
  if (!(await engine.store.hasOrphans(sync.name))) return;
  await engine.store.commit([{ op: "inbox.reopenOrphans", sync: sync.name, dueAt: at }], engine.fence);
}

const redecideOps = (intent: Intent, at: number): Op[] => [
  { op: "intent.state", id: intent.id, state: "superseded", at },
  { op: "inbox.reopenLink", linkId: intent.linkId, dueAt: at },
];

/** Intents that were sent and whose answer never came. */
export async function intentsInDoubt(engine: EngineContext, sync: SyncRuntime): Promise<readonly Intent[]> {
  const sent = await engine.store.intents(sync.name, "sent");
  return sent.filter((intent) => !engine.inFlight.has(intent.id));
}

/**
 * Finds out what became of every intent in doubt. Found: it counts as done. Absent: decided anew, for creates only
 * once the vendor's lookup can be believed. May run beside a cycle, which leaves these records alone.
 * @returns how many were in doubt.
 * @throws IntegrationError when the vendor can't be asked; the intents stay as they are.
 */
export async function recoverUnknown(engine: EngineContext, sync: SyncRuntime): Promise<number> {
  const doubtful = await intentsInDoubt(engine, sync);
  if (doubtful.length === 0) return 0;
  const links = await engine.store.linksById(doubtful.map((intent) => intent.linkId));
  const probes = sides.flatMap((side) => {
    const mine = doubtful.filter((intent) => intent.side === side);
    const creates = mine.filter((intent) => intent.operation === "create");
    const updates = mine.filter((intent) => intent.operation === "update");
    return [probeCreates(engine, sync, creates, links), probeUpdates(engine, sync, updates)];
  });
  await Promise.all(probes);
  return doubtful.length;
}

async function probeCreates(
  engine: EngineContext,
  sync: SyncRuntime,
  intents: readonly Intent[],
  links: ReadonlyMap<string, Link>,
): Promise<void> {
  const side = intents[0]?.side;
  if (side === undefined) return;
  const { object, connection } = sync.sides[side];
  const found = await object.findByCorrelationKey(intents.flatMap((intent) => intent.correlationKey ?? []));
  const believableFrom = connection.manifest.capabilities.lookupLagMs;
  for (const intent of intents) {
    const link = links.get(intent.linkId);
    const records = (found.get(intent.correlationKey ?? "") ?? []).filter((record) => !record.deleted);
    if (!link) continue;
    const ops = createOutcome(engine, link, intent, records, believableFrom);
    if (ops.length > 0) await engine.store.commit(ops, engine.fence);
  }
}

function createOutcome(
  engine: EngineContext,
  link: Link,
  intent: Intent,
  records: readonly VendorRecord[],
  lookupLagMs: number,
): Op[] {
  const at = engine.clock.now();
  const [record, ...more] = records;
  const reopen: Op = { op: "inbox.reopenLink", linkId: link.id, dueAt: at };
  if (record && more.length === 0) return [...adoptOps(engine, link, intent.side, record, intent), reopen];
  if (record) return ambiguousOps(engine, link, intent, records);
  const mayStillAppear = at < (intent.sentAt ?? at) + lookupLagMs;
  return mayStillAppear ? [] : redecideOps(intent, at);
}

function ambiguousOps(
  engine: EngineContext,
  link: Link,
  intent: Intent,
  records: readonly VendorRecord[],
): Op[] {
  const side = otherSide(intent.side);
  const error = new SyncError({
    code: "E_MATCH_AMBIGUOUS",
    message: `${records.length} records carry the key ${intent.correlationKey}: ${records.map((r) => r.id).join(", ")}`,
  });
  const recordId = idOn(link, side) ?? "";
  return [
    { op: "intent.state", id: intent.id, state: "failed", at: engine.clock.now() },
    { op: "inbox.buryLink", linkId: link.id, at: engine.clock.now() },
    ...deadLetterOps(engine, {
      link,
      side,
      recordId,
      operation: "create",
      error,
      payload: intent.fields,
      rows: [],
    }),
  ];
}

/**
 * An update is absolute: where the target holds what we sent, that field counts as agreed. Where it holds neither
 * that nor the old base, somebody edited it after we had read it, later than the value we carried over: that edit
 * stands. The rest is decided anew against the old base.
 */
async function probeUpdates(
  engine: EngineContext,
  sync: SyncRuntime,
  intents: readonly Intent[],
): Promise<void> {
  const side = intents[0]?.side;
  if (side === undefined) return;
  const { object, connection } = sync.sides[side];
  const size = connection.manifest.capabilities.maxReadBatch;
  for (let start = 0; start < intents.length; start += size) {
    const batch = intents.slice(start, start + size);
    const records = await object.read(batch.map((intent) => intent.targetId ?? ""));
    const shadows = await engine.store.shadows(batch.map((intent) => intent.linkId));
    const ops = batch.flatMap((intent) => {
      const base = shadows.find((one) => one.linkId === intent.linkId && one.side === intent.side)?.values;
      return updateOutcome(engine, sync, intent, records.get(intent.targetId ?? ""), base ?? {});
    });
    await engine.store.commit(ops, engine.fence);
  }
}

function updateOutcome(
  engine: EngineContext,
  sync: SyncRuntime,
  intent: Intent,
  record: VendorRecord | undefined,
  base: FieldValues,
): Op[] {
  const at = engine.clock.now();
  const fates = sync.mapping.pairs.map((pair) => ({ pair, fate: fateOf(pair, intent, record, base) }));
  const agreedPairs = fates.filter(({ fate }) => fate !== "open").map(({ pair }) => pair);
  const agreed: Agreed = {
    left: pick(
      intent.agreed.left,
      agreedPairs.map(({ ends }) => ends.left.name),
    ),
    right: pick(
      intent.agreed.right,
      agreedPairs.map(({ ends }) => ends.right.name),
    ),
  };
  const overtaken = fates.filter(({ fate }) => fate === "overtaken").map(({ pair }) => pair);
  const complete = agreedPairs.length === Object.keys(intent.fields).length && overtaken.length === 0;
  return [
    { op: "shadow.merge", linkId: intent.linkId, agreed },
    ...overtaken.map((pair) => overtakenOp(intent, pair, record, base, at)),
    { op: "intent.state", id: intent.id, state: complete ? "done" : "superseded", at },
    { op: "inbox.reopenLink", linkId: intent.linkId, dueAt: at },
  ];
}

/** `open`: not sent, or not there. `stored`: there. `overtaken`: edited at the target after we had read it. */
function fateOf(
  { ends, conflicts }: FieldPair,
  intent: Intent,
  record: VendorRecord | undefined,
  base: FieldValues,
): "open" | "stored" | "overtaken" {
  const { name, type } = ends[intent.side];
  const sent = intent.fields[name];
  if (record === undefined || record.deleted || sent === undefined) return "open";
  const value = canonical(record.fields[name], type);
  if (sameValue(value, sent)) return "stored";
  const before = base[name];
  // A side that wins by configuration wins this too.
  const isEdited = conflicts === "last-write-wins" && before !== undefined && !sameValue(value, before);
  return isEdited && record.version !== intent.expectedVersion ? "overtaken" : "open";
}

/** Whether the value we carried over was ever there is not known: it is kept as the loser of a conflict. */
function overtakenOp(
  intent: Intent,
  { ends, label }: FieldPair,
  record: VendorRecord | undefined,
  base: FieldValues,
  at: number,
): Op {
  const { side, linkId, sync } = intent;
  const { name, type } = ends[side];
  const other = otherSide(side);
  const carried = intent.agreed[other][ends[other].name] ?? null;
  const edited = canonical(record?.fields[name], type);
  const reason = `the ${side} was edited while the write of the ${other}'s value was under way`;
  const values = side === "left" ? { left: edited, right: carried } : { left: carried, right: edited };
  const conflict = { field: label, base: base[name], ...values, winner: side, reason };
  return { op: "conflict.add", conflict: { ...conflict, id: `${intent.id}|${label}`, sync, linkId, at } };
}

function pick<T>(values: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(names.flatMap((name) => (name in values ? [[name, values[name] as T]] : [])));
}
