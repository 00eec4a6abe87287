// What the database says of the engine's state, asked after every event and therefore prepared once.
import type { Statement } from "better-sqlite3";
import type { Db } from "../../src/core/store/sqlite/open.ts";
import type { Disk } from "./disk.ts";

const open = "SELECT count(*) FROM inbox WHERE state IN ('open','planned')";
const underWay = "SELECT count(*) FROM intent WHERE state IN ('planned','sent')";
const paused = "SELECT count(*) FROM pause WHERE kind <> 'field'";
const drifted = "SELECT count(*) FROM pause WHERE kind = 'field'";
const letters = "SELECT count(*) FROM dead_letter WHERE state = 'open'";
const parked = "SELECT count(*) FROM conflict WHERE state = 'open'";

export class EngineState {
  readonly #disk: Disk;
  #db: Db | null = null;
  #statements = new Map<string, Statement>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Nothing is due or under way. */
  isIdle(): boolean {
    return this.#isZero(open) && this.#isZero(underWay);
  }

  /** The sync or a record of it stands still until a person says so. */
  isPaused(): boolean {
    return !this.#isZero(paused);
  }

  /** A field stands still until it is back. */
  isDrifted(): boolean {
    return !this.#isZero(drifted);
  }

  needsPerson(): boolean {
    return [paused, drifted, letters, parked].some((sql) => !this.#isZero(sql));
  }

  #isZero(sql: string): boolean {
    const { db } = this.#disk;
    if (this.#db !== db) this.#statements = new Map();
    this.#db = db;
    const statement = this.#statements.get(sql) ?? db.prepare(sql).pluck();
    this.#statements.set(sql, statement);
    return statement.get() === 0;
  }
}
