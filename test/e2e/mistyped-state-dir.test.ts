// A state directory whose name is mistyped: who only looks leaves nothing there.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPair, type Pair, sampleCases } from "./pair.ts";

let pair: Pair;
beforeAll(async () => {
  pair = await openPair(sampleCases(1));
});
afterAll(() => pair.stop());

it.each([
  ["audit verify", 65],
  ["audit export audit.jsonl", 65],
  ["backup", 65],
  ["db check", 65],
  ["audit list", 0],
  ["sync list", 0],
  ["dlq list", 0],
  ["conflicts list", 0],
  ["history nothing-like-it", 65],
  ["status", 0],
  ["health", 2],
])("OPS-6 `%s` makes nothing there, and ends with %i", async (args, code) => {
  const stateDir = join(pair.dir, "mistyped");
  const run = await pair.run([...args.split(" "), "--state-dir", stateDir]);
  expect([run.code, run.stderr.includes("E_INTERNAL"), existsSync(stateDir)]).toEqual([code, false, false]);
});
