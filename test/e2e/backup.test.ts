// Backups taken while the daemon works under load: each put back into an empty directory, the books have to balance.
import { copyFile, mkdir, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { isInFull } from "../skips.ts";
import { collect, mustPass, untilReady } from "./commands/workshop.ts";
import { openGuards, openLimits, pairUp, unbalancedRows, unsettled } from "./crash/crash-run.ts";
import { dumpOf, type Editors, startEditors } from "./crash/editors.ts";
import { imbalances } from "./crash/ledger.ts";
import { answerAll } from "./crash/person.ts";
import { openPair, type Pair, pause, sampleCases, until } from "./pair.ts";

interface Kept {
  readonly pair: Pair;
  readonly editors: Editors;
  /** Oldest first. */
  readonly backups: readonly string[];
}

/** Backups of the database that a daemon writes while people edit on both sides; the daemon is killed at the end. */
async function backUpUnderLoad(count: number): Promise<Kept> {
  const pair = await openPair(sampleCases(60));
  onTestFinished(() => pair.stop());
  await pair.settings(openLimits);
  await openGuards(pair);
  const known = await pairUp(pair);
  const daemon = pair.start(["daemon", "--log-level", "error"]);
  const ended = collect(daemon);
  await untilReady(daemon);
  const editors = startEditors({ pair, known, perSecond: 25, random: Math.random });
  const backups: string[] = [];
  for (let taken = 0; taken < count; taken += 1) {
    await pause(1000);
    const { run, document } = await pair.json(["backup", join(pair.dir, "backups")]);
    expect(run.stderr).not.toContain("E_");
    backups.push(String(document.directory));
  }
  daemon.kill("SIGKILL");
  await ended;
  return { pair, editors, backups };
}

/** As on a new machine: an empty state directory, and the key that was kept somewhere else. */
async function restoreAnew(pair: Pair, backup: string): Promise<void> {
  const state = join(pair.dir, "state");
  const old = join(pair.dir, `state-before-${(await readdir(pair.dir)).length}`);
  await rename(state, old);
  await mkdir(state, { mode: 0o700 });
  await copyFile(join(old, "master.key"), join(state, "master.key"));
  const { run, document } = await pair.json(["restore", backup, "--yes"]);
  expect([run.code, document]).toEqual([
    0,
    expect.objectContaining({ status: "restored", database: "restored", vault: "restored", config: "kept" }),
  ]);
}

async function balance({ pair, editors }: Kept): Promise<readonly string[]> {
  return [...imbalances(editors.entries, await dumpOf(pair)), ...unsettled(pair)];
}

async function expectSound(kept: Kept): Promise<void> {
  const { run, document } = await kept.pair.json(["sync", "plan", "cases", "--full"]);
  expect([run.code, document.writes]).toEqual([0, []]);
  const check = await kept.pair.json(["db", "check"]);
  expect([check.run.code, check.document.findings]).toEqual([0, []]);
  expect((await kept.pair.run(["audit", "verify"])).code).toBe(0);
  expect([...(await balance(kept)), ...unbalancedRows(kept.pair)]).toEqual([]);
}

const backupsTaken = isInFull ? 3 : 2;

it(`OPS-5 each of ${backupsTaken} backups taken under load puts back a state whose books balance`, async () => {
  const kept = await backUpUnderLoad(backupsTaken);
  const { pair, editors, backups } = kept;
  // The disk is lost, and people go on.
  await restoreAnew(pair, backups.at(-1) ?? "");
  const daemon = await pair.daemon();
  await pause(2000);
  await editors.stop();
  // What can't be told after a restore is asked, and nothing else is wrong.
  await until(async () => {
    await answerAll(pair, editors.entries);
    return balance(kept);
  }, 200_000);
  expect((await daemon.end("SIGTERM")).code).toBe(0);
  expect(editors.reverted).toEqual([]);
  await expectSound(kept);
  const { mode } = await stat(join(pair.dir, "state", "integ.db"));
  expect(mode & 0o777).toBe(0o600);
  for (const backup of backups.slice(0, -1)) {
    await restoreAnew(pair, backup);
    expect((await pair.run(["sync"])).code).toBe(0);
    await expectSound(kept);
  }
}, 450_000);

it("OPS-5 whether a value was set back since the backup or changed before is asked, and nothing is overwritten", async () => {
  const pair = await openPair(sampleCases(1));
  onTestFinished(() => pair.stop());
  await mustPass(pair.run(["sync"]));
  const { document } = await pair.json(["backup", join(pair.dir, "backups")]);
  const [first] = await pair.cases();
  await pair.editCase(first?.Id ?? "", { Priority: "Low" });
  await mustPass(pair.run(["sync"]));
  const [copy] = await pair.tickets();
  expect(copy?.priority).toBe("low");
  await restoreAnew(pair, String(document.directory));
  // Vendors tell times to the second.
  await pause(2100);
  await pair.editTicket(copy?.id ?? 0, { priority: "normal" });
  // It is left to a person.
  expect((await pair.run(["sync"])).code).toBe(1);
  expect([(await pair.cases())[0]?.Priority, (await pair.tickets())[0]?.priority]).toEqual(["Low", "normal"]);
  const asked = await pair.json(["conflicts", "list"]);
  expect(asked.document.items).toMatchObject([{ field: expect.stringContaining("Priority") }]);
  const [{ id }] = asked.document.items as [{ id: string }];
  await mustPass(pair.run(["conflicts", "resolve", id, "--take", "right"]));
  expect([(await pair.cases())[0]?.Priority, (await pair.tickets())[0]?.priority]).toEqual([
    "Medium",
    "normal",
  ]);
});
