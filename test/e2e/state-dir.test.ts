// The state directory at its limits: a disk that is full, and one that can't be written.
import { readdirSync, rmSync, statfsSync } from "node:fs";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/core/store/sqlite/sqlite-store.ts";
import { skipUnless } from "../skips.ts";
import { canMount, mount, remount, unmount } from "../small-disk.ts";
import { isCopyOf, openPair, type Pair, sampleCases, until } from "./pair.ts";

const count = 4;

interface Disk {
  readonly pair: Pair;
  readonly directory: string;
}

/** Both systems in step, with the state on a disk of 2 MB. */
async function openOnSmallDisk(): Promise<Disk> {
  const directory = await mkdtemp(join(tmpdir(), "integ-disk-"));
  mount("2m", directory);
  onTestFinished(async () => {
    unmount(directory);
    await rm(directory, { recursive: true, force: true });
  });
  const pair = await openPair(sampleCases(count), { stateDir: directory });
  onTestFinished(() => pair.stop());
  expect((await pair.run(["sync"])).code).toBe(0);
  return { pair, directory };
}

const ballastOf = (directory: string): string => join(directory, "ballast");

/** Writes until not one page is left. */
async function fill(directory: string): Promise<void> {
  await writeFile(ballastOf(directory), "");
  const page = Buffer.alloc(4096, 1);
  while (statfsSync(directory).bavail > 0) await appendFile(ballastOf(directory), page);
}

/** People's work in both systems: two edits, two creates. */
async function work(pair: Pair): Promise<void> {
  const [one, two] = await pair.cases();
  const ticket = (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, two?.Id));
  await pair.editCase(one?.Id ?? "", { Subject: "Edited in Salesforce" });
  await pair.editTicket(ticket?.id ?? 0, { subject: "Edited in Zendesk" });
  await pair.createCase("Made in Salesforce");
  await pair.createTicket("Made in Zendesk");
}

const hasArrived = async (pair: Pair): Promise<readonly string[]> => {
  const [cases, tickets] = [await pair.cases(), await pair.tickets()];
  return cases.length === count + 2 && tickets.length === count + 2 ? [] : ["not all creates arrived"];
};

async function expectEverythingOnce({ pair, directory }: Disk): Promise<void> {
  await until(() => hasArrived(pair), 30_000);
  await pair.untilInStep();
  const subjects = (await pair.cases()).map(({ Subject }) => Subject);
  expect(subjects).toEqual(expect.arrayContaining(["Edited in Salesforce", "Edited in Zendesk"]));
  const store = openStore(join(directory, "integ.db"));
  try {
    expect(await store.intents("cases", "sent")).toEqual([]);
    expect(await store.deadLetters(["open", "replaying"], null)).toEqual([]);
  } finally {
    await store.close();
  }
}

/** One sentence and one next step, whatever else: no trace of a stack. */
function expectOneSentence(stderr: string, code: string): void {
  const lines = stderr.trim().split("\n");
  expect(lines.filter((line) => line.startsWith("error "))).toEqual([expect.stringContaining(code)]);
  expect(lines.at(-1)).toMatch(/^→ /);
  expect(stderr).not.toMatch(/^\s+at |SqliteError/m);
}

const needsMount = skipUnless(
  canMount(),
  "mounting (Linux, as root)",
  "that a full disk and a read-only state directory lose nothing",
);

needsMount("a full disk", () => {
  it("SYN-9 ends commands with one sentence and 73, and everything arrives once when there is space", async () => {
    const disk = await openOnSmallDisk();
    const { pair, directory } = disk;
    await work(pair);
    await fill(directory);
    const before = (await pair.writes()).length;
    for (const command of ["sync", "daemon"]) {
      const { run, document } = await pair.json([command]);
      expect([command, run.code, document.error]).toMatchObject([command, 73, { code: "E_STORE_FULL" }]);
      expectOneSentence(run.stderr, "E_STORE_FULL");
    }
    expect((await pair.writes()).length).toBe(before);
    rmSync(ballastOf(directory));
    expect((await pair.run(["sync"])).code).toBe(0);
    await expectEverythingOnce(disk);
  });

  it("SYN-9 keeps a daemon alive, which says so in its health and goes on when there is space", async () => {
    const disk = await openOnSmallDisk();
    const { pair, directory } = disk;
    const daemon = await pair.daemon();
    await fill(directory);
    await work(pair);
    await until(async () => {
      const { document } = await pair.json(["health"]);
      return JSON.stringify(document).includes("No space left") ? [] : [`health says ${document.status}`];
    });
    expect(daemon.process.exitCode).toBeNull();
    rmSync(ballastOf(directory));
    await until(() => hasArrived(pair), 30_000);
    await pair.untilInStep();
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
    await expectEverythingOnce(disk);
  });
});

needsMount("a read-only state directory", () => {
  it("ends every command with one sentence and 73, changes nothing, and works again afterwards", async () => {
    const disk = await openOnSmallDisk();
    const { pair, directory } = disk;
    await work(pair);
    remount("ro", directory);
    onTestFinished(() => remount("rw", directory));
    const before = readdirSync(directory);
    for (const command of ["sync", "sync plan", "daemon", "health", "replay-dlq --all"]) {
      const { run, document } = await pair.json(command.split(" "));
      expect([command, run.code, document.error]).toMatchObject([command, 73, { code: "E_STORE_READONLY" }]);
      expectOneSentence(run.stderr, "E_STORE_READONLY");
    }
    expect(readdirSync(directory)).toEqual(before);
    remount("rw", directory);
    expect((await pair.run(["sync"])).code).toBe(0);
    await expectEverythingOnce(disk);
  });
});
