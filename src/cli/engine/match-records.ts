// Records of which it can't be told which belong together: what fits, and what a person says about it.
import { flowsTo } from "../../core/config/direction.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { Value } from "../../core/contract/records.ts";
import { type DeadLetter, idOn, type Link, otherSide, type Side, withId } from "../../core/store/rows.ts";
import { joinOps, lookOps, lookRow, unmatchOps } from "../../core/sync/operate.ts";
import { readSide } from "../../core/sync/read-records.ts";
import type { SyncRuntime } from "../../core/sync/types.ts";
import type { App } from "../../daemon/app.ts";
import type { Progress } from "../progress.ts";
import { actorOf } from "./actor.ts";
import { carryOut } from "./carry-out.ts";
import { whyStill } from "./pause-sync.ts";
import { type HistoryEntry, historyOf } from "./record-history.ts";

export interface UnsureRecord {
  readonly letter: string;
  readonly sync: string;
  readonly side: Side;
  readonly record: string;
  /** What it was matched by: native field → value. */
  readonly values: Readonly<Record<string, Value>>;
  /** What it may be; none that is linked by now. */
  readonly candidates: readonly Place[];
}

export interface WaitingCreates {
  readonly sync: string;
  readonly message: string;
  /** Records without a counterpart so far, by the side they are on. */
  readonly records: Readonly<Record<Side, number>>;
}

export interface ReviewDocument {
  readonly schema: "integ.match-review/1";
  readonly unsure: readonly UnsureRecord[];
  readonly waitingCreates: readonly WaitingCreates[];
}

export interface MatchDocument {
  readonly schema: "integ.match/1";
  readonly sync: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  /** `waiting`: it is stored, and a later try carries it out. */
  readonly outcome: "done" | "failed" | "waiting";
  readonly cause: string | null;
  readonly entries: readonly HistoryEntry[];
}

/** What waits for a person in these syncs: records that fit several, with what is still free of it, and first creates. */
export async function reviewMatches(
  { store }: Pick<App, "store">,
  syncs: readonly string[],
): Promise<ReviewDocument> {
  const letters = await store.deadLetters(["open"], null);
  const ambiguous = letters.filter(({ sync, code }) => syncs.includes(sync) && code === "E_MATCH_AMBIGUOUS");
  const unsure = await Promise.all(ambiguous.map((letter) => unsureRecord(store, letter)));
  const waitingCreates: WaitingCreates[] = [];
  for (const sync of syncs) {
    const pause = (await store.pauses(sync)).find(({ code }) => code === "E_FIRST_CREATES");
    if (pause) waitingCreates.push({ sync, message: pause.message, records: await store.unlinkedOpen(sync) });
  }
  return { schema: "integ.match-review/1", unsure, waitingCreates };
}

async function unsureRecord(
  store: App["store"],
  { id, sync, side, recordId, payload }: DeadLetter,
): Promise<UnsureRecord> {
  const { values, candidates } = choiceIn(payload);
  const linksOn = (on: Side) =>
    store.linksByRecord(
      sync,
      on,
      candidates.flatMap((place) => (place.side === on ? [place.id] : [])),
    );
  const links = { left: await linksOn("left"), right: await linksOn("right") };
  const free = candidates.filter((place) => {
    const link = links[place.side].get(place.id);
    return link === undefined || isWaiting(link, place.side);
  });
  // Copies of one record name themselves among their rivals.
  const isAlone = free.every((place) => place.side === side && place.id === recordId);
  return { letter: id, sync, side, record: recordId, values, candidates: isAlone ? [] : free };
}

/** Whether the record on `side`, whose link it is, still waits for a counterpart. */
const isWaiting = (link: Link, side: Side): boolean =>
  link.state === "pending" && idOn(link, otherSide(side)) === null;

function choiceIn(payload: Value): Pick<UnsureRecord, "values" | "candidates"> {
  const { candidates, values } = { candidates: [], values: {}, ...Object(payload) };
  return { candidates, values };
}

interface Place {
  readonly side: Side;
  readonly id: string;
}

/** Links two records by hand. @throws IntegrationError E_INPUT when either is linked, E_NOT_FOUND when it is not there. */
export async function linkRecords(
  app: App,
  progress: Progress,
  sync: string,
  leftId: string,
  rightId: string,
): Promise<MatchDocument> {
  const runtime = await app.prepare(sync, "fresh");
  const places: readonly Place[] = [
    { side: "left", id: leftId },
    { side: "right", id: rightId },
  ];
  const waiting: Link[] = [];
  for (const place of places) waiting.push(...(await waitingLink(app, runtime, place)));
  const actor = actorOf(app);
  const { link, ops } = joinOps(actor, { sync, leftId, rightId }, waiting);
  const row = lookRow(actor, sync, "left", leftId);
  const fault = await carryOut(app, progress, [
    { sync, ops: [...ops, ...lookOps(row)], rows: [row], runtime },
  ]);
  return describe(app, link, actor.at, fault);
}

/** A record gets a counterpart made, whatever it fits. @throws as {@link linkRecords}. */
export async function declareNew(
  app: App,
  progress: Progress,
  sync: string,
  side: Side,
  id: string,
): Promise<MatchDocument> {
  const runtime = await app.prepare(sync, "fresh");
  refuseOneWay(runtime, side);
  const actor = actorOf(app);
  const [waiting] = await waitingLink(app, runtime, { side, id });
  const none: Link = {
    id: actor.ids.next(),
    sync,
    leftId: null,
    rightId: null,
    state: "pending",
    deletedOn: null,
  };
  const link = waiting ?? withId(none, side, id);
  const row = lookRow(actor, sync, side, id);
  const ops = [...unmatchOps(actor, link, side, id), ...lookOps(row)];
  const fault = await carryOut(app, progress, [{ sync, ops, rows: [row], runtime }]);
  return describe(app, link, actor.at, fault);
}

function refuseOneWay({ name, direction }: SyncRuntime, side: Side): void {
  if (flowsTo(direction, otherSide(side))) return;
  const message = `${name} goes ${direction}: nothing is made for a record of the ${side} side`;
  const hint = "Give the id of a record of the other side, or change the sync's `direction`.";
  throw new IntegrationError({ code: "E_INPUT", message, hint });
}

/** The link under which the record waits for a counterpart, if it does. */
async function waitingLink(
  { store }: App,
  runtime: SyncRuntime,
  { side, id }: Place,
): Promise<readonly Link[]> {
  const { name, sides } = runtime;
  const { objectName, connection } = sides[side];
  const { records } = await readSide(runtime, side, [id]);
  const record = records.get(id);
  if (!record || record.deleted) {
    const hint = `The ${side} side of ${name} is ${connection.name}; give the id its API uses.`;
    const message = `There is no ${objectName} ${id} at ${connection.name}`;
    throw new IntegrationError({ code: "E_NOT_FOUND", message, hint });
  }
  const link = (await store.linksByRecord(name, side, [id])).get(id);
  if (!link) return [];
  if (!isWaiting(link, side)) {
    const other = idOn(link, otherSide(side));
    const message = `The ${side} record ${id} is linked already, with ${other ?? "a record that is gone"}`;
    throw new IntegrationError({ code: "E_INPUT", message, hint: `See \`integ history ${id}\`.` });
  }
  const open = [...(await store.intents(name, "planned")), ...(await store.intents(name, "sent"))];
  if (open.some(({ linkId }) => linkId === link.id)) {
    const message = `A counterpart of the ${side} record ${id} is being made right now`;
    throw new IntegrationError({ code: "E_INPUT", message, hint: `See \`integ history ${id}\`.` });
  }
  return [link];
}

async function describe(
  { store }: App,
  { id, sync }: Link,
  since: number,
  fault: string | null,
): Promise<MatchDocument> {
  const link = (await store.linksById([id])).get(id);
  const standing = await store.standing(sync, id);
  const entries = link
    ? (await historyOf(store, link)).entries.filter(({ at }) => Date.parse(at) >= since)
    : [];
  const letter = (await store.deadLetters(["open", "replaying"], sync)).find(({ linkId }) => linkId === id);
  const base = {
    schema: "integ.match/1",
    sync,
    leftId: link?.leftId ?? null,
    rightId: link?.rightId ?? null,
  } as const;
  if (letter) return { ...base, outcome: "failed", cause: `${letter.code}: ${letter.message}`, entries };
  const isDone = standing === "inSync" || standing === "conflict";
  return {
    ...base,
    outcome: isDone ? "done" : "waiting",
    cause: isDone ? null : ((await whyStill(store, sync, id)) ?? fault),
    entries,
  };
}
