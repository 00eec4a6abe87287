// Settles parked conflicts the way a person has chosen, and waits until it is done.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { Value } from "../../core/contract/records.ts";
import type { Conflict, ConflictChoice, LinkState, Side } from "../../core/store/rows.ts";
import { fittingValue } from "../../core/sync/decide/conflict-value.ts";
import { type Actor, decideOps, lookOps, lookRowOf } from "../../core/sync/operate.ts";
import type { SyncRuntime } from "../../core/sync/types.ts";
import type { App } from "../../daemon/app.ts";
import type { Progress } from "../progress.ts";
import { actorOf } from "./actor.ts";
import { carryOut, type Order } from "./carry-out.ts";
import { whyStill } from "./pause-sync.ts";

export interface ResolvedConflict {
  readonly id: string;
  readonly sync: string;
  readonly field: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  /**
   * `waiting`: decided, and a later try carries it out. `moved`: the values have changed since, and the conflict that
   * is there now has an id of its own; or the pair has ended, and the conflict with it. `failed`: the record has a dead
   * letter.
   */
  readonly outcome: "resolved" | "waiting" | "moved" | "failed";
  /** What keeps it from being done; null otherwise. */
  readonly cause: string | null;
}

export interface ResolveDocument {
  readonly schema: "integ.conflict-resolution/1";
  readonly choice: ConflictChoice;
  readonly items: readonly ResolvedConflict[];
}

/** A choice as it was typed. */
export type Wish = { readonly take: Side } | { readonly value: Value };

/** @throws IntegrationError E_INPUT when one is settled already or the value does not fit: nothing is decided then. */
export async function resolveConflicts(
  app: App,
  progress: Progress,
  conflicts: readonly Conflict[],
  wish: Wish,
): Promise<ResolveDocument> {
  for (const conflict of conflicts) refuseSettled(conflict);
  const runtimes = await prepareAll(app, conflicts);
  const choices = conflicts.map((conflict) => choiceFor(runtimes.get(conflict.sync), conflict, wish));
  const actor = actorOf(app);
  const orders: Order[] = [];
  for (const [sync, runtime] of runtimes) {
    const own = conflicts.flatMap((conflict, n) =>
      conflict.sync === sync ? [{ conflict, choice: choices[n] }] : [],
    );
    orders.push(await orderFor(app, actor, sync, runtime, own));
  }
  const fault = await carryOut(app, progress, orders);
  const items = await Promise.all(conflicts.map((conflict) => outcomeOf(app, conflict, fault)));
  return { schema: "integ.conflict-resolution/1", choice: choices[0] ?? { take: "left" }, items };
}

function refuseSettled({ id, state, winner }: Conflict): void {
  if (state !== "settled") return;
  const won = winner === null ? "" : `: the ${winner} won`;
  throw new IntegrationError({
    code: "E_INPUT",
    message: `The conflict ${id} is settled already${won}`,
    hint: "To give the other value its way, write it into either record: that is an edit like any other.",
  });
}

async function prepareAll(
  app: App,
  conflicts: readonly Conflict[],
): Promise<ReadonlyMap<string, SyncRuntime>> {
  const runtimes = new Map<string, SyncRuntime>();
  for (const { sync } of conflicts)
    if (!runtimes.has(sync)) runtimes.set(sync, await app.prepare(sync, "fresh"));
  return runtimes;
}

function choiceFor(runtime: SyncRuntime | undefined, { sync, field }: Conflict, wish: Wish): ConflictChoice {
  if ("take" in wish) return wish;
  const pair = runtime?.mapping.pairs.find(({ label }) => label === field);
  if (pair) return { take: "value", value: fittingValue(pair, wish.value) };
  const hint = "Give --take left or --take right, or map the field again.";
  throw new IntegrationError({ code: "E_INPUT", message: `${sync} does not map ${field} any more`, hint });
}

async function orderFor(
  { store }: App,
  actor: Actor,
  sync: string,
  runtime: SyncRuntime,
  decided: readonly { readonly conflict: Conflict; readonly choice: ConflictChoice | undefined }[],
): Promise<Order> {
  const linkIds = [...new Set(decided.map(({ conflict }) => conflict.linkId))];
  const links = await store.linksById(linkIds);
  const rows = [...links.values()].flatMap((link) => lookRowOf(actor, link) ?? []);
  const ops = decided.flatMap(({ conflict, choice }) => (choice ? decideOps(actor, conflict, choice) : []));
  return { sync, ops: [...ops, ...rows.flatMap(lookOps)], rows, runtime };
}

/** What a conflict ends with, without a winner. */
const endings: Readonly<Partial<Record<LinkState, string>>> = {
  tombstone: "one of its records is gone",
  detached: "its records have left the sync's filter",
};

async function outcomeOf({ store }: App, before: Conflict, fault: string | null): Promise<ResolvedConflict> {
  const { id, sync, field, linkId } = before;
  const [now, links, letters] = await Promise.all([
    store.conflict(id),
    store.linksById([linkId]),
    store.deadLetters(["open", "replaying"], sync),
  ]);
  const link = links.get(linkId);
  const base = { id, sync, field, leftId: link?.leftId ?? null, rightId: link?.rightId ?? null };
  const end = link ? endings[link.state] : undefined;
  if (now?.state === "settled" && now.winner === null && end !== undefined)
    return { ...base, outcome: "moved", cause: `${end}; nothing was written for it` };
  if (now?.state === "settled") return { ...base, outcome: "resolved", cause: null };
  if (now === null) return { ...base, outcome: "moved", cause: "the values have changed since" };
  const letter = letters.find((one) => one.linkId === linkId);
  if (letter) return { ...base, outcome: "failed", cause: `${letter.code}: ${letter.message}` };
  return { ...base, outcome: "waiting", cause: (await whyStill(store, sync, linkId)) ?? fault };
}
