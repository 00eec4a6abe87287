import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { first } from "../../../src/core/store/migrations/0001-first.ts";
import { migrations } from "../../../src/core/store/migrations/index.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "integ-migrate-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A database as the first schema left it: one pair, one write, one conflict, one dead letter. */
function oldDatabase(): string {
  const file = join(directory, "integ.db");
  const db = new Database(file);
  db.exec(first);
  db.exec(`
    INSERT INTO link VALUES ('L1', 'cases', '500A', '42', 'live', 1, 2);
    INSERT INTO shadow VALUES ('L1', 'left', '{"Subject":"Agreed"}'), ('L1', 'right', '{"subject":"Agreed"}');
    INSERT INTO intent VALUES ('I1', 'cases', 'L1', 'right', 'update', '{"subject":"Agreed"}', NULL, '42', 'v1',
      '{"left":{},"right":{}}', 'sent', 1, 1, NULL, 1, 1, NULL, NULL);
    INSERT INTO conflict VALUES ('C1', 'cases', 'L1', 'Subject ↔ subject', NULL, '"a"', '"b"', 'left', 'later', 3);
    INSERT INTO dead_letter VALUES ('D1', 'cases', 'L1', 'left', '500A', 'update', 'E_RECORD_INVALID', 'm', 'h', NULL,
      '{}', 1, 1, 1, 'open');
    PRAGMA user_version = 1;`);
  db.close();
  return file;
}

describe("a database of the first schema", () => {
  it("SYN-9 keeps every row when it is opened by this version", async () => {
    const store = openStore(oldDatabase());
    const [link] = (await store.linksById(["L1"])).values();
    expect(link).toEqual({
      id: "L1",
      sync: "cases",
      leftId: "500A",
      rightId: "42",
      state: "live",
      deletedOn: null,
    });
    expect((await store.shadows(["L1"])).map((shadow) => Object.values(shadow.values))).toEqual([
      ["Agreed"],
      ["Agreed"],
    ]);
    expect((await store.intents("cases", "sent")).map((intent) => intent.id)).toEqual(["I1"]);
    expect(await store.conflicts("cases", ["settled"], 10)).toMatchObject([{ id: "C1", winner: "left" }]);
    expect(await store.deadLetters(["open"], "cases")).toMatchObject([{ id: "D1", edited: null }]);
    await store.close();
  });

  it("SYN-9 still refuses a row that refers to nothing", async () => {
    const store = openStore(oldDatabase());
    const values = { left: { a: 1 }, right: {} };
    await expect(store.commit([{ op: "shadow.merge", linkId: "nobody", agreed: values }])).rejects.toThrow();
    await store.close();
  });
});

describe("a database with books of limits of its own", () => {
  it.each([3, 4])(
    "BAS-6 SYN-9 of schema %i is brought up to date: the books go, all else and a copy stay",
    async (schema) => {
      const file = join(directory, "integ.db");
      const db = new Database(file);
      for (const sql of migrations.slice(0, schema)) db.exec(sql);
      db.exec(`
      INSERT INTO rate_bucket VALUES ('sf', '{"daily":{}}', 1);
      INSERT INTO link (id, sync, left_id, right_id, state, created_at, updated_at)
        VALUES ('L1', 'cases', '500A', '42', 'live', 1, 2);
      PRAGMA user_version = ${schema};`);
      db.close();
      const store = openStore(file);
      expect([...(await store.linksById(["L1"])).values()]).toMatchObject([
        { leftId: "500A", rightId: "42" },
      ]);
      await store.close();
      const facts = (path: string) => {
        const one = new Database(path, { readonly: true });
        const tables = one.prepare("SELECT name FROM sqlite_schema WHERE name = 'rate_bucket'").all();
        const found = [one.pragma("user_version", { simple: true }), tables.length];
        one.close();
        return found;
      };
      expect(facts(file)).toEqual([migrations.length, 0]);
      expect(facts(`${file}.before-schema-${migrations.length}`)).toEqual([schema, 1]);
    },
  );
});
