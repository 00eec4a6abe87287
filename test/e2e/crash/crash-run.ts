// The built daemon under load, killed without warning again and again; at the end the books have to balance.
import Database from "better-sqlite3";
import { collect, untilReady, type Workshop } from "../commands/workshop.ts";
import { openLimits } from "../open-limits.ts";
import { openPair, type Pair, pause, sampleCases, storeFileOf, until } from "../pair.ts";
import { dumpOf, type Editors, onlyBy, startEditors } from "./editors.ts";
import { type Entry, entryOf, imbalances, type System } from "./ledger.ts";

export interface CrashOptions {
  readonly kills: number;
  /** Changes a second in each of the two systems. */
  readonly perSecond: number;
  /** Records on both sides before the first kill. */
  readonly records: number;
  readonly random: () => number;
  readonly onProgress: (line: string) => void;
}

export interface CrashReport {
  readonly kills: number;
  /** Kills that hit before the daemon had said it was ready. */
  readonly duringStart: number;
  /** Kills that left writes behind whose outcome was not known. */
  readonly withWritesInDoubt: number;
  /** Writes whose outcome was not known, counted after each kill. */
  readonly writesInDoubt: number;
  readonly changes: Readonly<Record<System, number>>;
  readonly perSecond: Readonly<Record<System, number>>;
  readonly records: number;
  readonly catchUpMs: number;
  /** What does not balance, one sentence each. */
  readonly findings: readonly string[];
}

/** One kill in five comes at some moment of the start; the others at some moment after it. */
const earlyShare = 0.2;
const startMs = 800;
const longestLifeMs = 1800;
const settleWithinMs = 240_000;
const mostToldOf = 20;

export { openLimits };

/** Runs it all and says what does not balance; nothing is left running. */
export async function runCrashes(options: CrashOptions): Promise<CrashReport> {
  const pair = await openPair(sampleCases(options.records), { webhooks: true });
  try {
    await pair.settings(openLimits);
    await openGuards(pair);
    const known = await pairUp(pair);
    const startedAt = performance.now();
    const editors = startEditors({ ...options, pair, known });
    const deaths = await killAgainAndAgain(pair, options, editors).finally(() => editors.stop());
    const editedForS = (performance.now() - startedAt) / 1000;
    const stoppedAt = performance.now();
    const findings = await settle(pair, editors);
    const { changes, entries } = editors;
    return {
      kills: options.kills,
      ...deaths,
      changes,
      perSecond: {
        salesforce: Math.round(changes.salesforce / editedForS),
        zendesk: Math.round(changes.zendesk / editedForS),
      },
      records: entries.length,
      catchUpMs: Math.round(performance.now() - stoppedAt),
      findings,
    };
  } finally {
    await pair.stop();
  }
}

/** People write the same field to and fro here for as long as it takes: nothing to stop and ask about. */
export async function openGuards(pair: Pair): Promise<void> {
  const sides = "    right: { connection: zd, object: ticket }\n";
  const guards = "    guards: { maxFirstCreates: 1000000, maxFlips: 1000000 }\n";
  await pair.writeConfig((await pair.readConfig()).replace(sides, sides + guards));
}

/** The first sync makes the tickets; then each record gets the people who may edit it. */
export async function pairUp(pair: Pair): Promise<Entry[]> {
  const { code, stderr } = await pair.run(["sync"]);
  if (code !== 0) throw new Error(`the first sync ended with ${code}: ${stderr}`);
  await pair.untilInStep();
  const tickets = await pair.tickets();
  const owners: readonly Entry["editable"][] = [
    onlyBy("salesforce"),
    onlyBy("zendesk"),
    { salesforce: ["subject"], zendesk: ["priority"] },
    { salesforce: ["subject"], zendesk: ["subject"] },
  ];
  return (await pair.cases()).map((one, index) => {
    const ticket = tickets.find(({ external_id }) => external_id?.endsWith(one.Id));
    const editable = owners[index % owners.length] ?? onlyBy("salesforce");
    return entryOf({ caseId: one.Id, ticketId: ticket?.id ?? null }, editable);
  });
}

async function killAgainAndAgain(pair: Pair, options: CrashOptions, editors: Editors) {
  const deaths = { duringStart: 0, withWritesInDoubt: 0, writesInDoubt: 0 };
  for (let kill = 1; kill <= options.kills; kill += 1) {
    const { wasReady } = await liveAndDie(pair, options.random);
    const inDoubt = count(pair, "SELECT count(*) FROM intent WHERE state = 'sent'");
    if (!wasReady) deaths.duringStart += 1;
    if (inDoubt > 0) deaths.withWritesInDoubt += 1;
    deaths.writesInDoubt += inDoubt;
    const { salesforce, zendesk } = editors.changes;
    if (kill % 10 === 0)
      options.onProgress(
        `${kill} kills, ${salesforce + zendesk} changes, ${deaths.writesInDoubt} writes left in doubt`,
      );
  }
  return deaths;
}

async function liveAndDie(pair: Pair, random: () => number): Promise<{ readonly wasReady: boolean }> {
  const child = pair.start(["daemon", "--log-level", "error"]);
  const ended = collect(child);
  const isEarly = random() < earlyShare;
  if (!isEarly) await untilReady(child);
  await pause(random() * (isEarly ? startMs : longestLifeMs));
  child.kill("SIGKILL");
  const { code, stderr } = await ended;
  if (code !== null) throw new Error(`the daemon ended by itself with ${code}: ${stderr}`);
  return { wasReady: stderr.includes("integ daemon ready") };
}

/** As somebody who looks into the file would: nothing in it is changed by that. */
export function count(shop: Workshop, sql: string): number {
  const db = new Database(storeFileOf(shop), { readonly: true });
  try {
    return Number(db.prepare(sql).pluck().get());
  } finally {
    db.close();
  }
}

/** One daemon that is left alone; then both systems, the store and a further full plan are looked at. */
async function settle(pair: Pair, { entries, reverted }: Editors): Promise<readonly string[]> {
  const daemon = await pair.daemon();
  const look = async () => [...imbalances(entries, await dumpOf(pair)), ...unsettled(pair)];
  const late = await until(look, settleWithinMs).then(
    () => [],
    (error: Error) => [error.message],
  );
  const { code, stderr } = await daemon.end("SIGTERM");
  const ending = code === 0 ? [] : [`told to stop, the daemon ended with ${code}: ${stderr}`];
  const { run, document } = await pair.json(["sync", "plan", "cases", "--full"]);
  const writes = Array.isArray(document.writes) ? document.writes.length : -1;
  const plan =
    run.code === 0 && writes === 0 ? [] : [`a full plan ended with ${run.code} and ${writes} writes`];
  return [
    ...reverted.slice(0, mostToldOf),
    ...late,
    ...ending,
    ...plan,
    ...(await look()),
    ...unbalancedRows(pair),
  ];
}

export function unsettled(shop: Workshop): readonly string[] {
  const rows = count(shop, "SELECT count(*) FROM inbox WHERE state IN ('open','planned')");
  const intents = count(shop, "SELECT count(*) FROM intent WHERE state IN ('planned','sent')");
  return rows + intents === 0 ? [] : [`${rows} rows and ${intents} intents are not settled`];
}

/** Everything ever observed is still counted, and nothing of it needs a person. */
export function unbalancedRows(shop: Workshop): readonly string[] {
  const highest = count(shop, "SELECT coalesce(max(id), 0) FROM inbox");
  const counted = count(
    shop,
    "SELECT (SELECT count(*) FROM inbox) + (SELECT coalesce(sum(pruned), 0) FROM tally)",
  );
  const dead = count(shop, "SELECT count(*) FROM dead_letter WHERE state IN ('open','replaying')");
  const doubled = count(
    shop,
    `SELECT count(*) FROM (SELECT 1 FROM intent WHERE operation = 'create' AND state = 'done'
      GROUP BY sync, side, correlation_key HAVING count(DISTINCT result_id) > 1)`,
  );
  return [
    ...(highest === counted ? [] : [`${highest} rows were stored, ${counted} are counted`]),
    ...(dead === 0 ? [] : [`${dead} dead letters`]),
    ...(doubled === 0 ? [] : [`${doubled} keys were created more than once`]),
  ];
}
