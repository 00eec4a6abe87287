// A disk with no room left: no half backup, and no half restore.
import { readdirSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createBackup } from "../../../src/core/backup/backup.ts";
import { applyRestore, planRestore } from "../../../src/core/backup/restore.ts";
import { skipUnless } from "../../skips.ts";
import { canMount, mount, unmount } from "../../small-disk.ts";
import { removeDirectories, temporaryDirectory } from "../secrets/fixture.ts";
import { backupOf, clock, makeState, marksOf, restoreTo, type State } from "./state.ts";

const mounted: string[] = [];
afterEach(async () => {
  for (const directory of mounted.splice(0)) unmount(directory);
  await removeDirectories();
});

async function smallDisk(directory: string, size: string): Promise<string> {
  const place = join(directory, "disk");
  await mkdir(place);
  mount(size, place);
  mounted.push(place);
  return place;
}

const codeOf = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => "done",
    (error: { code?: unknown }) => error.code ?? error,
  );

skipUnless(
  canMount(),
  "mount",
  "that a full disk leaves no half backup and no half restore",
)("a full disk", () => {
  it("OPS-5 has no half backup on it", async () => {
    const directory = await temporaryDirectory();
    const state = await makeState(directory, "one", "first");
    const disk = await smallDisk(directory, "96k");
    await expect(createBackup(backupOf(state, join(disk, "b1")))).rejects.toMatchObject({
      code: "E_STORE_FULL",
      message: expect.stringContaining(disk),
    });
    expect(readdirSync(disk)).toEqual([]);
    expect(await marksOf(state)).toEqual({ database: "first", vault: "first", config: "first" });
  });

  it("OPS-5 keeps the state that is on it, and takes the backup once there is room", async () => {
    const directory = await temporaryDirectory();
    const backup = join(directory, "b1");
    await createBackup(backupOf(await makeState(directory, "one", "first"), backup));
    const disk = await smallDisk(directory, "2m");
    const state: State = await makeState(disk, "two", "second");
    const ballast = join(disk, "ballast");
    await writeFile(ballast, Buffer.alloc(4 << 20, 1)).catch(() => undefined);
    const options = { ...restoreTo(state, backup), vault: "keep" as const };
    const plan = await planRestore(options);
    expect(await codeOf(applyRestore(plan, { clock, who: "tester" }))).toBe("E_STORE_FULL");
    // Not even a look at it is possible before: SQLite needs room for the index of its log.
    await rm(ballast);
    expect((await marksOf(state)).database).toBe("second");
    await applyRestore(plan, { clock, who: "tester" });
    expect((await marksOf(state)).database).toBe("first");
  });
});
