// What this machine allows at all: how late one durable INSERT is that is due twenty times a second.
import Database from "better-sqlite3";

export interface BareReport {
  /** From the moment each was due to its commit, milliseconds. */
  readonly lateMs: readonly number[];
}

const everyMs = 50;
const file = process.env.INTEG_BENCH_FILE ?? "";

const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("CREATE TABLE tick (at REAL NOT NULL) STRICT");
const insert = db.prepare("INSERT INTO tick VALUES (?)");
const lateMs: number[] = [];
const start = performance.now();
let timer = setTimeout(tick, everyMs);

function tick(): void {
  insert.run(performance.now());
  lateMs.push(performance.now() - (start + (lateMs.length + 1) * everyMs));
  timer = setTimeout(tick, Math.max(0, start + (lateMs.length + 1) * everyMs - performance.now()));
}

process.on("message", () => {
  clearTimeout(timer);
  db.close();
  process.send?.({ lateMs } satisfies BareReport);
  process.disconnect();
});
