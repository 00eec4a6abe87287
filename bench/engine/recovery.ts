// How long a start takes that finds a hundred thousand changes waiting and a thousand writes in doubt.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { sides } from "../../src/core/store/rows.ts";
import { runCycle } from "../../src/core/sync/cycle.ts";
import { matchFirst } from "../../src/core/sync/match/first-match.ts";
import { recoverUnknown } from "../../src/core/sync/recover/recover.ts";
import { type Bench, type Figure, type Spread, spreadOf } from "../figures.ts";
import { createDatabase, editedSubject, fillDatabase } from "./fill.ts";
import { openStage, type Stage, syncName, withDirectory } from "./stage.ts";
import { idOf } from "./vendor.ts";

interface Sizes {
  readonly open: number;
  readonly inDoubt: number;
}

interface Start {
  readonly toFirstWriteMs: number;
  readonly toProbedMs: number;
  /** Writes sent a second: the first tenth of them, and the second. */
  readonly early: number;
  readonly later: number;
  readonly plainReadMs: number;
}

export const recovery: Bench = {
  name: "recovery",
  run: ({ quick }) =>
    withDirectory(async (directory) => {
      const sizes = quick ? { open: 10_000, inDoubt: 100 } : { open: 100_000, inDoubt: 1000 };
      const filled = join(directory, "filled.db");
      await createDatabase(filled);
      const stage = await openStage(filled, sizes.open);
      fillDatabase({
        file: filled,
        sync: stage.sync,
        links: sizes.open,
        openRows: sizes.open,
        inDoubt: sizes.inDoubt,
      });
      // What every later start finds remembered, too.
      await matchFirst(stage.engine, stage.sync);
      await stage.store.close();
      const starts: Start[] = [];
      for (let round = 0; round < (quick ? 2 : 3); round += 1) {
        const file = join(directory, `round-${round}.db`);
        copyFileSync(filled, file);
        starts.push(await startOn(file, sizes));
      }
      return figuresOf(starts, sizes);
    }),
};

async function startOn(file: string, { open, inDoubt }: Sizes): Promise<Start> {
  const plainReadMs = readPlainly(file);
  const start = performance.now();
  const since = () => performance.now() - start;
  const stage = await openStage(file, open);
  for (let n = 0; n < open; n += 1) stage.left.edited.set(idOf("left", n), { Subject: editedSubject(n) });
  const setUpMs = since();
  let firstWriteMs: number | null = null;
  let written = 0;
  let earlyMs: number | null = null;
  let laterMs: number | null = null;
  stage.right.onUpdate = (ids) => {
    firstWriteMs ??= since();
    written += ids.length;
    if (written >= open / 10) earlyMs ??= since();
    if (written >= open / 5) laterMs ??= since();
  };
  await matchFirst(stage.engine, stage.sync);
  const probing = probe(stage).then(since);
  while (laterMs === null && (await runCycle(stage.engine, stage.sync, "run")).handled > 0);
  const toProbedMs = await probing;
  await refuseLosses(stage, open, inDoubt);
  const first = firstWriteMs ?? Number.NaN;
  return {
    toFirstWriteMs: first - setUpMs + (await openAgainMs(stage, file)),
    toProbedMs: toProbedMs - setUpMs,
    early: (open / 10 / ((earlyMs ?? Number.NaN) - first)) * 1000,
    later: (open / 10 / ((laterMs ?? Number.NaN) - (earlyMs ?? Number.NaN))) * 1000,
    plainReadMs,
  };
}

/** As the daemon does it: beside the cycles, until nothing is in doubt. */
async function probe({ engine, sync }: Stage): Promise<void> {
  while ((await recoverUnknown(engine, sync)) > 0) await engine.clock.sleep(1);
}

/** What opening and preparing take; measured by itself because the bench's own set-up lies between. */
async function openAgainMs(stage: Stage, file: string): Promise<number> {
  await stage.store.close();
  const start = performance.now();
  const again = await openStage(file, 0);
  const ms = performance.now() - start;
  await again.store.close();
  return ms;
}

async function refuseLosses({ store }: Stage, open: number, inDoubt: number): Promise<void> {
  const counts = await store.inboxCounts(syncName);
  if (counts.total < open) throw new Error(`rows are gone: ${JSON.stringify(counts)}`);
  const sent = await store.intents(syncName, "sent");
  if (sent.length > 0) throw new Error(`${sent.length} of ${inDoubt} writes are still in doubt`);
}

/** The baseline: the same rows, read and parsed with plain SQL. */
function readPlainly(file: string): number {
  const db = new Database(file, { readonly: true });
  const start = performance.now();
  const rows = db.prepare("SELECT * FROM inbox WHERE state IN ('open','planned')").all();
  const shadows = db
    .prepare(`SELECT s."values" FROM inbox i JOIN link l ON l.sync = i.sync AND l.left_id = i.record_id
    JOIN shadow s ON s.link_id = l.id WHERE i.state IN ('open','planned')`)
    .pluck();
  let fields = 0;
  for (const text of shadows.iterate()) fields += Object.keys(JSON.parse(String(text))).length;
  const intents = db.prepare("SELECT * FROM intent WHERE state IN ('planned','sent')").all();
  const ms = performance.now() - start;
  db.close();
  if (rows.length === 0 || fields === 0 || intents.length === 0) throw new Error("there was nothing to read");
  return ms;
}

function figuresOf(starts: readonly Start[], sizes: Sizes): Figure[] {
  const spread = (of: (start: Start) => number): Spread => spreadOf(starts.map(of));
  const what = `${sizes.open.toLocaleString("en-US")} open changes and ${sizes.inDoubt.toLocaleString("en-US")} writes in doubt`;
  const plain = {
    name: "reading the same rows, their shadows and intents with plain SQL",
    value: spread((start) => start.plainReadMs),
  };
  const none = { budget: null, isWithinBudget: null } as const;
  return [
    {
      ...none,
      what: `Start with ${what}: until the first write leaves`,
      unit: "ms",
      value: spread((start) => start.toFirstWriteMs),
      baseline: plain,
      ratio: spread((start) => start.toFirstWriteMs / start.plainReadMs),
      note: "opening the database, preparing the sync, first cycle; the process's own start is not in it",
    },
    {
      ...none,
      what: "The same: until no write is in doubt",
      unit: "ms",
      value: spread((start) => start.toProbedMs),
      baseline: plain,
      ratio: spread((start) => start.toProbedMs / start.plainReadMs),
      note: "beside the cycles",
    },
    {
      ...none,
      what: "The same: writes a second, first tenth",
      unit: "writes/s",
      value: spread((start) => start.early),
      baseline: { name: "the second tenth: the steady rate", value: spread((start) => start.later) },
      ratio: spread((start) => start.early / start.later),
      note: `near 1: the steady rate is there from the beginning. Sides: ${sides.join(", ")}; the vendors answer at once`,
    },
  ];
}
