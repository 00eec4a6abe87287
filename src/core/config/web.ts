// Which syncs of the configuration share records with one: a record is one record in all of them. Pure.
import type { Side } from "./types.ts";

/** A sync's two objects, by the names of the configuration. */
export type SyncEnds = Readonly<Record<Side, { readonly connection: string; readonly object: string }>>;

export interface Web {
  /** Every sync that a record can get to through this one and others, itself included. */
  readonly syncs: readonly string[];
  /** Those of them that are part of a ring: what leaves a system by one comes back to it by another. */
  readonly ring: ReadonlySet<string>;
}

type Edge = readonly [left: string, right: string];

/** The web of the sync; null where it shares neither of its objects with another one. */
export function webOf(name: string, configured: ReadonlyMap<string, SyncEnds>): Web | null {
  const own = configured.get(name);
  if (own === undefined || !isShared(name, own, configured)) return null;
  const edges = new Map([...configured].map(([sync, ends]) => [sync, edgeOf(ends)] as const));
  const reached = reach(placeOf(own, "left"), [...edges.values()]);
  const inReach = [...edges].filter(([, [left]]) => reached.has(left));
  const isRing = ([sync, [left, right]]: readonly [string, Edge]): boolean => {
    const others = inReach.filter(([other]) => other !== sync).map(([, edge]) => edge);
    return reach(left, others).has(right);
  };
  return {
    syncs: inReach.map(([sync]) => sync),
    ring: new Set(inReach.filter(isRing).map(([sync]) => sync)),
  };
}

function isShared(name: string, own: SyncEnds, configured: ReadonlyMap<string, SyncEnds>): boolean {
  const mine = edgeOf(own);
  for (const [other, ends] of configured)
    if (other !== name && edgeOf(ends).some((place) => mine.includes(place))) return true;
  return false;
}

const edgeOf = (ends: SyncEnds): Edge => [placeOf(ends, "left"), placeOf(ends, "right")];

const placeOf = (ends: SyncEnds, side: Side): string => `${ends[side].connection}\n${ends[side].object}`;

function reach(from: string, edges: readonly Edge[]): ReadonlySet<string> {
  const reached = new Set([from]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const edge of edges)
      if (edge.some((place) => reached.has(place))) for (const place of edge) reached.add(place);
  }
  return reached;
}

/** Whether the sync is part of a ring. */
export const isInRing = (name: string, web: Web | null): boolean => web?.ring.has(name) ?? false;
