// One entry of a sync's field list made ready to run: which kind it is, and its two ends.

import { flowsTo } from "../config/direction.ts";
import type { FieldConfig, Side, SyncConfig } from "../config/types.ts";
import { baseObject } from "../contract/objects.ts";
import { otherSide, sides } from "../contract/sides.ts";
import type { FieldEnd, FieldPair, Reference } from "./compile.ts";
import { compileComputed, compileWays } from "./computed.ts";
import { makeBoth, mappingFault } from "./config-fault.ts";
import { canConvert } from "./convert.ts";
import { basics, defaultOf, type PairSurroundings, realEnd } from "./ends.ts";
import { refuseFault } from "./faults.ts";
import { labelOf, placeOf } from "./labels.ts";
import { formatOf } from "./rich.ts";
import { openZone, type Zone } from "./times.ts";
import { compileTranslation, type Ends, type Translation } from "./translate.ts";
import { compileValues } from "./value-maps.ts";

/** @throws ConfigError when the objects do not allow what the entry asks for. */
export function compilePair(surroundings: PairSurroundings): FieldPair {
  const pair = compileKind(surroundings);
  return {
    ...pair,
    translate: (value, to, lookups) => {
      refuseFault(value);
      return pair.translate(value, to, lookups);
    },
  };
}

function compileKind(surroundings: PairSurroundings): FieldPair {
  const { field } = surroundings;
  const zone = openZone(field.zone);
  const computed = sides.filter((side) => field.computed[side] !== null);
  const [side] = computed;
  if (side === undefined) return compilePlain(surroundings, zone);
  const isFramed = field.computed[side]?.kind === "template" && field.left !== null && field.right !== null;
  if (!isFramed && computed.length === 1) return compileComputed(surroundings, side, zone);
  const ends = makeBoth((one) => realEnd(surroundings, one));
  return { ...basics(field, ends), ...compileWays(surroundings, ends, zone) };
}

function compilePlain(surroundings: PairSurroundings, zone: Zone): FieldPair {
  const { sync, field } = surroundings;
  const ends = makeBoth((side) => realEnd(surroundings, side));
  const reference = referenceOf(field);
  makeBoth((side) => refuseOtherObject(sync, field, ends[side], side));
  if (field.values === null && reference === null)
    makeBoth((side) => refuseUnconvertible(sync, field, ends, side));
  if (reference === null) refuseUnmergeable(sync, field, ends);
  const values = field.values && compileValues(sync, field, field.values, ends, zone);
  const way = (to: Side): Translation =>
    compileTranslation({
      from: ends[otherSide(to)],
      to: ends[to],
      side: to,
      values: values?.[to] ?? null,
      reference,
      required: field.required,
      otherwise: defaultOf(surroundings, ends[to], to, zone),
      zone,
    });
  const ways = makeBoth(way);
  return {
    ...basics(field, ends),
    merge: mergeOf(field, ends),
    reference,
    translate: (value, to, lookups) => ways[to](value, lookups),
  };
}

function referenceOf(field: FieldConfig): Reference | null {
  if (field.users) return { kind: "user" };
  if (field.reference === null) return null;
  const sideOf = field.referenceSides ?? { left: "left", right: "right" };
  return { kind: "link", sync: field.reference, sideOf, required: field.required };
}

function mergeOf(field: FieldConfig, { left, right }: Ends): FieldPair["merge"] {
  if (field.users || field.reference !== null) return null;
  if (left.type === "multipicklist" && right.type === "multipicklist") return "set";
  const isLongText = (end: FieldEnd): boolean => end.type === "longtext" && formatOf(end) !== "adf";
  return field.values === null && isLongText(left) && isLongText(right) ? "append" : null;
}

function refuseUnconvertible(sync: SyncConfig, field: FieldConfig, ends: Ends, side: Side): void {
  const from = ends[otherSide(side)];
  const to = ends[side];
  if (!flowsTo(field.direction, side) || canConvert(from.type, to.type)) return;
  throw mappingFault(
    sync,
    side,
    `can't make the ${side} field ${to.name} (${to.type}) of the ${otherSide(side)} field ${from.name} (${from.type})`,
    "Give the entry a `values` map, compute the field with toRight and toLeft, or map another field.",
    placeOf(field, side),
  );
}

/** Whoever merges tags with a text expects members to be merged, and one text has none: it would go by last write. */
function refuseUnmergeable(sync: SyncConfig, field: FieldConfig, { left, right }: Ends): void {
  const isSet = (end: FieldEnd): boolean => end.type === "multipicklist";
  if (field.conflicts !== "merge" || field.direction !== "both" || isSet(left) === isSet(right)) return;
  const [set, single] = isSet(left) ? [left, right] : [right, left];
  throw mappingFault(
    sync,
    isSet(left) ? "right" : "left",
    `merges ${labelOf(field)}, but ${set.name} holds several values and ${single.name} (${single.type}) only one`,
    "Give the field another `conflicts`, as `last-write-wins`, or map two fields of several values.",
    placeOf(field, "conflicts"),
  );
}

/** A reference that leads to another object than its sync joins would never be found. */
function refuseOtherObject(sync: SyncConfig, field: FieldConfig, end: FieldEnd, side: Side): void {
  const object = field.referenceObjects?.[side];
  const { refersTo = [] } = end;
  if (object === undefined || refersTo.length === 0 || refersTo.includes(baseObject(object))) return;
  throw mappingFault(
    sync,
    side,
    `takes the ${side} field ${end.name} for a reference to ${object}, but it names ${refersTo.join(", ")}`,
    "Name the sync whose records the field refers to.",
    placeOf(field, "reference"),
  );
}
