// What became of updates whose answer never came: their targets are read and compared with what was sent.

import type { FieldValues, VendorRecord } from "../../contract/records.ts";
import { sameValue } from "../../mapping/canonical.ts";
import type { FieldPair } from "../../mapping/compile.ts";
import type { Op } from "../../store/ops.ts";
import { type Agreed, type Intent, type Link, otherSide, type Side } from "../../store/rows.ts";
import type { EngineContext, SyncRuntime } from "../types.ts";
import { isAnsweredFault } from "../write/failure.ts";
import { keepConflict } from "../write/keep-conflict.ts";
import { carriedEditOps } from "../write/last-edits.ts";
import { absentOps } from "./redecide.ts";

/**
 * An update is absolute: where the target holds what we sent, that field counts as agreed. Where it holds neither
 * that nor the old base, somebody edited it after we had read it, later than the value we carried over: that edit
 * stands. The rest is decided anew against the old base, unless the other fields tell that the update has arrived: it
 * does so whole, and what differs from it is a later edit.
 */
export async function probeUpdates(
  engine: EngineContext,
  sync: SyncRuntime,
  intents: readonly Intent[],
  links: ReadonlyMap<string, Link>,
): Promise<void> {
  const side = intents[0]?.side;
  if (side === undefined) return;
  const size = sync.sides[side].capabilities.maxReadBatch;
  for (let start = 0; start < intents.length; start += size)
    await probeTogether(engine, sync, side, intents.slice(start, start + size), links);
}

/** Of one side, as many as the vendor takes at a time. One it can't show, which spoils the others, is left in doubt. */
async function probeTogether(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  batch: readonly Intent[],
  links: ReadonlyMap<string, Link>,
): Promise<void> {
  try {
    await probeBatch(engine, sync, side, batch, links);
  } catch (error) {
    if (batch.length === 1 || !isAnsweredFault(error)) throw error;
    const probes = await Promise.allSettled(
      batch.map((intent) => probeBatch(engine, sync, side, [intent], links)),
    );
    const failures = probes.flatMap((probe) =>
      probe.status === "rejected" ? [probe.reason as unknown] : [],
    );
    const worst = failures.find((failure) => !isAnsweredFault(failure));
    if (worst !== undefined || failures.length === batch.length) throw worst ?? error;
  }
}

async function probeBatch(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  batch: readonly Intent[],
  links: ReadonlyMap<string, Link>,
): Promise<void> {
  const records = await sync.sides[side].object.read(batch.map((intent) => intent.targetId ?? ""));
  const shadows = await engine.store.shadows(batch.map((intent) => intent.linkId));
  const outcomes = batch.map((intent) => {
    const base = shadows.find((one) => one.linkId === intent.linkId && one.side === intent.side)?.values;
    const record = records.get(intent.targetId ?? "");
    return updateOutcome(engine, sync, intent, links.get(intent.linkId), record, base ?? {});
  });
  await engine.store.commit((await Promise.all(outcomes)).flat(), engine.fence);
  for (const { id } of batch) engine.unanswered.delete(id);
}

async function updateOutcome(
  engine: EngineContext,
  sync: SyncRuntime,
  intent: Intent,
  link: Link | undefined,
  record: VendorRecord | undefined,
  base: FieldValues,
): Promise<Op[]> {
  const at = engine.clock.now();
  const fates = fatesOf(sync.mapping.pairs, intent, record, base);
  const isAbsent = Object.keys(intent.fields).length > 0 && fates.every(({ fate }) => fate === "open");
  if (link && isAbsent) return absentOps(engine, link, intent);
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
  const found = { side: intent.side, operation: intent.operation, recordId: intent.targetId, agreed };
  return [
    { op: "shadow.merge", linkId: intent.linkId, agreed },
    ...(link ? carriedEditOps(sync, link, intent, agreed) : []),
    { op: "history.add", row: { sync: sync.name, linkId: intent.linkId, at, kind: "adopted", data: found } },
    ...overtaken.flatMap((pair) => overtakenOps(intent, pair, record, base, at)),
    { op: "intent.state", id: intent.id, state: complete ? "done" : "superseded", at },
    { op: "inbox.reopenLink", linkId: intent.linkId, dueAt: at },
  ];
}

interface Fated {
  readonly pair: FieldPair;
  readonly fate: Fate;
}

type Fate = "open" | "stored" | "overtaken";

/** Only what differed at the target was sent: a field that holds it now has changed since, and the others with it. */
function fatesOf(
  pairs: readonly FieldPair[],
  intent: Intent,
  record: VendorRecord | undefined,
  base: FieldValues,
): readonly Fated[] {
  const fates = pairs.map((pair): Fated => ({ pair, fate: fateOf(pair, intent, record, base) }));
  const isUntouched = ({ ends }: FieldPair): boolean => {
    const { name, read } = ends[intent.side];
    const before = base[name];
    return name in intent.fields && before !== undefined && sameValue(record ? read(record) : null, before);
  };
  const hasArrived =
    fates.some(({ fate }) => fate === "stored") &&
    !fates.some(({ pair, fate }) => fate !== "stored" && isUntouched(pair));
  if (!hasArrived) return fates;
  return fates.map(({ pair, fate }) => {
    const isSent = pair.ends[intent.side].name in intent.fields;
    return { pair, fate: isSent && fate === "open" ? "overtaken" : fate };
  });
}

/** `open`: not sent, or not there. `stored`: there. `overtaken`: edited at the target after we had read it. */
function fateOf(
  { ends, conflicts }: FieldPair,
  intent: Intent,
  record: VendorRecord | undefined,
  base: FieldValues,
): Fate {
  const { name } = ends[intent.side];
  const sent = intent.fields[name];
  if (record === undefined || record.deleted || sent === undefined) return "open";
  const value = ends[intent.side].read(record);
  if (sameValue(value, sent)) return "stored";
  const before = base[name];
  // A side that wins by configuration wins this too.
  const isEdited = conflicts === "last-write-wins" && before !== undefined && !sameValue(value, before);
  return isEdited && record.version !== intent.expectedVersion ? "overtaken" : "open";
}

/** Whether the value we carried over was ever there is not known: it is kept as the loser of a conflict. */
function overtakenOps(
  intent: Intent,
  { ends, label }: FieldPair,
  record: VendorRecord | undefined,
  base: FieldValues,
  at: number,
): Op[] {
  const { side, linkId, sync } = intent;
  const { name, read } = ends[side];
  const other = otherSide(side);
  const carried = intent.agreed[other][ends[other].name] ?? null;
  const edited = record ? read(record) : null;
  const reason = `the ${side} was edited while the write of the ${other}'s value was under way`;
  const values = side === "left" ? { left: edited, right: carried } : { left: carried, right: edited };
  const conflict = { field: label, base: base[name], ...values, winner: side, reason };
  return keepConflict(sync, linkId, conflict, [intent.id], at);
}

function pick<T>(values: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(names.flatMap((name) => (name in values ? [[name, values[name] as T]] : [])));
}
