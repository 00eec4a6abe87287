// Fields that belong together are won together: a status and its resolution never come from two sides. Pure.
import { sameValue } from "../../mapping/canonical.ts";
import type { FieldPair } from "../../mapping/compile.ts";
import type { Stamp } from "../../store/kin.ts";
import type { ConflictChoice, Side } from "../../store/rows.ts";
import type { Policy, Situation } from "../types.ts";
import { laterOf } from "./edits.ts";
import { areCounterparts, type FieldState, movedSides, type Ruling } from "./reconcile-field.ts";
import { chooseWinner } from "./strategies.ts";

/** A pair with what is known of it. */
export interface Member {
  readonly pair: FieldPair;
  readonly state: FieldState;
}

/**
 * What was settled before the members are compared one by one: what a person decided about a parked conflict whose
 * values still stand, and for each unit that both sides have moved which side wins all of it.
 */
export function rulingsOf(
  members: readonly Member[],
  { parked, lookups }: Situation,
  policy: Policy,
): ReadonlyMap<string, Ruling> {
  const rulings = new Map<string, Ruling>();
  for (const { pair, state } of members) {
    const decided = parked.find((one) => one.field === pair.label && one.state === "decided");
    const stands =
      decided && sameValue(decided.left, state.now.left) && sameValue(decided.right, state.now.right);
    if (stands && decided.choice) rulings.set(pair.label, { choice: null, person: decided.choice });
  }
  for (const unit of new Set(members.flatMap(({ pair }) => pair.unit ?? []))) {
    const mine = members.filter(({ pair }) => pair.unit === unit);
    for (const [label, ruling] of ruleUnit(mine, rulings, lookups, policy)) rulings.set(label, ruling);
  }
  return rulings;
}

function ruleUnit(
  members: readonly Member[],
  rulings: ReadonlyMap<string, Ruling>,
  lookups: Situation["lookups"],
  policy: Policy,
): readonly (readonly [string, Ruling])[] {
  const person = members.map(({ pair }) => rulings.get(pair.label)?.person).find((one) => one?.take);
  const side: ConflictChoice["take"] | undefined = person?.take;
  if (side === "left" || side === "right") {
    return members.map(({ pair }) => [pair.label, { choice: null, person: { take: side } }] as const);
  }
  const open = members.filter(({ pair, state }) => !areCounterparts(pair, state.now, lookups));
  const moved = open.map(({ state }) => movedSides(state));
  const isContested = moved.some((one) => one.left) && moved.some((one) => one.right);
  const first = open[0];
  if (!isContested || first === undefined) return [];
  const choice = chooseWinner(first.pair, first.state.now, lastOf(open, first.state), policy);
  return members.map(({ pair }) => [pair.label, { choice, person: null }] as const);
}

/** Of a unit whose fields were edited one by one the last edit counts. */
function lastOf(members: readonly Member[], state: FieldState): FieldState {
  const all = members.flatMap((member) => member.state.edits ?? []);
  const lastOn = (side: Side): Stamp | undefined =>
    all.map((edits) => edits[side]).reduce<Stamp | undefined>((a, b) => (a ? laterOf(a, b) : b), undefined);
  const [left, right] = [lastOn("left"), lastOn("right")];
  return left && right ? { ...state, edits: { left, right } } : state;
}
