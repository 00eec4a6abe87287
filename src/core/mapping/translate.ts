// One way between two fields: the value of one as the value the other one should hold.
import type { Side } from "../config/types.ts";
import { SyncError } from "../contract/errors.ts";
import type { Value } from "../contract/records.ts";
import { sameValue } from "./canonical.ts";
import type { FieldEnd, Lookups, Reference } from "./compile.ts";
import { convertType, noCounterpart, textOf } from "./convert.ts";
import { canonicalOf, formatOf, reformat, storable } from "./rich.ts";
import type { Zone } from "./times.ts";

export type Ends = Readonly<Record<Side, FieldEnd>>;
export type Translation = (value: Value, lookups: Lookups) => Value;

export interface Way {
  readonly from: FieldEnd;
  readonly to: FieldEnd;
  readonly side: Side;
  /** Text of a value → text of its counterpart; null: values go over as they are. */
  readonly values: ReadonlyMap<string, string> | null;
  readonly reference: Reference | null;
  /** Whether a reference or person that is not known holds the record back. */
  readonly required: boolean;
  /** Written where the source is blank. */
  readonly otherwise: Value;
  readonly zone: Zone;
}

/** The translation of a way. It throws as {@link FieldPair.translate} does. */
export function compileTranslation(way: Way): Translation {
  const { from, otherwise } = way;
  return (value, lookups) => {
    const clean = canonicalOf(value, from);
    if (clean === null) return otherwise;
    return stored(way, clean, counterpart(way, clean, lookups)) ?? otherwise;
  };
}

const isText = ({ type }: FieldEnd): boolean => type === "text" || type === "longtext";

/** As the target can store it. Running text may be cut; a cut number, date, key or list would say something else. */
function stored({ from, to, values, reference }: Way, source: Value, value: Value): Value {
  const fitted = storable(value, to);
  if (fitted === value) return fitted;
  const mayCut = isText(from) && isText(to) && values === null && reference === null;
  if (mayCut || to.type === "number" || sameValue(fitted, canonicalOf(value, to))) return fitted;
  throw noCounterpart(source, from.name, to.name, "it is too long");
}

function counterpart(way: Way, value: Value, lookups: Lookups): Value {
  if (way.reference !== null) return each(value, (id) => translateReference(way, id, lookups));
  if (way.values !== null) return converted(way, mapped(way, value, way.values));
  const [source, target] = [formatOf(way.from), formatOf(way.to)];
  if (isText(way.from) && isText(way.to)) return reformat(value, source, target);
  const plain = isText(way.from) ? reformat(value, source, "plain") : value;
  return isText(way.to) ? reformat(converted(way, plain), "plain", target) : converted(way, plain);
}

function each(value: Value, change: (one: Value) => Value): Value {
  return Array.isArray(value) ? value.map(change) : change(value);
}

function converted({ from, to, zone }: Way, value: Value): Value {
  const result = convertType(value, to.type, zone);
  if (result !== undefined) return result;
  throw noCounterpart(value, from.name, to.name, `it is no ${to.type}`);
}

function mapped({ from, to }: Way, value: Value, values: ReadonlyMap<string, string>): Value {
  return each(value, (one) => {
    const found = values.get(textOf(one) ?? "");
    if (found !== undefined) return found;
    throw noCounterpart(one, from.name, to.name, "the field's `values` map has no entry for it");
  });
}

function translateReference(way: Way, value: Value, lookups: Lookups): Value {
  const id = textOf(value);
  if (id === undefined || way.reference === null) return null;
  const found = lookups.counterpart(way.reference, id, way.side);
  if (found === "") return null;
  if (found !== undefined) return converted(way, found);
  if (way.reference.kind === "user" && way.required) {
    const why = "no single person there has this one's e-mail address";
    throw noCounterpart(value, way.from.name, way.to.name, why);
  }
  // Not blank: the other side's value stays as it is until the reference can be told.
  const whose =
    way.reference.kind === "user"
      ? "the other side does not know"
      : `${way.reference.sync} has not brought over yet`;
  throw new SyncError({
    code: "E_PARENT_MISSING",
    message: `${way.from.name} names ${id}, which ${whose}`,
    retryable: true,
  });
}
