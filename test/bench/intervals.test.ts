// What the bench of our own overhead takes out of a change's time.
import { expect, it } from "vitest";
import { outside } from "../../bench/engine/intervals.ts";

it.each([
  ["nothing was waited for", [], 10],
  ["one part lies inside", [[2, 5]], 7],
  [
    "overlapping parts count once",
    [
      [2, 5],
      [3, 6],
      [4, 5],
    ],
    6,
  ],
  [
    "parts reach over both ends",
    [
      [-5, 1],
      [9, 20],
    ],
    8,
  ],
  ["a part covers it all", [[-5, 20]], 0],
  [
    "a part lies elsewhere",
    [
      [20, 30],
      [-9, 0],
    ],
    10,
  ],
] as const)("leaves the rest of the time when %s", (_, parts, rest) => {
  expect(outside([0, 10], parts)).toBe(rest);
});
