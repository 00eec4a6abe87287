// Files that a command is asked to write, where there is no room left for them.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exportAudit } from "../../src/cli/audit/audit-documents.ts";
import { writePlanFile } from "../../src/cli/engine/plan-files.ts";
import { openStore } from "../../src/core/store/sqlite/sqlite-store.ts";
import type { PlanFile } from "../../src/core/sync/plan/plan-file.ts";
import { removeDirectories, temporaryDirectory } from "../core/secrets/fixture.ts";
import { skipUnless } from "../skips.ts";
import { canMount, mount, unmount } from "../small-disk.ts";

skipUnless(
  canMount(),
  "mount",
  "that a full disk is told by the commands that write a file",
)("a full disk", () => {
  let disk: string;
  beforeEach(async () => {
    disk = await temporaryDirectory();
    mount("16k", disk);
    writeFileSync(join(disk, "ballast"), Buffer.alloc(16_384, 1));
  });
  afterEach(async () => {
    unmount(disk);
    await removeDirectories();
  });

  const full = () => ({ code: "E_STORE_FULL", exitCode: 73, message: `The disk of ${disk} is full` });

  it("BAS-13 is told by an export of the audit, which leaves no part of the file", async () => {
    const store = openStore(join(await temporaryDirectory(), "integ.db"));
    await store.commit([{ op: "meta.put", key: "install-id", value: "i1" }]);
    await expect(exportAudit(store, join(disk, "audit.jsonl"), 0)).rejects.toMatchObject(full());
    await store.close();
    expect(readdirSync(disk)).toEqual(["ballast"]);
  });

  it("SYN-16 is told by a plan that is to be kept, and leaves no part of it", async () => {
    const plan = { schema: "integ.plan-file/1", madeAt: "2026-01-01T00:00:00.000Z" } as PlanFile;
    await expect(writePlanFile(join(disk, "a.json"), plan, false)).rejects.toMatchObject(full());
    expect(readdirSync(disk)).toEqual(["ballast"]);
  });
});
