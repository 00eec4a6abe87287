// Text that is too long for the screen is broken between words, and nothing that is copied is broken at all.
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createPaint } from "../../src/cli/paint.ts";
import { fitLines } from "../../src/cli/wrap.ts";

const paint = createPaint({ isTty: true, env: {} });

it("OPS-6 breaks a line between words and goes on under it, a little to the right", () => {
  expect(fitLines("warning The key lies in the clear beside the vault", 24)).toBe(
    "warning The key lies in\n  the clear beside the\n  vault",
  );
  expect(fitLines("  4 links, 0 pending, 1 dead letter", 24)).toBe(
    "  4 links, 0 pending, 1\n    dead letter",
  );
});

it("OPS-6 gives styles no room and leaves what fits as it is", () => {
  const line = `${paint("red", "error")} ${paint("bold", "E_X")}  1234567890`;
  expect(fitLines(line, stripVTControlCharacters(line).length)).toBe(line);
  expect(fitLines(`${line} more`, 21).split("\n")).toEqual([line, "  more"]);
});

it.each([
  "→ integ restore /a/very/long/path/that/is/copied",
  "  integ dlq list --sync cases",
  "12 | fields: [a, b, c, d]",
  "               ^",
])("OPS-6 leaves %j whole: it is copied, or stands under something", (line) => {
  expect(fitLines(line, 12)).toBe(line);
});

it("OPS-6 keeps every word, in order, and no line longer than the screen but for a word that is", () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom("a", "b", "1", ".") });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 20, max: 60 }), (words, width) => {
      const fitted = fitLines(words.join(" "), width);
      expect(fitted.split(/\s+/)).toEqual(words);
      expect(Math.max(...fitted.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
    }),
  );
});
