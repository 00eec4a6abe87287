import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backupSteps, createBackup } from "../../../src/core/backup/backup.ts";
import { checkDatabase, checkNamedDatabase } from "../../../src/core/store/sqlite/damage.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import { removeDirectories, temporaryDirectory } from "../secrets/fixture.ts";
import { backupOf, damage, makeState, marksOf, type State } from "./state.ts";

let directory: string;
let state: State;
let to: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  state = await makeState(directory, "one", "first");
  to = join(directory, "backups", "b1");
});
afterEach(removeDirectories);

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe("a backup", () => {
  it("OPS-5 has the database, the vault and the configuration, for nobody else to read, and not the key", async () => {
    const before = process.umask(0);
    const report = await createBackup(backupOf(state, to)).finally(() => process.umask(before));
    expect(report).toMatchObject({ directory: to, version: "1.2.3", key: { source: "insecure-key-file" } });
    expect(readdirSync(to).sort()).toEqual(["backup.json", "integ.db", "integ.yaml", "vault.json"]);
    expect([to, ...readdirSync(to).map((name) => join(to, name))].map(modeOf)).toEqual([
      0o700, 0o600, 0o600, 0o600, 0o600,
    ]);
    const key = readFileSync(join(state.stateDir, "master.key"), "utf8").trim();
    expect(readdirSync(to).some((name) => readFileSync(join(to, name), "latin1").includes(key))).toBe(false);
    expect(readdirSync(join(directory, "backups"))).toEqual(["b1"]);
  });

  it("OPS-5 holds what was committed before, and takes no part of a commit", async () => {
    const store = openStore(join(state.stateDir, "integ.db"));
    await store.commit([{ op: "meta.put", key: "late", value: "yes" }]);
    const writing = Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        store.commit([
          { op: "meta.put", key: "left", value: String(n) },
          { op: "meta.put", key: "right", value: String(n) },
        ]),
      ),
    );
    await createBackup(backupOf(state, to));
    await writing;
    await store.close();
    const copy = openStore(join(to, "integ.db"));
    expect(await copy.meta("late")).toBe("yes");
    expect(await copy.meta("left")).toBe(await copy.meta("right"));
    await copy.close();
  });

  it("OPS-5 is refused where there is nothing to keep, or something in its place", async () => {
    await mkdir(to, { recursive: true });
    expect(codeOf(await createBackup(backupOf(state, to)).catch((error: unknown) => error))).toBe(
      "E_FILE_EXISTS",
    );
    const nowhere = { ...state, stateDir: join(directory, "nowhere") };
    const error = await createBackup(backupOf(nowhere, `${to}2`)).catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe("E_NOT_FOUND");
  });

  it("OPS-5 is not made of a damaged database, and nothing is left of the attempt", async () => {
    await damage(join(state.stateDir, "integ.db"));
    const error = await createBackup(backupOf(state, to)).catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe("E_STORE_CORRUPT");
    expect(readdirSync(join(directory, "backups"))).toEqual([]);
  });

  it("OPS-5 is not made without a vault that can be read", async () => {
    await writeFile(join(state.stateDir, "vault.json"), "{}");
    const error = await createBackup(backupOf(state, to)).catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe("E_SECRETS_DAMAGED");
    expect(existsSync(to)).toBe(false);
  });

  it.each(backupSteps)("OPS-5 killed before the step %s is there whole or not at all", async (step) => {
    const { stateDir, configFile } = state;
    const script = fileURLToPath(new URL("./dying-process.ts", import.meta.url));
    const run = spawnSync(process.execPath, [script, "backup", step, stateDir, configFile, to]);
    expect(run.signal).toBe("SIGKILL");
    expect(existsSync(to)).toBe(step === "done");
    expect(await marksOf(state)).toEqual({ database: "first", vault: "first", config: "first" });
    await rm(to, { recursive: true, force: true });
    for (const name of readdirSync(join(directory, "backups")))
      await utimes(join(directory, "backups", name), 1, 1);
    await createBackup(backupOf(state, to));
    expect(readdirSync(join(directory, "backups"))).toEqual(["b1"]);
  });
});

describe("a look through the database", () => {
  const check = () => checkDatabase(join(state.stateDir, "integ.db"));

  it("OPS-5 counts the rows of a sound one, and changes nothing", () => {
    expect(check()).toMatchObject({ findings: [], rows: { link: 4, intent: 4 } });
  });

  it("OPS-5 finds what can't be read", async () => {
    await damage(join(state.stateDir, "integ.db"));
    expect(check().findings.length).toBeGreaterThan(0);
  });

  it("OPS-5 finds rows that refer to nothing, and rows that are missing", () => {
    const db = new Database(join(state.stateDir, "integ.db"));
    db.pragma("foreign_keys = OFF");
    db.exec("DELETE FROM link WHERE id = 'cases-1'");
    const row = "INSERT INTO inbox (id, sync, side, record_id, kind, source, event_key, seen_at, due_at)";
    db.exec(`${row} VALUES (7, 'cases', 'left', '1', 'changed', 'poll', 'e', 1, 1)`);
    db.close();
    expect(check().findings).toEqual([
      "1 rows of intent that refer to no link",
      "7 changes were stored, and 1 are counted",
    ]);
  });

  it.each(["table audit", "table history", "index intent_open", "trigger audit_no_delete"])(
    "OPS-5 finds that the %s is not there",
    (part) => {
      const file = join(state.stateDir, "integ.db");
      const db = new Database(file);
      db.exec(`DROP ${part}`);
      db.close();
      expect(checkDatabase(file).findings).toContain(`the ${part} is missing`);
      if (!part.startsWith("table")) return;
      expect(() => openStore(file)).toThrow(
        expect.objectContaining({ code: "E_STORE_CORRUPT", message: expect.stringContaining(part) }),
      );
    },
  );

  it("OPS-5 says so when there is no database, or none of integ's", async () => {
    const missing = join(directory, "missing.db");
    expect(() => checkDatabase(missing)).toThrow(expect.objectContaining({ code: "E_NOT_FOUND" }));
    expect(() => checkDatabase(directory)).toThrow(
      expect.objectContaining({ code: "E_INPUT", message: `${directory} is no file` }),
    );
    await writeFile(missing, "x".repeat(8192));
    expect(() => checkDatabase(missing)).toThrow(expect.objectContaining({ code: "E_STORE_CORRUPT" }));
    expect(() => checkNamedDatabase(missing)).toThrow(
      expect.objectContaining({ code: "E_INPUT", exitCode: 65 }),
    );
  });
});
