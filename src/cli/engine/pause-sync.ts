// Stops syncs and records, and lets them go on.
import { errorCatalogue } from "../../core/contract/error-codes.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { Link, Pause } from "../../core/store/rows.ts";
import type { Store } from "../../core/store/store.ts";
import {
  type Actor,
  allowedDeletes,
  pauseOps,
  resumeFieldOps,
  resumeRecordOps,
  resumeSyncOps,
} from "../../core/sync/operate.ts";
import type { BySide } from "../../core/sync/read-records.ts";
import { acceptFault, acceptField } from "../../core/sync/schema-drift.ts";
import { actorOf } from "./actor.ts";
import { needRecord } from "./find-record.ts";
import type { Site } from "./site.ts";
import type { Hearing, TellDaemon } from "./tell-daemon.ts";

/** A pause as the documents carry it. */
export interface StandingStill {
  readonly sync: string;
  readonly kind: Pause["kind"];
  /** Label of the field; empty otherwise. */
  readonly field: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly code: string;
  readonly message: string;
  readonly who: string;
  readonly since: string;
  /** What to do next, with the names filled in. */
  readonly hint: string;
}

export interface PauseDocument {
  readonly schema: "integ.pause/1";
  /** What is said here holds either way. */
  readonly daemon: Hearing;
  readonly items: readonly (StandingStill & { readonly wasPaused: boolean })[];
}

export interface ResumeDocument {
  readonly schema: "integ.resume/1";
  /** What is said here holds either way. */
  readonly daemon: Hearing;
  /** What stood still and goes on now; empty when nothing did. */
  readonly items: readonly StandingStill[];
  /** Deletes that were allowed; null: it was not said. */
  readonly allowedDeletes: number | null;
  /** What of these syncs stands still all the same. */
  readonly remaining: readonly StandingStill[];
}

/** The sync and the comments and files that hang on it: `cases`, `cases.comments`. */
const familyOf = ({ syncs }: Site, name: string): readonly string[] => [
  name,
  ...syncs.filter((sync) => sync.startsWith(`${name}.`)),
];

export function stillDocument(pause: Pause, link: Link | null | undefined): StandingStill {
  const { sync, kind, subject, code, message, who, at } = pause;
  const ids = { leftId: link?.leftId ?? null, rightId: link?.rightId ?? null };
  const field = kind === "field" ? subject : "";
  const since = new Date(at).toISOString();
  return { sync, kind, field, ...ids, code, message, who, since, hint: hintOf(pause, link) };
}

function hintOf({ sync, subject, code }: Pause, link: Link | null | undefined): string {
  const { hint } = errorCatalogue[code];
  const id = link?.leftId ?? link?.rightId ?? "";
  return hint
    .replaceAll(/\bNAME\b/g, sync)
    .replace("--record ID", `--record ${id}`)
    .replace("LABEL", `"${subject}"`);
}

export interface PauseWish {
  readonly recordId: string | undefined;
  readonly reason: string | undefined;
}

/** A pause that is there already keeps its reason: it may be one that only a person may lift. */
export async function pauseSync(
  site: Site,
  tell: TellDaemon,
  name: string,
  { recordId, reason }: PauseWish,
): Promise<PauseDocument> {
  const { store } = site;
  const actor = actorOf(site);
  const link = recordId === undefined ? null : await needRecord(store, name, recordId);
  const items: (StandingStill & { wasPaused: boolean })[] = [];
  for (const sync of link ? [name] : familyOf(site, name)) {
    const before = pauseOn(await store.pauses(sync), link);
    if (!before) await store.commit(pauseOps(actor, sync, link, reason ?? null));
    const pause = before ?? pauseOn(await store.pauses(sync), link);
    if (pause) items.push({ ...stillDocument(pause, link), wasPaused: before !== undefined });
  }
  return { schema: "integ.pause/1", daemon: await tell("/wake"), items };
}

const pauseOn = (pauses: readonly Pause[], link: Link | null): Pause | undefined =>
  pauses.find(({ kind, subject }) => (link ? kind === "link" && subject === link.id : kind === "sync"));

export interface ResumeWish {
  readonly recordId: string | undefined;
  readonly field: string | undefined;
  readonly allowDeletes: boolean;
}

export async function resumeSync(
  site: Site,
  tell: TellDaemon,
  name: string,
  wish: ResumeWish,
): Promise<ResumeDocument> {
  const actor = actorOf(site);
  const done =
    wish.field !== undefined
      ? await resumeField(site, actor, name, wish.field)
      : wish.recordId !== undefined
        ? await resumeRecord(site, actor, name, wish.recordId)
        : await resumeWhole(site, actor, name, wish.allowDeletes);
  const path = wish.field === undefined ? "/wake" : `/syncs/${encodeURIComponent(name)}/prepare`;
  const daemon = await tell(path);
  return { schema: "integ.resume/1", daemon, ...done, remaining: await remainingOf(site, name) };
}

type Resumed = Pick<ResumeDocument, "items" | "allowedDeletes">;

async function resumeWhole(site: Site, actor: Actor, name: string, allowDeletes: boolean): Promise<Resumed> {
  const { store } = site;
  const found = await Promise.all(
    familyOf(site, name).map(async (sync) => pauseOn(await store.pauses(sync), null) ?? []),
  );
  const pauses = found.flat();
  const asking = pauses.filter(({ code }) => code === "E_DELETE_GUARD" || code === "E_SIDE_EMPTY");
  if (allowDeletes && asking.length === 0) {
    const message = `${name} does not wait for deletes to be allowed`;
    throw new IntegrationError({ code: "E_INPUT", message, hint: "Leave --allow-deletes out." });
  }
  let allowed: number | null = null;
  for (const pause of pauses) {
    const isMeant = allowDeletes && asking.includes(pause);
    const counts = isMeant ? await deletesMeant(store, pause) : null;
    await store.commit(resumeSyncOps(actor, pause, counts));
    if (counts !== null) allowed = (allowed ?? 0) + (allowedDeletes(pause.code, counts) ?? 0);
  }
  return { items: pauses.map((pause) => stillDocument(pause, null)), allowedDeletes: allowed };
}

/** As many of each side as wait: told of and not handled yet; all that are linked where a side is empty. */
async function deletesMeant(store: Store, { sync, code }: Pause): Promise<BySide<number>> {
  if (code !== "E_SIDE_EMPTY") return store.openDeletes(sync);
  const { live = 0, detached = 0 } = await store.linkCounts(sync);
  return { left: live + detached, right: live + detached };
}

async function resumeRecord({ store }: Site, actor: Actor, name: string, id: string): Promise<Resumed> {
  const link = await needRecord(store, name, id);
  const pause = pauseOn(await store.pauses(name), link);
  if (!pause) return { items: [], allowedDeletes: null };
  await store.commit(resumeRecordOps(actor, link, pause));
  return { items: [stillDocument(pause, link)], allowedDeletes: null };
}

/** By its label, or by its name on either side. */
async function resumeField(site: Site, actor: Actor, name: string, typed: string): Promise<Resumed> {
  const { store } = site;
  const paused = (await store.pauses(name)).filter(({ kind }) => kind === "field");
  const pause = paused.find(({ subject }) => subject === typed || subject.split(" ↔ ").includes(typed));
  if (!pause) {
    const hint =
      paused.length === 0
        ? "No field of it is paused."
        : `Paused: ${paused.map(({ subject }) => `"${subject}"`).join(", ")}.`;
    throw new IntegrationError({
      code: "E_NOT_FOUND",
      message: `${name} has no paused field ${typed}`,
      hint,
    });
  }
  await refuseUnfit(site, name, pause.subject);
  await store.commit(resumeFieldOps(actor, pause, await acceptField(store, name, pause.subject)));
  return { items: [stillDocument(pause, null)], allowedDeletes: null };
}

/** A field that does not work as it is now would stop the whole sync. */
async function refuseUnfit({ store, needConfig }: Site, name: string, label: string): Promise<void> {
  const sync = needConfig().syncs.get(name);
  if (!sync) return;
  const [left, right] = await Promise.all([
    store.schemaSnapshot(sync.left.connection, sync.left.object),
    store.schemaSnapshot(sync.right.connection, sync.right.object),
  ]);
  const fault = left && right ? acceptFault(sync, { left, right }, label) : null;
  if (fault === null) return;
  const hint = "Bring the field back at its vendor, or correct the mapping.";
  throw new IntegrationError({
    code: "E_INPUT",
    message: `${label} can't be taken as it is now: ${fault}`,
    hint,
  });
}

/** Why a sync, or the record of a link, stands still; null when neither does. */
export async function whyStill(store: Store, sync: string, linkId: string | null): Promise<string | null> {
  const pauses = await store.pauses(sync);
  const pause = pauses.find(
    ({ kind, subject }) => kind === "sync" || (kind === "link" && subject === linkId),
  );
  if (!pause) return null;
  const what = pause.kind === "sync" ? sync : "the record";
  return `${what} is paused by ${pause.who}: ${pause.message} (${pause.code})`;
}

async function remainingOf(site: Site, name: string): Promise<readonly StandingStill[]> {
  const { store } = site;
  const pauses = (await Promise.all(familyOf(site, name).map((sync) => store.pauses(sync)))).flat();
  const links = await store.linksById(
    pauses.flatMap(({ kind, subject }) => (kind === "link" ? [subject] : [])),
  );
  return pauses.map((pause) => stillDocument(pause, links.get(pause.subject)));
}
