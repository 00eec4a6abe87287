// The first match in pages of the database, against what it has to find told plainly; and killed at any commit.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectPort } from "../../../src/core/contract/connector.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import type { Candidate } from "../../../src/core/store/ops.ts";
import { type Side, sides } from "../../../src/core/store/rows.ts";
import { recordIdInKey } from "../../../src/core/sync/match/correlation.ts";
import { matchFirst } from "../../../src/core/sync/match/first-match.ts";
import { keyedKey } from "../../../src/core/sync/match/identity.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { isInFull } from "../../skips.ts";
import { type Bench, openBench } from "./bench.ts";
import { Killed, mortal } from "./mortal-store.ts";
import { type Pairing, pairCandidates } from "./pair-candidates.ts";

const numRuns = isInFull ? 150 : 50;

const rules = [
  { left: "number", right: "number" },
  { left: "Subject", right: "subject" },
];

/** A record: its values for both rules, blank as null, and the number of the original its key names. */
interface Sample {
  readonly number: string | null;
  readonly subject: string | null;
  readonly names: number | null;
}

const oneOf = (values: number) => fc.option(fc.nat(values).map(String), { nil: null });
const sample = fc.record({
  number: oneOf(5),
  subject: oneOf(5),
  names: fc.option(fc.nat(12), { nil: null, freq: 1 }),
});
const samples = fc.array(sample, { maxLength: 12 });
const bothSides = fc.record({ left: samples, right: samples });

async function openWith(records: Readonly<Record<Side, readonly Sample[]>>): Promise<Bench> {
  const bench = await openBench({ sync: { match: rules } });
  const { left, right } = bench.sync.sides;
  for (const { number, subject, names } of records.left)
    bench.left.add({ number, Subject: subject }, names === null ? null : `${right.keyPrefix}right-${names}`);
  for (const { number, subject, names } of records.right)
    bench.right.add({ number, subject }, names === null ? null : `${left.keyPrefix}left-${names}`);
  return { ...bench, sync: inPages(bench.sync, 3) };
}

/** The same sync, whose sides are scanned in pages of so many records, the last page given twice. */
function inPages(sync: SyncRuntime, size: number): SyncRuntime {
  const paged = (object: ObjectPort): ObjectPort => ({
    ...object,
    scan: async function* () {
      for await (const all of object.scan()) {
        for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
        yield all.slice(-size);
      }
    },
  });
  const { left, right } = sync.sides;
  return {
    ...sync,
    sides: {
      left: { ...left, object: paged(left.object) },
      right: { ...right, object: paged(right.object) },
    },
  };
}

function candidatesOn({ sync, ...bench }: Bench, side: Side): Candidate[] {
  const other = sync.sides[side === "left" ? "right" : "left"];
  const textOf = (value: Value | undefined) => (value === null || value === undefined ? null : String(value));
  return bench[side]
    .live()
    .map(({ id, key, fields }) => ({
      id,
      namedId: recordIdInKey(other, key),
      originKey: null,
      keys: rules.map((rule) => textOf(fields[rule[side]])),
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const expected = (bench: Bench): Pairing =>
  pairCandidates(candidatesOn(bench, "left"), candidatesOn(bench, "right"));

async function linkedPairs({ store, sync }: Bench): Promise<string[]> {
  const links = await store.linksOf(sync.name, ["live"], 1_000_000);
  return links.map(({ leftId, rightId }) => `${leftId} ${rightId}`).sort();
}

/** The open dead letters in the words of the plain telling. */
async function aside({ store, sync }: Bench): Promise<string[]> {
  const letters = await store.deadLetters(["open"], sync.name);
  return letters.map(({ side, recordId, payload }) => JSON.stringify([side, recordId, payload])).sort();
}

function toldAside({ ambiguous }: Pairing): string[] {
  const told = (side: Side) =>
    ambiguous[side].map(({ id, rule, key, candidates }) => {
      const other = side === "left" ? "right" : "left";
      const payload = {
        candidates: candidates.slice(0, 100).map((one) => ({ side: other, id: one })),
        values: { [rules[rule]?.[side] ?? ""]: key },
      };
      return JSON.stringify([side, id, payload]);
    });
  return [...told("left"), ...told("right")].sort();
}

async function noted({ store, sync }: Bench): Promise<number> {
  const records = await Promise.all(sides.map((side) => store.matchRecords(sync.name, side, "")));
  return records.flat().length;
}

/** Runs the first match and gives what it said when it was done. */
async function matched(bench: Bench): Promise<unknown> {
  let said: unknown;
  const info = (event: string, fields: unknown) => {
    if (event === "match.done") said = fields;
  };
  await matchFirst({ ...bench.engine, log: { ...bench.engine.log, info } }, bench.sync);
  return said;
}

async function expectAsTold(bench: Bench): Promise<void> {
  const told = expected(bench);
  const said = await matched(bench);
  expect(await linkedPairs(bench)).toEqual(told.pairs.map((pair) => pair.join(" ")).sort());
  expect(await aside(bench)).toEqual(toldAside(told));
  const alone = (side: Side) => bench[side].live().length - told.pairs.length - told.ambiguous[side].length;
  expect(said).toMatchObject({ linked: told.pairs.length, left: alone("left"), right: alone("right") });
  expect(await noted(bench)).toBe(0);
}

describe("the first match of any records", () => {
  it("SYN-14 links, sets aside and counts what comparing all of them at once would", async () => {
    await fc.assert(
      fc.asyncProperty(bothSides, async (records) => {
        const bench = await openWith(records);
        await expectAsTold(bench);
        await bench.store.close();
      }),
      { numRuns },
    );
  });

  it("SYN-14 does so where they are more than a page holds, and where hundreds share a value", async () => {
    const many = (count: number, step: number): Sample[] =>
      Array.from({ length: count }, (_, n) => ({
        number: n % 9 === 0 ? "shared" : String((n * step) % 4001),
        subject: n % 5 === 0 ? null : String((n * step) % 1777),
        names: n % 3 === 0 ? (n * 7) % 2000 : null,
      }));
    const bench = await openWith({ left: many(2600, 1), right: many(2300, 3) });
    await expectAsTold({ ...bench, sync: inPages(bench.sync, 700) });
    await bench.store.close();
  });
});

describe("a first match that was killed", () => {
  it("SYN-9 SYN-14 ends as if it had not been, whatever the vendors removed meanwhile", async () => {
    const death = fc.record({
      commits: fc.nat(22),
      after: fc.boolean(),
      removed: fc.nat(30),
      side: fc.constantFrom(...sides),
    });
    await fc.assert(
      fc.asyncProperty(
        bothSides,
        fc.array(death, { minLength: 1, maxLength: 2 }),
        async (records, deaths) => {
          const bench = await openWith(records);
          for (const { commits, after, removed, side } of deaths) {
            const store = mortal(bench.store, commits, after);
            await matchFirst({ ...bench.engine, store }, bench.sync).catch((error: unknown) => {
              if (!(error instanceof Killed)) throw error;
            });
            bench[side].remove(bench[side].live()[removed]?.id ?? "");
          }
          const isDone = (await bench.store.meta(`first-match:${bench.sync.name}`)) !== null;
          const before = await linkedPairs(bench);
          const known = (await bench.store.linksOf(bench.sync.name, ["live", "pending"], 1000)).flatMap(
            ({ leftId, rightId }) => [leftId, rightId],
          );
          await matchFirst(bench.engine, bench.sync);
          const fresh = isDone
            ? []
            : expected(bench).pairs.filter((pair) => !pair.some((id) => known.includes(id)));
          expect(await linkedPairs(bench)).toEqual(
            [...before, ...fresh.map((pair) => pair.join(" "))].sort(),
          );
          expect(await noted(bench)).toBe(0);
          await bench.store.close();
        },
      ),
      { numRuns },
    );
  });

  it("SYN-9 SYN-14 ends with the same links and the same left for a person when nothing changed meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(bothSides, fc.nat(25), fc.boolean(), async (records, commits, after) => {
        const bench = await openWith(records);
        const store = mortal(bench.store, commits, after);
        await matchFirst({ ...bench.engine, store }, bench.sync).catch(() => undefined);
        await matchFirst(bench.engine, bench.sync);
        const told = expected(bench);
        expect(await linkedPairs(bench)).toEqual(told.pairs.map((pair) => pair.join(" ")).sort());
        expect(await aside(bench)).toEqual(toldAside(told));
        await bench.store.close();
      }),
      { numRuns },
    );
  });
});

it("OPS-5 notes whether the records carry keys, for whoever puts a backup back", async () => {
  const bench = await openBench();
  await matchFirst(bench.engine, bench.sync);
  expect(await bench.store.meta(keyedKey("things"))).toBe("yes");
  const { left, right } = bench.sync.sides;
  const capabilities = { ...right.capabilities, correlationField: null };
  await matchFirst(bench.engine, { ...bench.sync, sides: { left, right: { ...right, capabilities } } });
  expect(await bench.store.meta(keyedKey("things"))).toBe("no");
  await bench.store.close();
});
