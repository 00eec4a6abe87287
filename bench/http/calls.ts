// What a call through the way out costs, beside the same call through undici alone.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { systemClock } from "../../src/cli/ports.ts";
import { type LimitsStore, memoryLimits } from "../../src/core/http/limits.ts";
import { openLimits } from "../../src/core/http/limits-file.ts";
import { type Bench, type Figure, inTurns, perProcessorSecond, perSecond } from "../figures.ts";
import { askOften, openClient, question, withVendor } from "./stage.ts";

const atOnce = 8;
const calls = 4_000;
const rounds = (quick: boolean): number => (quick ? 3 : 9);

export const requests: Bench = {
  name: "requests",
  run: ({ quick }) =>
    withBooks((books) =>
      withVendor(async (origin) => {
        const { client, close } = openClient(origin, books, { concurrency: atOnce });
        const pool = new Pool(origin, { connections: atOnce, pipelining: 1 });
        const ours = () => askOften(calls, atOnce, async () => (await client.request(question)).json());
        const bare = () =>
          askOften(calls, atOnce, async () => (await pool.request({ method: "GET", path: "/" })).body.json());
        const measured = await inTurns(
          rounds(quick),
          () => perProcessorSecond(calls, ours),
          () => perProcessorSecond(calls, bare),
        );
        await pool.close();
        await close();
        const figure: Figure = {
          what: `Calls through limits, breaker, deadline and meters, ${atOnce} at a time, books on disk`,
          unit: "calls per second of processor time",
          value: measured.value,
          baseline: { name: "undici's pool alone, read as JSON too", value: measured.baseline },
          ratio: measured.ratio,
          budget: "at least 1,000 a second",
          isWithinBudget: measured.value.median >= 1_000,
          note: null,
        };
        return [figure];
      }),
    ),
};

const visits = 2_000;

export const books: Bench = {
  name: "books",
  run: ({ quick }) =>
    withBooks(async (shared) => {
      const figures: Figure[] = [];
      const own = memoryLimits(systemClock());
      for (const [name, perMs] of [
        ["a minute: no flush", 60_000],
        ["a day: each on disk before it counts", 86_400_000],
      ] as const) {
        const measured = await inTurns(
          rounds(quick),
          () => perSecond(visits, () => visitOften(shared, perMs)),
          () => perSecond(visits, () => visitOften(own, perMs)),
        );
        figures.push({
          what: `Calls taken from the shared books one by one and told as ended, window of ${name}`,
          unit: "visits/s",
          value: measured.value,
          baseline: { name: "books in memory", value: measured.baseline },
          ratio: measured.ratio,
          budget: null,
          isWithinBudget: null,
          note: perMs > 60_000 ? "a busy process takes up to 20 calls in one visit" : null,
        });
      }
      return figures;
    }),
};

function visitOften(limits: LimitsStore, perMs: number): void {
  const address = {
    connection: "desk",
    endpointClass: `per-${perMs}`,
    rule: { capacity: 10_000_000, perMs },
    bounds: { ceiling: Number.POSITIVE_INFINITY, reserveShare: 0.1 },
  };
  const visit = {
    holder: "bench",
    urgency: "live",
    held: 0,
    wanted: 1,
    seen: null,
    blockedUntil: 0,
  } as const;
  for (let n = 0; n < visits; n += 1) limits.visit(address, { ...visit, endedAt: [Date.now()] });
}

async function withBooks<T>(work: (books: LimitsStore) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(process.env.INTEG_BENCH_DIR ?? tmpdir(), "integ-bench-"));
  const limits = openLimits(join(directory, "limits.db"), systemClock());
  try {
    return await work(limits);
  } finally {
    limits.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
