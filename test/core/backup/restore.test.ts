import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBackup } from "../../../src/core/backup/backup.ts";
import {
  applyRestore,
  planRestore,
  type RestoreOptions,
  restoreSteps,
} from "../../../src/core/backup/restore.ts";
import type { Releaser } from "../../../src/core/contract/runtime.ts";
import { lockEngine } from "../../../src/core/store/engine-lock.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import { keyedKey } from "../../../src/core/sync/match/identity.ts";
import { portsFor, removeDirectories, temporaryDirectory } from "../secrets/fixture.ts";
import { backupOf, clock, damage, makeState, marksOf, restoreTo, type State, work } from "./state.ts";

let directory: string;
let state: State;
let backup: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  state = await makeState(directory, "one", "first");
  backup = join(directory, "backups", "b1");
  await createBackup(backupOf(state, backup));
  const store = openStore(join(state.stateDir, "integ.db"));
  await store.commit([{ op: "meta.put", key: "mark", value: "second" }]);
  await store.close();
});
afterEach(removeDirectories);

const ports = { clock, who: "tester" };
const restore = async (options: RestoreOptions) => applyRestore(await planRestore(options), ports);
const codeOf = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => "done",
    (error: { code?: unknown }) => error.code ?? error,
  );

describe("a restore", () => {
  it("OPS-5 says first what it would do, and changes nothing", async () => {
    const before = readdirSync(state.stateDir);
    const plan = await planRestore(restoreTo(state, backup));
    expect(plan).toMatchObject({ database: "replaced", vaultFate: "kept", configFate: "kept" });
    expect(plan.syncs).toEqual([
      { sync: "cases", readUntil: 1000, heldUntil: 1000, open: 0, planned: 1, sent: 1, isKeyed: null },
      {
        sync: "cases.comments",
        readUntil: 1000,
        heldUntil: 1000,
        open: 0,
        planned: 1,
        sent: 1,
        isKeyed: null,
      },
    ]);
    expect(readdirSync(state.stateDir)).toEqual(before);
    expect((await marksOf(state)).database).toBe("second");
  });

  it("OPS-5 puts the database back and keeps the present one beside it", async () => {
    const { aside } = await restore(restoreTo(state, backup));
    expect(await marksOf(state)).toEqual({ database: "first", vault: "first", config: "first" });
    const kept = new Database(aside[0] ?? "", { readonly: true });
    expect(kept.prepare("SELECT value FROM meta WHERE key = 'mark'").pluck().get()).toBe("second");
    kept.close();
    expect(readdirSync(state.stateDir).filter((name) => /wal|shm|restore-[^0-9]/.test(name))).toEqual([]);
  });

  it("OPS-5 makes a whole state where there is none: only the key has to be brought", async () => {
    const fresh: State = {
      stateDir: join(directory, "new", "state"),
      configFile: join(directory, "new", "integ.yaml"),
    };
    await mkdir(fresh.stateDir, { recursive: true, mode: 0o700 });
    await copyFile(join(state.stateDir, "master.key"), join(fresh.stateDir, "master.key"));
    await restore(restoreTo(fresh, backup));
    expect(await marksOf(fresh)).toEqual({ database: "first", vault: "first", config: "first" });
  });

  it("OPS-5 leaves the vault that is here: the backup's may hold tokens that were renewed since", async () => {
    const { openSecrets } = await import("../../../src/core/secrets/secrets.ts");
    const secrets = await openSecrets(portsFor(state.stateDir));
    await secrets.set("mark", "renewed");
    await secrets.close();
    await restore(restoreTo(state, backup));
    expect((await marksOf(state)).vault).toBe("renewed");
  });

  it("OPS-5 asks which vault counts where the one here has another key", async () => {
    const other = await makeState(directory, "two", "other");
    expect(await codeOf(planRestore(restoreTo(other, backup)))).toBe("E_RESTORE_REFUSED");
    await restore({ ...restoreTo(other, backup), vault: "keep" });
    expect(await marksOf(other)).toMatchObject({ database: "first", vault: "other" });
    await copyFile(join(state.stateDir, "master.key"), join(other.stateDir, "master.key"));
    const { aside } = await restore({ ...restoreTo(other, backup), vault: "replace" });
    expect(aside.some((file) => file.includes("vault.json.before-restore"))).toBe(true);
    expect((await marksOf(other)).vault).toBe("first");
  });

  it("OPS-5 does not give up a vault that opens for one that nothing here opens", async () => {
    const other = await makeState(directory, "two", "other");
    const options = { ...restoreTo(other, backup), vault: "replace" } as const;
    expect(await codeOf(restore(options))).toBe("E_RESTORE_REFUSED");
    await rename(join(other.stateDir, "master.key"), join(other.stateDir, "away"));
    expect(await codeOf(restore(options))).toBe("E_RESTORE_REFUSED");
    await rename(join(other.stateDir, "away"), join(other.stateDir, "master.key"));
    expect(await marksOf(other)).toEqual({ database: "other", vault: "other", config: "other" });
  });

  it("OPS-5 says so where the key of the backup's vault is not here, or can't be tried", async () => {
    const fresh = {
      stateDir: join(directory, "new", "state"),
      configFile: join(directory, "new", "integ.yaml"),
    };
    expect((await planRestore(restoreTo(fresh, backup))).keyDoubt).toContain("master.key is gone");
    expect((await planRestore(restoreTo(state, backup))).keyDoubt).toBeNull();
    const env = { INTEG_MASTER_KEY: randomBytes(32).toString("base64") };
    const other = await makeState(directory, "two", "other", { env });
    const later = join(directory, "backups", "b2");
    await createBackup(backupOf(other, later));
    const options = { ...restoreTo(state, later), vault: "replace" } as const;
    expect((await planRestore(options)).keyDoubt).toContain("INTEG_MASTER_KEY, which is not set");
    const secrets = portsFor(state.stateDir, { env: { ...env } });
    expect((await planRestore({ ...options, secrets })).keyDoubt).toBeNull();
    expect(secrets.env).toEqual(env);
  });

  it("OPS-5 keeps an engine of before from committing to it", async () => {
    const store = openStore(join(state.stateDir, "integ.db"));
    const fence = await store.takeEngine("daemon 1", 1);
    await store.close();
    await restore(restoreTo(state, backup));
    const restored = openStore(join(state.stateDir, "integ.db"));
    const commit = restored.commit([{ op: "meta.put", key: "mark", value: "late" }], fence);
    expect(await codeOf(commit)).toBe("E_LEASE_LOST");
    expect((await restored.takeEngine("daemon 2", 1)).epoch).toBeGreaterThan(fence.epoch);
    await restored.close();
  });

  it("OPS-5 has every record matched and read again; comments and files wait for a person", async () => {
    await restore(restoreTo(state, backup));
    const store = openStore(join(state.stateDir, "integ.db"));
    expect(await store.meta("first-match:cases")).toBeNull();
    expect([
      await store.meta("sweep-wanted:cases:left"),
      await store.meta("sweep-wanted:cases:right"),
    ]).toEqual(["tester", "tester"]);
    expect(await store.pauses("cases")).toEqual([]);
    expect(await store.pauses("cases.comments")).toMatchObject([
      { kind: "sync", code: "E_SYNC_PAUSED", who: "tester" },
    ]);
    expect(
      (await store.intents("cases", "planned")).length + (await store.intents("cases", "sent")).length,
    ).toBe(2);
    await store.close();
  });

  it("OPS-5 knows a sync without keys by what its vendors said, whatever it is called", async () => {
    const store = openStore(join(state.stateDir, "integ.db"));
    await store.commit([
      ...work("notes"),
      { op: "meta.put", key: keyedKey("notes"), value: "no" },
      ...work("talk.comments"),
      { op: "meta.put", key: keyedKey("talk.comments"), value: "yes" },
    ]);
    await store.close();
    const later = join(directory, "backups", "b2");
    await createBackup(backupOf(state, later));
    await restore(restoreTo(state, later));
    const restored = openStore(join(state.stateDir, "integ.db"));
    expect(await restored.pauses("notes")).toMatchObject([{ kind: "sync", code: "E_SYNC_PAUSED" }]);
    expect(await restored.meta("first-match:notes")).toBe("done");
    expect(await restored.pauses("talk.comments")).toEqual([]);
    expect(await restored.meta("first-match:talk.comments")).toBeNull();
    await restored.close();
  });

  it("OPS-5 is refused while a process runs the syncs, or has the database open", async () => {
    const releasers: Releaser[] = [];
    lockEngine(state.stateDir, releasers);
    await expect(restore(restoreTo(state, backup))).rejects.toMatchObject({
      code: "E_ENGINE_BUSY",
      exitCode: 75,
      hint: expect.stringMatching(/^Stop the daemon/),
    });
    for (const release of releasers) await release();
    const reader = openStore(join(state.stateDir, "integ.db"));
    expect(await codeOf(restore(restoreTo(state, backup)))).toBe("E_STORE_BUSY");
    await reader.close();
    expect(await marksOf(state)).toMatchObject({ database: "second" });
  }, 30_000);

  it("OPS-5 takes the place of a database that is damaged, or that a newer version has written", async () => {
    const file = join(state.stateDir, "integ.db");
    await damage(file);
    await restore(restoreTo(state, backup));
    expect((await marksOf(state)).database).toBe("first");
    await rm(file);
    await writeFile(file, "no database at all");
    await writeFile(`${file}-wal`, "nor a log");
    await restore({ ...restoreTo(state, backup), from: backup });
    expect((await marksOf(state)).database).toBe("first");
  });

  it("OPS-5 does not take the log of a database that is gone for the new one's", async () => {
    const file = join(state.stateDir, "integ.db");
    const store = openStore(file);
    await store.commit([{ op: "meta.put", key: "mark", value: "third" }]);
    // As a power cut would leave it: what was committed last is in the log alone.
    await copyFile(`${file}-wal`, `${file}-wal.kept`);
    await store.close();
    await rm(file);
    await rename(`${file}-wal.kept`, `${file}-wal`);
    await restore(restoreTo(state, backup));
    expect((await marksOf(state)).database).toBe("first");
  });

  it.each(restoreSteps)(
    "OPS-5 killed before the step %s leaves the old state or the new one",
    async (step) => {
      const { stateDir, configFile } = state;
      const script = fileURLToPath(new URL("./dying-process.ts", import.meta.url));
      const run = spawnSync(process.execPath, [script, "restore", step, stateDir, configFile, backup]);
      expect(run.signal).toBe("SIGKILL");
      const expected = step === "done" ? "first" : "second";
      expect(await marksOf(state)).toEqual({ database: expected, vault: "first", config: "first" });
      const store = openStore(join(stateDir, "integ.db"));
      await store.commit([{ op: "meta.put", key: "mark", value: "third" }]);
      await store.close();
      await restore(restoreTo(state, backup));
      expect((await marksOf(state)).database).toBe("first");
      expect(readdirSync(stateDir).filter((name) => name.startsWith(".restore-"))).toEqual([]);
    },
  );
});

describe("a backup that is not what was written", () => {
  const changed: readonly (readonly [string, (file: (name: string) => string) => Promise<void>])[] = [
    ["with a changed database", (file) => damage(file("integ.db"))],
    ["with a changed vault", (file) => writeFile(file("vault.json"), "{}")],
    ["without its vault", (file) => rm(file("vault.json"))],
    ["with a cut list", (file) => writeFile(file("backup.json"), '{"format":')],
    ["of another format", (file) => writeFile(file("backup.json"), '{"format":"integ.backup/9"}')],
  ];
  it.each(changed)("OPS-5 %s is refused, and nothing is touched", async (_title, change) => {
    await change((name) => join(backup, name));
    expect(await codeOf(planRestore(restoreTo(state, backup)))).toBe("E_BACKUP_INVALID");
    expect((await marksOf(state)).database).toBe("second");
  });

  it("OPS-5 changed between the plan and its execution is refused as well", async () => {
    const plan = await planRestore(restoreTo(state, backup));
    await damage(join(backup, "integ.db"));
    expect(await codeOf(applyRestore(plan, ports))).toBe("E_BACKUP_INVALID");
    expect((await marksOf(state)).database).toBe("second");
  });

  it("OPS-5 is not looked for in a directory that is none", async () => {
    expect(await codeOf(planRestore(restoreTo(state, join(directory, "nowhere"))))).toBe("E_NOT_FOUND");
    expect(existsSync(join(directory, "nowhere"))).toBe(false);
  });
});
