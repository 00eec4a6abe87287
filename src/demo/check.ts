// `integ demo --check`: load, edit, kill, and then balance the books of both systems record by record.
import { join } from "node:path";
import type { Clock, Random } from "../core/contract/runtime.ts";
import { conflictStates, type DeadLetter } from "../core/store/rows.ts";
import { openStore } from "../core/store/sqlite/sqlite-store.ts";
import { runToEnd } from "./child.ts";
import { makeMove } from "./editor.ts";
import { type KeptLoser, Ledger } from "./ledger.ts";
import { createObserver, type Observer } from "./observer.ts";
import { compareSystems } from "./pairs.ts";
import { openSystems, type Systems } from "./systems.ts";
import type { World } from "./world.ts";

export interface CheckOptions {
  readonly world: World;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly editForMs: number;
  readonly editsPerSecond: number;
  readonly onPhase: (title: string) => void;
  readonly onProgress: (detail: string) => void;
}

export interface DemoReport {
  readonly schema: "integ.demo/1";
  readonly ok: boolean;
  readonly records: number;
  readonly edits: number;
  readonly conflicts: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly deadLetters: number;
  readonly differing: number;
  /** Writes a further full sync would make. */
  readonly furtherWrites: number;
  /** From an edit in one system to its arrival in the other, restarts of the daemon included. */
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
  readonly restarts: number;
  /** What went wrong, one sentence each; empty when ok. */
  readonly findings: readonly string[];
}

const loadDeadlineMs = 180_000;
const settleDeadlineMs = 90_000;
const lookEveryMs = 40;
const kills = 2;

export async function checkWorld(options: CheckOptions): Promise<DemoReport> {
  const { world, clock, onPhase } = options;
  const systems = openSystems(world.controlUrl);
  const ledger = new Ledger();
  const observer = createObserver(systems, ledger, clock);
  onPhase("Loading: waiting until both sides are in step");
  await untilInStep(options, systems, observer);
  onPhase(`Editing on both sides for ${options.editForMs / 1000} s, and killing the daemon twice`);
  await editAndKill(options, systems, observer, ledger);
  onPhase("Waiting for the last edits to arrive");
  await untilSettled(options, observer, ledger);
  await world.daemon.stop();
  onPhase("Comparing both systems record by record");
  return balance(options, systems, observer, ledger);
}

async function untilInStep(options: CheckOptions, systems: Systems, observer: Observer): Promise<void> {
  const { clock, signal, onProgress } = options;
  const deadline = clock.now() + loadDeadlineMs;
  for (;;) {
    await observer.look();
    const { salesforce, zendesk } = observer.pairs.records;
    onProgress(
      `${Math.min(salesforce.size, zendesk.size)} of ${Math.max(salesforce.size, zendesk.size)} records`,
    );
    if (salesforce.size === zendesk.size && (await agrees(systems))) return;
    if (clock.now() > deadline) return;
    await clock.sleep(200, signal);
  }
}

async function agrees(systems: Systems): Promise<boolean> {
  const result = compareSystems(await systems.list("salesforce", 0), await systems.list("zendesk", 0));
  return result.missing.length + result.differing.length === 0;
}

async function editAndKill(
  options: CheckOptions,
  systems: Systems,
  observer: Observer,
  ledger: Ledger,
): Promise<void> {
  const { clock, random, signal, world, editForMs, editsPerSecond } = options;
  const start = clock.now();
  const end = start + editForMs;
  const desk = { systems, pairs: observer.pairs, ledger, random, now: clock.now };
  const killing = (async () => {
    for (let n = 1; n <= kills; n++) {
      const at = start + editForMs * ((n - 0.3 + 0.3 * random()) / (kills + 1));
      await clock.sleep(Math.max(0, at - clock.now()), signal);
      await world.daemon.killAndRestart();
    }
  })();
  const editing = (async () => {
    for (let move = 1; clock.now() < end; move++) {
      await makeMove(desk);
      await clock.sleep(Math.max(0, start + (move * 1000) / editsPerSecond - clock.now()), signal);
    }
  })();
  const watching = watch(options, observer, ledger, () => clock.now() >= end);
  await Promise.all([killing, editing, watching]);
}

async function untilSettled(options: CheckOptions, observer: Observer, ledger: Ledger): Promise<void> {
  const deadline = options.clock.now() + settleDeadlineMs;
  await watch(options, observer, ledger, () => ledger.open.length === 0 || options.clock.now() > deadline);
}

async function watch(
  options: CheckOptions,
  observer: Observer,
  ledger: Ledger,
  done: () => boolean,
): Promise<void> {
  do {
    await observer.look();
    options.onProgress(`${ledger.edits.length} edits, ${ledger.open.length} on their way`);
    await options.clock.sleep(lookEveryMs, options.signal);
  } while (!done());
}

async function balance(
  options: CheckOptions,
  systems: Systems,
  observer: Observer,
  ledger: Ledger,
): Promise<DemoReport> {
  const { world } = options;
  const plan = await runToEnd(world.launcher, ["sync", "plan", "cases", "--full", "--json"]);
  const furtherWrites = Array.isArray(plan.writes) ? plan.writes.length : Number.NaN;
  await observer.look();
  const { losers, deadLetters } = await keptByIntegration(world.stateDir);
  const account = ledger.balance(observer.pairs, losers);
  const [salesforce, zendesk] = await Promise.all([
    systems.list("salesforce", 0),
    systems.list("zendesk", 0),
  ]);
  const { missing, duplicated, differing } = compareSystems(salesforce, zendesk);
  const findings = [
    ...account.lost.map(
      (edit) => `lost: ${edit.field} of ${edit.system} ${edit.recordId} set to ${edit.value}`,
    ),
    ...missing.map((id) => `missing: ${id} has no counterpart`),
    ...duplicated.map((key) => `duplicated: ${key}`),
    ...differing.map((sentence) => `differing: ${sentence}`),
    ...deadLetters.map(
      (letter) => `dead letter: ${letter.operation} for ${letter.recordId}: ${letter.message}`,
    ),
    ...(furtherWrites === 0 ? [] : [`a further sync would write ${furtherWrites} records`]),
    ...(world.daemon.restarts === kills
      ? []
      : [`the daemon was restarted ${world.daemon.restarts} times, not ${kills}`]),
  ];
  return {
    schema: "integ.demo/1",
    ok: findings.length === 0,
    records: salesforce.length,
    edits: account.edits,
    conflicts: account.conflicts,
    lost: account.lost.length + missing.length,
    duplicated: duplicated.length,
    deadLetters: deadLetters.length,
    differing: differing.length,
    furtherWrites,
    lagMs: account.lagMs,
    restarts: world.daemon.restarts,
    findings: findings.slice(0, 50),
  };
}

async function keptByIntegration(
  stateDir: string,
): Promise<{ readonly losers: readonly KeptLoser[]; readonly deadLetters: readonly DeadLetter[] }> {
  const store = openStore(join(stateDir, "integ.db"));
  try {
    const losers = await store.conflicts("cases", conflictStates, 100_000);
    return { losers, deadLetters: await store.deadLetters(["open", "replaying"], "cases") };
  } finally {
    await store.close();
  }
}
