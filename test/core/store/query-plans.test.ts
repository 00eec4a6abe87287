// No query that runs with the work reads a whole table: what is cheap today would not be with a million rows.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createApplyOp } from "../../../src/core/store/sqlite/apply-op.ts";
import { type Db, openDatabase } from "../../../src/core/store/sqlite/open.ts";
import { createReads } from "../../../src/core/store/sqlite/reads.ts";

const directory = mkdtempSync(join(tmpdir(), "integ-plans-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Those that only a person or the hourly pruning asks. */
const isRare = [
  /^DELETE FROM intent WHERE state IN \('done','failed','superseded'\)/,
  /FROM history ORDER BY id DESC LIMIT/,
  /FROM conflict WHERE sync = coalesce/,
];

/** Every statement the store prepares, gathered by a database that listens. */
function statements(db: Db): readonly string[] {
  const found = new Set<string>();
  const listening = new Proxy(db, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (key !== "prepare") return typeof value === "function" ? value.bind(target) : value;
      return (sql: string) => {
        found.add(sql.replaceAll(/\s+/g, " ").trim());
        return target.prepare(sql);
      };
    },
  });
  createReads(listening);
  createApplyOp(listening);
  return [...found];
}

function scansOf(db: Db, sql: string): readonly string[] {
  const named = Object.fromEntries([...sql.matchAll(/:(\w+)/g)].map(([, name]) => [name, 1]));
  const positional = Array.from({ length: sql.match(/\?/g)?.length ?? 0 }, () => 1);
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`);
  const steps = plan.all(...positional, ...(Object.keys(named).length > 0 ? [named] : [])) as {
    readonly detail: string;
  }[];
  return steps.flatMap(({ detail }) =>
    /^SCAN (inbox|intent|link|shadow|sighting|history|conflict|dead_letter|match_key|last_edit)\b/.test(
      detail,
    )
      ? [detail]
      : [],
  );
}

it("BAS-11 no query of the daily work reads a whole table", () => {
  const db = openDatabase(join(directory, "integ.db"));
  const all = statements(db);
  expect(all.length).toBeGreaterThan(80);
  const scanning = all.filter((sql) => !isRare.some((rare) => rare.test(sql)) && scansOf(db, sql).length > 0);
  expect(scanning).toEqual([]);
  // The list above names no more than there is.
  expect(isRare.filter((rare) => !all.some((sql) => rare.test(sql) && scansOf(db, sql).length > 0))).toEqual(
    [],
  );
  db.close();
});
