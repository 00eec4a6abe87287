import fc from "fast-check";
import { expect, it } from "vitest";
import { ChangeIndex } from "../../src/sandbox/change-index.ts";

const changes = fc.array(
  fc.record({ id: fc.integer({ min: 0, max: 9 }), stepMs: fc.integer({ min: -500, max: 1500 }) }),
  { maxLength: 60 },
);

/** What the index promises, kept the simple way. */
function remember(index: ChangeIndex, steps: readonly { id: number; stepMs: number }[]) {
  let clockMs = 10_000;
  let lastMs = 0;
  const latest = new Map<string, { seq: number; atMs: number; id: string }>();
  for (const { id, stepMs } of steps) {
    clockMs += stepMs;
    lastMs = Math.max(clockMs, lastMs);
    const entry = index.touch(String(id), clockMs);
    expect(entry.atMs).toBe(lastMs);
    latest.set(entry.id, entry);
  }
  return [...latest.values()].sort((left, right) => left.seq - right.seq);
}

it("OPS-4 yields each record once, at its latest change, from any time, place or end", () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: 9000, max: 60_000 }), (steps, atMs) => {
      const index = new ChangeIndex();
      const latest = remember(index, steps);
      expect([...index.since(atMs)]).toEqual(latest.filter((entry) => entry.atMs >= atMs));
      expect([...index.backFrom(atMs)]).toEqual(latest.filter((entry) => entry.atMs <= atMs).reverse());
      const [, second] = latest;
      const seq = second?.seq ?? 0;
      expect([...index.after(seq)]).toEqual(latest.filter((entry) => entry.seq > seq));
    }),
  );
});

it("OPS-4 sweeps out what is overtaken and loses nothing by it", () => {
  const index = new ChangeIndex();
  for (let turn = 0; turn < 50_000; turn += 1) index.touch(String(turn % 7), turn);
  expect([...index.since(0)].map((entry) => entry.atMs)).toEqual([
    49_993, 49_994, 49_995, 49_996, 49_997, 49_998, 49_999,
  ]);
});
