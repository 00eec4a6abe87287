import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../../src/core/config/types.ts";
import { ValidationError } from "../../../src/core/contract/errors.ts";
import type { FieldDescription, FieldType, Value } from "../../../src/core/contract/records.ts";
import { otherSide } from "../../../src/core/contract/sides.ts";
import { sameValue } from "../../../src/core/mapping/canonical.ts";
import type { FieldPair } from "../../../src/core/mapping/compile.ts";
import { canConvert } from "../../../src/core/mapping/convert.ts";
import { canonicalOf, storable, textTypes } from "../../../src/core/mapping/rich.ts";
import { noLookups, pairOf, recordOf } from "./stage.ts";

const types: readonly FieldType[] = [
  "text",
  "longtext",
  "picklist",
  "multipicklist",
  "boolean",
  "number",
  "date",
  "datetime",
  "reference",
  "id",
];
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Africa/Casablanca",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
];

const time = fc
  .date({ min: new Date("1900-01-01T00:00:00Z"), max: new Date("2100-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const day = time.map((text) => text.slice(0, 10));
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 8 }))
  .map(([digits, scale]) => {
    const text = `${digits < 0n ? -digits : digits}`.padStart(scale + 1, "0");
    const plain = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    return digits < 0n ? `-${plain}` : plain;
  });
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("true", "FALSE", " 12.50 ", "a; b;", ";", "a\r\nb", "\u0958", "1e3", "2026-03-29"),
  day,
  time,
  decimal,
);
const valuesOf: Readonly<Record<FieldType, fc.Arbitrary<Value>>> = {
  text,
  longtext: text,
  picklist: text,
  reference: text,
  id: text,
  multipicklist: fc.array(fc.string({ unit: "grapheme", maxLength: 6 }), { maxLength: 4 }),
  boolean: fc.boolean(),
  number: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), decimal),
  date: day,
  datetime: time,
};

const limits = fc.record({
  maxLength: fc.option(fc.integer({ min: 1, max: 30 })),
  maxBytes: fc.option(fc.integer({ min: 4, max: 30 })),
  decimals: fc.option(fc.integer({ min: 0, max: 3 })),
});

/** Null when the first trip meets a value without a counterpart, which is a refusal and no trip. */
function firstTrip(pair: FieldPair, from: Side, value: Value): readonly [Value, Value] | null {
  try {
    const there = pair.translate(value, otherSide(from), noLookups);
    return [there, pair.translate(there, from, noLookups)];
  } catch (error) {
    if (error instanceof ValidationError) return null;
    throw error;
  }
}

/** A value's trip to the other side and back, and another one, which must change nothing any more. */
function checkTrips(pair: FieldPair, from: Side, given: Value): boolean {
  const start = storable(pair.ends[from].read(recordOf({ [pair.ends[from].name]: given })), pair.ends[from]);
  const trip = firstTrip(pair, from, start);
  if (trip === null) return false;
  const [there, back] = trip;
  const again = pair.translate(back, otherSide(from), noLookups);
  expect(pair.translate(again, from, noLookups)).toEqual(back);
  for (const [value, end] of [
    [there, pair.ends[otherSide(from)]],
    [back, pair.ends[from]],
    [again, pair.ends[otherSide(from)]],
  ] as const) {
    expect(sameValue(canonicalOf(value, end), value)).toBe(true);
    expectStored(value, end);
  }
  return true;
}

function expectStored(value: Value, { maxLength, maxBytes, decimals, type }: FieldDescription): void {
  if (typeof value === "string" && textTypes.has(type)) {
    expect(value.length).toBeLessThanOrEqual(maxLength ?? Number.POSITIVE_INFINITY);
    expect(Buffer.byteLength(value)).toBeLessThanOrEqual(maxBytes ?? Number.POSITIVE_INFINITY);
    expect(value.isWellFormed()).toBe(true);
  }
  const digits = /\.(\d+)$/.exec(String(value))?.[1];
  if (type === "number" && typeof decimals === "number" && digits !== undefined)
    expect(digits.length).toBeLessThanOrEqual(decimals);
}

const convertible = types.flatMap((from) =>
  types.filter((to) => canConvert(from, to) && canConvert(to, from)).map((to) => [from, to] as const),
);

describe("a value that goes over and comes back", () => {
  it.each(convertible)("SFM-4 is stable after one trip: %s ↔ %s", (left, right) => {
    let trips = 0;
    fc.assert(
      fc.property(
        valuesOf[left],
        valuesOf[right],
        limits,
        limits,
        fc.constantFrom(...zones),
        (leftValue, rightValue, leftLimits, rightLimits, zone) => {
          const pair = pairOf({ zone }, { type: left, ...leftLimits }, { type: right, ...rightLimits });
          if (checkTrips(pair, "left", leftValue)) trips++;
          if (checkTrips(pair, "right", rightValue)) trips++;
        },
      ),
      { numRuns: 80 },
    );
    expect(trips).toBeGreaterThan(5);
  });

  it("SFM-4 is stable after one trip with formatting on either side, cut or not", () => {
    const format = fc.constantFrom("plain", "html", "markdown", "adf", "wiki", "mrkdwn");
    const rich = fc.oneof(
      text,
      fc.constantFrom(
        "<p>a <b>b</b></p>",
        "# a\n\n- *b*\n- c",
        "*a* _b_ <https://x.example|y>",
        "h1. a\n* b",
      ),
    );
    fc.assert(
      fc.property(
        format,
        format,
        rich,
        fc.option(fc.integer({ min: 8, max: 60 })),
        (left, right, value, max) => {
          const pair = pairOf(
            {},
            { type: "longtext", format: left },
            { type: "longtext", format: right, maxLength: right === "adf" ? null : max },
          );
          checkTrips(pair, "left", value);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("SFM-3 is stable after one trip through a template that is read backwards", () => {
    fc.assert(
      fc.property(text, limits, limits, (value, leftLimits, rightLimits) => {
        const template = { kind: "template", template: "Case {A} (ours)" } as const;
        const pair = pairOf({ computed: { left: null, right: template } }, leftLimits, {
          ...rightLimits,
          maxLength: rightLimits.maxLength && rightLimits.maxLength + 20,
          maxBytes: null,
        });
        checkTrips(pair, "left", value);
      }),
    );
  });
});

describe("dates and zones", () => {
  it("SFM-4 keeps every day through a time and back, in every zone", () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (value, zone) => {
        const pair = pairOf({ zone }, { type: "date" }, { type: "datetime" });
        const start = pair.translate(value, "right", noLookups);
        expect(pair.translate(start, "left", noLookups)).toBe(value);
      }),
      {
        numRuns: 1000,
        // Midnight skipped, midnight twice, and the days around the changes of the clocks.
        examples: [
          ["2018-11-04", "America/Sao_Paulo"],
          ["2018-02-18", "America/Sao_Paulo"],
          ["2026-03-29", "Europe/Berlin"],
          ["2026-10-25", "Europe/Berlin"],
          ["2022-03-27", "Asia/Beirut"],
        ],
      },
    );
  });

  it.each([
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
    // The clock jumped from 00:00 to 01:00: the day began at what was called 01:00.
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    ["2026-01-01", "Asia/Kathmandu", "2025-12-31T18:15:00.000Z"],
  ])("SFM-4 begins %s in %s at %s", (value, zone, start) => {
    expect(
      pairOf({ zone }, { type: "date" }, { type: "datetime" }).translate(value, "right", noLookups),
    ).toBe(start);
  });

  it.each([
    ["2026-02-30", "date", "datetime"],
    ["2026-13-01", "date", "datetime"],
    ["soon", "text", "date"],
    ["5", "text", "datetime"],
    ["many", "text", "number"],
    ["1e999999", "text", "number"],
    ["yes", "text", "boolean"],
    ["12345", "number", "picklist"],
  ] as const)("SFM-4 refuses %s of a %s for a %s, and does not bend it", (value, left, right) => {
    const pair = pairOf({}, { type: left }, { type: right, maxLength: 3 });
    expect(() => pair.translate(value, "right", noLookups)).toThrow(
      expect.objectContaining({ code: "E_MAPPING_VALUE" }),
    );
  });
});

describe("numbers", () => {
  it.each([
    ["0.1", 0.1],
    ["12.500", 12.5],
    ["+007", 7],
    ["-0", 0],
    ["12345678901234567.89", "12345678901234567.89"],
    ["9007199254740993", "9007199254740993"],
    ["1e21", 1e21],
  ])("SFM-4 keeps every digit of %s", (given, expected) => {
    const pair = pairOf({}, {}, { type: "number" });
    expect(pair.translate(given, "right", noLookups)).toBe(expected);
  });

  it.each([
    [1.005, 1.01],
    [2.675, 2.68],
    [-1.005, -1.01],
    [0.004, 0],
    ["99999999999999999.995", "100000000000000000"],
  ])("SFM-4 rounds %s to cents by its digits, not by its float", (given, expected) => {
    const pair = pairOf({}, { type: "number" }, { type: "number", decimals: 2 });
    expect(String(pair.translate(given, "right", noLookups))).toBe(String(expected));
  });
});
