// What the store's durable commits cost over the bare database on the same disk.
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Op } from "../../src/core/store/ops.ts";
import { openStore } from "../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/core/store/store.ts";
import { type Bench, type Figure, inTurns, perSecond } from "../figures.ts";
import { withDirectory } from "./stage.ts";

const together = 100;

export const commits: Bench = {
  name: "commits",
  run: ({ quick }) =>
    withDirectory(async (directory) => {
      const store = openStore(join(directory, "integ.db"));
      const bare = openBare(join(directory, "bare.db"));
      const rounds = quick ? 3 : 9;
      const singles = quick ? 200 : 1000;
      const batches = quick ? 20 : 100;
      const figures = [
        await oneByOne(store, bare, singles, rounds),
        await inGroups(store, bare, batches, rounds),
      ];
      await store.close();
      bare.close();
      return figures;
    }),
};

interface Bare {
  insert(n: number): void;
  insertMany(numbers: readonly number[]): void;
  close(): void;
}

/** One table like history, written with nothing around it, as durable as the store. */
function openBare(file: string): Bare {
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(`CREATE TABLE history (id INTEGER PRIMARY KEY, sync TEXT NOT NULL, link_id TEXT NOT NULL, at INTEGER NOT NULL,
    kind TEXT NOT NULL, data TEXT NOT NULL) STRICT; CREATE INDEX history_link ON history (link_id, id);`);
  const statement = db.prepare("INSERT INTO history (sync, link_id, at, kind, data) VALUES (?, ?, ?, ?, ?)");
  const insert = (n: number): void =>
    void statement.run("cases", `link-${n}`, n, "confirmed", JSON.stringify({ n }));
  return {
    insert,
    insertMany: db.transaction((numbers: readonly number[]) => {
      for (const n of numbers) insert(n);
    }),
    close: () => db.close(),
  };
}

const opOf = (n: number): Op => ({
  op: "history.add",
  row: { sync: "cases", linkId: `link-${n}`, at: n, kind: "confirmed", data: { n } },
});

async function oneByOne(store: Store, bare: Bare, count: number, rounds: number): Promise<Figure> {
  const { value, baseline, ratio } = await inTurns(
    rounds,
    () =>
      perSecond(count, async () => {
        for (let n = 0; n < count; n += 1) await store.commit([opOf(n)]);
      }),
    () =>
      perSecond(count, () => {
        for (let n = 0; n < count; n += 1) bare.insert(n);
      }),
  );
  return {
    what: "Durable commits, one after the other",
    unit: "commits/s",
    value,
    baseline: {
      name: "bare SQLite, one INSERT in each transaction, synchronous=FULL, same disk",
      value: baseline,
    },
    ratio,
    budget: null,
    isWithinBudget: null,
    note: "the disk's flush is in both",
  };
}

async function inGroups(store: Store, bare: Bare, batches: number, rounds: number): Promise<Figure> {
  const numbers = Array.from({ length: together }, (_, n) => n);
  const { value, baseline, ratio } = await inTurns(
    rounds,
    () =>
      perSecond(batches * together, async () => {
        for (let batch = 0; batch < batches; batch += 1)
          await Promise.all(numbers.map((n) => store.commit([opOf(n)])));
      }),
    () =>
      perSecond(batches * together, () => {
        for (let batch = 0; batch < batches; batch += 1) bare.insertMany(numbers);
      }),
  );
  return {
    what: `Durable commits, ${together} asked for at the same time (group commit)`,
    unit: "commits/s",
    value,
    baseline: { name: `bare SQLite, ${together} INSERTs in each transaction: the ceiling`, value: baseline },
    ratio,
    budget: null,
    isWithinBudget: null,
    note: "each commit may fail alone, which the ceiling does not offer",
  };
}
