// The filters of a sync's sides: which records belong to it.
import type { Side, SyncConfig } from "../config/types.ts";
import type { Value, VendorRecord } from "../contract/records.ts";
import type { FieldEnd, FieldPair } from "./compile.ts";
import { compileExpression } from "./config-fault.ts";
import type { ExpressionScope } from "./expressions.ts";
import { faultValue } from "./faults.ts";

interface Membership {
  readonly isIn: boolean;
  /** What to read instead of the record's values; null: nothing is wrong. */
  readonly fault: Value | null;
}

export type Filter = (record: VendorRecord) => Membership;

/** The filter of a side, null where all records belong. @throws ConfigError E_EXPRESSION, E_FIELD_UNKNOWN. */
export function compileFilter(sync: SyncConfig, side: Side, scope: () => ExpressionScope): Filter | null {
  const text = sync[side].where;
  if (text === null) return null;
  const place = { sync, side, what: `\`where\` of the ${side} side`, path: [side, "where"] };
  const condition = compileExpression(place, scope(), text, "condition");
  const decide = ({ id, fields }: VendorRecord): Membership => {
    try {
      return { isIn: condition.evaluate(fields) === true, fault: null };
    } catch (error) {
      // Left out it would be lost without a word: it belongs, and nothing of it can be carried over.
      return {
        isIn: true,
        fault: faultValue(`\`where\` can't tell whether ${id} belongs to the sync`, error),
      };
    }
  };
  let last: { readonly record: VendorRecord; readonly version: string; readonly is: Membership } | undefined;
  // Each field of a record asks in turn.
  return (record) => {
    if (last?.record !== record || last.version !== record.version)
      last = { record, version: record.version, is: decide(record) };
    return last.is;
  };
}

/** The pair with ends that read the filter's fault where it can't be told whether the record belongs. */
export function behindFilters(pair: FieldPair, filters: Readonly<Record<Side, Filter | null>>): FieldPair {
  const endBehind = (end: FieldEnd, filter: Filter | null): FieldEnd =>
    filter === null ? end : { ...end, read: (record) => filter(record).fault ?? end.read(record) };
  const { left, right } = pair.ends;
  return { ...pair, ends: { left: endBehind(left, filters.left), right: endBehind(right, filters.right) } };
}
