// What the first match has to find, told plainly: all records at hand, no database, no pages.
import type { Candidate } from "../../../src/core/store/ops.ts";
import type { Side } from "../../../src/core/store/rows.ts";

/** A record whose key fits several of the other side, or of its own. */
export interface Ambiguous {
  readonly id: string;
  /** Which match rule found it, and by what value. */
  readonly rule: number;
  readonly key: string;
  /** Records of the other side with that value. */
  readonly candidates: readonly string[];
}

export interface Pairing {
  readonly pairs: readonly (readonly [leftId: string, rightId: string])[];
  readonly ambiguous: Readonly<Record<Side, readonly Ambiguous[]>>;
}

/** Pairs by correlation key first, then by each rule in order, where the value is unique on both sides. */
export function pairCandidates(left: readonly Candidate[], right: readonly Candidate[]): Pairing {
  const pairs: (readonly [string, string])[] = [];
  const open = { left: new Map(left.map((c) => [c.id, c])), right: new Map(right.map((c) => [c.id, c])) };
  const join = (leftId: string, rightId: string): void => {
    if (!open.left.delete(leftId) || !open.right.delete(rightId)) return;
    pairs.push([leftId, rightId]);
  };
  for (const c of right)
    if (c.namedId !== null && open.left.has(c.namedId) && open.right.has(c.id)) join(c.namedId, c.id);
  for (const c of left)
    if (c.namedId !== null && open.right.has(c.namedId) && open.left.has(c.id)) join(c.id, c.namedId);
  const ambiguous = { left: new Map<string, Ambiguous>(), right: new Map<string, Ambiguous>() };
  const ruleCount = left[0]?.keys.length ?? right[0]?.keys.length ?? 0;
  for (let rule = 0; rule < ruleCount; rule++) {
    const byKey = { left: groupByKey(open.left, rule), right: groupByKey(open.right, rule) };
    for (const [key, leftIds] of byKey.left) {
      const rightIds = byKey.right.get(key) ?? [];
      const [leftId] = leftIds;
      const [rightId] = rightIds;
      if (leftId === undefined || rightId === undefined) continue;
      if (leftIds.length === 1 && rightIds.length === 1) join(leftId, rightId);
      else {
        for (const id of leftIds) ambiguous.left.set(id, { id, rule, key, candidates: rightIds });
        for (const id of rightIds) ambiguous.right.set(id, { id, rule, key, candidates: leftIds });
      }
    }
  }
  const unpaired = (side: Side) => [...ambiguous[side].values()].filter(({ id }) => open[side].has(id));
  return { pairs, ambiguous: { left: unpaired("left"), right: unpaired("right") } };
}

function groupByKey(open: ReadonlyMap<string, Candidate>, rule: number): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const candidate of open.values()) {
    const key = candidate.keys[rule];
    if (key === null || key === undefined) continue;
    groups.set(key, [...(groups.get(key) ?? []), candidate.id]);
  }
  return groups;
}
