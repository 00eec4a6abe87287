// Answers about other records that translations need: what the records they refer to are called on the other side.
import type { Connection } from "../../contract/connector.ts";
import type { Value, VendorRecord } from "../../contract/records.ts";
import type { FieldPair, Lookups, Reference } from "../../mapping/compile.ts";
import { idOn, otherSide, type Side, sides } from "../../store/rows.ts";
import type { EngineContext, SideStates, SyncRuntime } from "../types.ts";

/** Ids that one reference has to be translated for, in one direction. */
interface Wanted {
  readonly reference: Reference;
  readonly from: Side;
  readonly ids: Set<string>;
}

const keyOf = (reference: Reference, to: Side, id: string): string =>
  `${reference.kind === "link" ? reference.sync : "@users"}\n${to}\n${id}`;

/** Looks up every reference of the records in both directions. @throws IntegrationError when users can't be asked for. */
export async function fetchLookups(
  engine: EngineContext,
  sync: SyncRuntime,
  states: readonly SideStates[],
): Promise<Lookups> {
  const found = new Map<string, string>();
  for (const wanted of wantedOf(sync.mapping.pairs, states)) {
    const ids = [...wanted.ids];
    const to = otherSide(wanted.from);
    const answers =
      wanted.reference.kind === "link"
        ? await lookUpLinks(engine, wanted.reference, wanted.from, ids)
        : await lookUpUsers(sync.sides[wanted.from].connection, sync.sides[to].connection, ids);
    for (const [id, counterpart] of answers) found.set(keyOf(wanted.reference, to, id), counterpart);
  }
  return { counterpart: (reference, id, to) => found.get(keyOf(reference, to, id)) };
}

/** The record's value in the pair's field; blank where it names the user that integ acts as, which nobody has chosen. */
export function readField(
  { ends, reference }: FieldPair,
  side: Side,
  record: VendorRecord,
  lookups: Lookups,
): Value {
  const value = ends[side].read(record);
  const isNobody =
    reference?.kind === "user" &&
    typeof value === "string" &&
    lookups.counterpart(reference, value, otherSide(side)) === "";
  return isNobody ? null : value;
}

function wantedOf(pairs: readonly FieldPair[], states: readonly SideStates[]): readonly Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const pair of pairs) {
    const { reference } = pair;
    if (reference === null) continue;
    for (const from of sides) {
      const key = keyOf(reference, from, "");
      const entry = wanted.get(key) ?? { reference, from, ids: new Set<string>() };
      for (const state of states) {
        const record = state[from];
        if (record.kind === "live")
          for (const id of idsIn(pair.ends[from].read(record.record))) entry.ids.add(id);
      }
      if (entry.ids.size > 0) wanted.set(key, entry);
    }
  }
  return [...wanted.values()];
}

/** The ids in the value of a reference: none, one or several. */
export const idsIn = (value: Value): readonly string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) =>
    one === null || typeof one === "object" ? [] : [String(one)],
  );

/** By the links of the other sync; a link that has lost a side answers nothing. */
async function lookUpLinks(
  engine: EngineContext,
  reference: Extract<Reference, { kind: "link" }>,
  from: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const links = await engine.store.linksByRecord(reference.sync, reference.sideOf[from], ids);
  const there = reference.sideOf[otherSide(from)];
  return new Map(
    [...links].flatMap(([id, link]) => {
      const counterpart = link.state === "tombstone" ? null : idOn(link, there);
      return counterpart === null ? [] : [[id, counterpart] as const];
    }),
  );
}

/** By e-mail address, where exactly one active user of the other side has it; blank for the user that integ acts as. */
async function lookUpUsers(
  from: Connection,
  to: Connection,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (!from.users || !to.users) return new Map();
  const emails = await from.users.emails(ids);
  const theirs = await to.users.ids([...new Set(emails.values())].filter((email) => email !== ""));
  return new Map(
    [...emails].flatMap(([id, email]) => {
      if (email === "") return [[id, ""] as const];
      const [only, ...more] = theirs.get(email) ?? [];
      return only === undefined || more.length > 0 ? [] : [[id, only] as const];
    }),
  );
}
