// Mapped fields that a vendor has taken away or changed: they pause, and the rest of the sync goes on.
import type { FieldConfig, SyncConfig } from "../config/types.ts";
import type { FieldType, ObjectDescription } from "../contract/records.ts";
import { compileMapping, type FieldPair, labelOf } from "../mapping/compile.ts";
import type { Op } from "../store/ops.ts";
import type { Pause, Side } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { DriftedField, EngineContext, SyncRuntime } from "./types.ts";
import { pausedOps } from "./write/stand-still.ts";

/** Field of the configuration → the types of both ends, as they were when the sync last ran. */
export type AcceptedFields = Readonly<Record<string, readonly [FieldType, FieldType]>>;

const metaKey = (sync: string): string => `fields:${sync}`;

/** What the mapped fields were like when the sync last ran; null when it never has. */
export async function acceptedFields(store: Store, sync: string): Promise<AcceptedFields | null> {
  const text = await store.meta(metaKey(sync));
  return text === null ? null : (JSON.parse(text) as AcceptedFields);
}

/** Why a field can't be taken as it is now; null when it can, or the configuration does not have it any more. */
export function acceptFault(
  sync: SyncConfig,
  objects: Readonly<Record<Side, ObjectDescription>>,
  label: string,
): string | null {
  const field = sync.fields.find((one) => labelOf(one) === label);
  if (!field) return null;
  try {
    compileMapping({ ...sync, fields: [field] }, objects);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Ops by which a changed field is taken as it is now. */
export async function acceptField(store: Store, sync: string, label: string): Promise<readonly Op[]> {
  const { [label]: _, ...rest } = (await acceptedFields(store, sync)) ?? {};
  return [
    { op: "meta.put", key: metaKey(sync), value: JSON.stringify(rest) },
    { op: "pause.drop", sync, kind: "field", subject: label },
  ];
}

/**
 * Tells the fields that work from those that worked before and do not now, or hold another type of value. Fields that
 * never worked are left among the usable ones: compiling them says what is wrong. Pure.
 */
export function judgeFields(
  sync: SyncConfig,
  objects: Readonly<Record<Side, ObjectDescription>>,
  accepted: AcceptedFields | null,
): { readonly fields: readonly FieldConfig[]; readonly drifted: readonly DriftedField[] } {
  const fields: FieldConfig[] = [];
  const drifted: DriftedField[] = [];
  for (const field of sync.fields) {
    const before = accepted?.[labelOf(field)];
    const message = before ? faultOf(sync, field, objects, before) : null;
    if (message === null) fields.push(field);
    else drifted.push({ label: labelOf(field), message });
  }
  return { fields, drifted };
}

function faultOf(
  sync: SyncConfig,
  field: FieldConfig,
  objects: Readonly<Record<Side, ObjectDescription>>,
  [left, right]: readonly [FieldType, FieldType],
): string | null {
  try {
    const alone = withoutFilters({ ...sync, fields: [field] });
    const [pair] = compileMapping(alone, objects).pairs;
    const now = pair && typesOf(pair);
    if (!now || (now[0] === left && now[1] === right)) return null;
    const side = now[0] === left ? "right" : "left";
    const [was, is] = side === "left" ? [left, now[0]] : [right, now[1]];
    return `The ${side} field ${field[side]} was a ${was} and is a ${is} now`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A filter that refers to a vanished field is a fault of its own, not of each field. */
const withoutFilters = (sync: SyncConfig): SyncConfig => ({
  ...sync,
  left: { ...sync.left, where: null },
  right: { ...sync.right, where: null },
  rules: [],
});

const typesOf = ({ ends }: FieldPair): readonly [FieldType, FieldType] => [ends.left.type, ends.right.type];

/** Stores which fields are paused for having changed and what the others are like; tells of the news. */
export async function noteDrift(engine: EngineContext, sync: SyncRuntime): Promise<void> {
  const paused = (await engine.store.pauses(sync.name)).filter((one) => one.code === "E_SCHEMA_DRIFT");
  const before = (await acceptedFields(engine.store, sync.name)) ?? {};
  const at = engine.clock.now();
  const ended = paused.filter((pause) => !sync.drifted.some((field) => field.label === pause.subject));
  const news = sync.drifted.filter((field) => !paused.some((pause) => pause.subject === field.label));
  for (const { label, message } of news)
    engine.log.warn("field.paused", { sync: sync.name, field: label, code: "E_SCHEMA_DRIFT", message });
  const now = Object.fromEntries(sync.mapping.pairs.map((pair) => [pair.label, typesOf(pair)]));
  const known = JSON.stringify({ ...before, ...now });
  const ops: Op[] = [
    ...news.flatMap(({ label, message }) => pausedOps(pauseOf(sync, label, message, at))),
    ...ended.map(({ subject }): Op => ({ op: "pause.drop", sync: sync.name, kind: "field", subject })),
    ...(known === JSON.stringify(before)
      ? []
      : [{ op: "meta.put" as const, key: metaKey(sync.name), value: known }]),
  ];
  if (ops.length > 0) await engine.store.commit(ops, engine.fence);
}

const pauseOf = (sync: SyncRuntime, subject: string, message: string, at: number): Pause => ({
  sync: sync.name,
  kind: "field",
  subject,
  code: "E_SCHEMA_DRIFT",
  message,
  who: "integ",
  at,
});
