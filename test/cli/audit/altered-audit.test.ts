// What is said of an audit that somebody has laid hands on.
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportAudit, listAudit, verifyStore } from "../../../src/cli/audit/audit-documents.ts";
import { migrations } from "../../../src/core/store/migrations/index.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { removeDirectories, temporaryDirectory } from "../../core/secrets/fixture.ts";

let file: string;
let store: Store;
beforeEach(async () => {
  file = join(await temporaryDirectory(), "integ.db");
  store = openStore(file);
});
afterEach(async () => {
  await store.close();
  await removeDirectories();
});

/** Two rows, the first of which every installation has. */
const live = () =>
  store.commit([
    { op: "meta.put", key: "install-id", value: "i1" },
    { op: "meta.put", key: "mark", value: "one" },
  ]);

function alter(sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

const verify = () => verifyStore(store, file, null);

describe("the audit in a database", () => {
  it("BAS-13 is whole when it is new, and when rows were added", async () => {
    expect(await verify()).toMatchObject({ rows: 0, head: null });
    await live();
    expect(await verify()).toMatchObject({ rows: 2, head: { seq: 2 } });
  });

  it("BAS-13 that was emptied lacks its first row, with its triggers put back as well", async () => {
    await live();
    const guard = "audit_no_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'no'); END";
    alter(`DROP TRIGGER audit_no_delete; DELETE FROM audit; CREATE TRIGGER ${guard}`);
    await expect(verify()).rejects.toMatchObject({
      code: "E_AUDIT_BROKEN",
      message: expect.stringContaining("Row 1 "),
    });
  });

  it("BAS-13 of an installation that is older than the audit may be empty, until its first row", async () => {
    await store.close();
    file = join(await temporaryDirectory(), "integ.db");
    alter(
      `${migrations.slice(0, 2).join("")} INSERT INTO meta VALUES ('install-id', 'i1'); PRAGMA user_version = 2`,
    );
    store = openStore(file);
    expect(await verify()).toMatchObject({ rows: 0, head: null });
    await store.commit([{ op: "meta.put", key: "mark", value: "one", at: 7 }]);
    expect(await verify()).toMatchObject({ rows: 1 });
    alter("DROP TRIGGER audit_no_delete; DELETE FROM audit");
    await expect(verify()).rejects.toMatchObject({ code: "E_AUDIT_BROKEN" });
  });

  it.each(["audit_no_update", "audit_no_delete", "audit_in_order"])(
    "BAS-13 without its trigger %s is not sound, and the trigger is named",
    async (trigger) => {
      await live();
      alter(`DROP TRIGGER ${trigger}`);
      await expect(verify()).rejects.toMatchObject({
        code: "E_AUDIT_BROKEN",
        message: expect.stringContaining(`trigger ${trigger} is missing`),
      });
    },
  );

  it.each([
    ["detail = 'no JSON'", { detail: { unreadable: "no JSON" } }],
    ["detail = 'null'", { detail: { unreadable: "null" } }],
    ["at = 9000000000000000", { at: "9000000000000000" }],
  ])(
    "BAS-13 with %s in a row goes on being shown, and verify and export name the row",
    async (change, shown) => {
      await live();
      alter(`DROP TRIGGER audit_no_update; UPDATE audit SET ${change} WHERE seq = 2`);
      const row2 = { code: "E_AUDIT_BROKEN", message: expect.stringContaining("Row 2 ") };
      await expect(verify()).rejects.toMatchObject(row2);
      await expect(exportAudit(store, `${file}.jsonl`, 0)).rejects.toMatchObject(row2);
      expect((await listAudit(store, {}, 10)).rows).toMatchObject([{ seq: 2, ...shown }, { seq: 1 }]);
    },
  );
});
