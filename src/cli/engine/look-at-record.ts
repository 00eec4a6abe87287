// Has one record looked at now, and tells what was decided.
import { IntegrationError } from "../../core/contract/errors.ts";
import { type Link, type Side, type Standing, sides } from "../../core/store/rows.ts";
import { type Actor, lookOps, lookRow } from "../../core/sync/operate.ts";
import { readSide } from "../../core/sync/read-records.ts";
import type { SyncRuntime } from "../../core/sync/types.ts";
import type { App } from "../../daemon/app.ts";
import type { Progress } from "../progress.ts";
import { actorOf } from "./actor.ts";
import { carryOut } from "./carry-out.ts";
import { bothSides, findRecord } from "./find-record.ts";
import { type HistoryEntry, historyOf } from "./record-history.ts";

export interface Cause {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface RecordDocument {
  readonly schema: "integ.record/1";
  readonly sync: string;
  readonly side: Side;
  readonly record: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  /** How its link stands; null: it has none, for it does not belong to the sync or is gone. */
  readonly state: Standing | null;
  readonly outcome: "written" | "unchanged" | "failed" | "conflict" | "paused" | "waiting" | "outside";
  /** Why it failed or stands still; null otherwise. */
  readonly cause: Cause | null;
  /** What has happened since the command began, oldest first. */
  readonly entries: readonly HistoryEntry[];
}

export async function lookAtRecord(
  app: App,
  progress: Progress,
  sync: string,
  id: string,
  wanted: Side | undefined,
): Promise<RecordDocument> {
  const actor = actorOf(app);
  const found = await findRecord(app.store, sync, id, wanted);
  const known = found && locate(found.link, found.side);
  const runtime = known ? undefined : await app.prepare(sync, "fresh");
  const target = known ?? { side: await sideOf(runtime as SyncRuntime, sync, id, wanted), recordId: id };
  const row = lookRow(actor, sync, target.side, target.recordId);
  const order = { sync, ops: lookOps(row), rows: [row] };
  const fault = await carryOut(app, progress, [runtime ? { ...order, runtime } : order]);
  const fate = await app.store.inboxFate(sync, target.side, row.eventKey);
  const isOpen = fate?.state === "open" || fate?.state === "planned";
  return describe(app, actor, { sync, ...target }, isOpen, fault);
}

function locate(link: Link, side: Side | null): { readonly side: Side; readonly recordId: string } | null {
  const wanted = side ?? (link.leftId === null ? "right" : "left");
  const recordId = wanted === "left" ? link.leftId : link.rightId;
  return recordId === null ? null : { side: wanted, recordId };
}

/** @throws IntegrationError E_NOT_FOUND when neither vendor knows the id, E_INPUT when both do. */
async function sideOf(
  runtime: SyncRuntime,
  sync: string,
  id: string,
  wanted: Side | undefined,
): Promise<Side> {
  const asked = wanted ? [wanted] : sides;
  const found: Side[] = [];
  for (const side of asked) {
    const { records } = await readSide(runtime, side, [id]);
    if (records.get(id)?.deleted === false) found.push(side);
  }
  const [one, other] = found;
  if (other) throw bothSides(id);
  if (one) return one;
  const places = asked.map(
    (side) => `${runtime.sides[side].objectName} at ${runtime.sides[side].connection.name}`,
  );
  throw new IntegrationError({
    code: "E_NOT_FOUND",
    message: `${sync} has no link of a record ${id}, and there is no such ${places.join(" and no such ")}`,
    hint: "Give the id the vendor's API uses (500… for a case, a number for a ticket).",
  });
}

interface Target {
  readonly sync: string;
  readonly side: Side;
  readonly recordId: string;
}

async function describe(
  { store }: App,
  { at }: Actor,
  { sync, side, recordId }: Target,
  isOpen: boolean,
  fault: string | null,
): Promise<RecordDocument> {
  const link = (await store.linksByRecord(sync, side, [recordId])).get(recordId) ?? null;
  const state = link && (await store.standing(sync, link.id));
  const history = link ? (await historyOf(store, link)).entries : [];
  const entries = history.filter((entry) => Date.parse(entry.at) >= at);
  const cause = await causeOf(store, sync, link, fault);
  const base = { schema: "integ.record/1", sync, side, record: recordId } as const;
  const ids = { leftId: link?.leftId ?? null, rightId: link?.rightId ?? null };
  return { ...base, ...ids, state, outcome: outcomeOf(state, cause, isOpen, entries), cause, entries };
}

function outcomeOf(
  state: Standing | null,
  cause: Cause | null,
  isOpen: boolean,
  entries: readonly HistoryEntry[],
): RecordDocument["outcome"] {
  if (state === "failed" || state === "paused" || state === "conflict") return state;
  if (isOpen) return cause?.code === "E_SYNC_PAUSED" ? "paused" : "waiting";
  if (state === null || state === "outside") return "outside";
  if (entries.some(({ kind }) => kind === "confirmed" || kind === "adopted")) return "written";
  return state === "pending" ? "waiting" : "unchanged";
}

async function causeOf(
  store: App["store"],
  sync: string,
  link: Link | null,
  fault: string | null,
): Promise<Cause | null> {
  const pauses = await store.pauses(sync);
  const pause = pauses.find(
    ({ kind, subject }) => kind === "sync" || (kind === "link" && subject === link?.id),
  );
  if (pause) {
    const hint =
      pause.kind === "sync"
        ? `integ sync resume ${sync}`
        : `integ sync resume ${sync} --record ${link?.leftId}`;
    const code = pause.kind === "sync" ? "E_SYNC_PAUSED" : pause.code;
    return { code, message: `paused by ${pause.who}: ${pause.message}`, hint };
  }
  const letters = await store.deadLetters(["open", "replaying"], sync);
  const letter = letters.find(({ linkId }) => linkId === link?.id);
  if (letter) return { code: letter.code, message: letter.message, hint: letter.hint };
  return fault === null ? null : { code: "E_DAEMON_UNREACHABLE", message: fault, hint: "integ health" };
}
