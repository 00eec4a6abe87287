import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildQuery,
  type Condition,
  conditionsFor,
  isQueryable,
  recheck,
} from "../../../../src/core/connectors/servicenow/query.ts";

const field = fc.constantFrom("state", "number", "sys_updated_on", "correlation_id");
const value = fc.string({ minLength: 1 }).filter((text) => isQueryable(text, true));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field, is: fc.constantFrom("=", ">", ">=", "STARTSWITH"), value }),
  fc.record({ field, is: fc.constant("IN" as const), values: fc.array(value, { minLength: 1 }) }),
);

describe("encoded queries", () => {
  it("SNW-7 have as many conditions as were asked for, whatever the values", () => {
    fc.assert(
      fc.property(fc.array(condition), fc.array(field), (conditions, orderBy) => {
        const parts = buildQuery(conditions, orderBy).split("^").filter(Boolean);
        expect(parts).toHaveLength(conditions.length + orderBy.length);
        for (const part of parts) expect(part).not.toMatch(/^(?:OR(?!DERBY)|NQ)/);
      }),
    );
  });

  it.each(["a^b", "a\nb", "a\rb", ""])("SNW-7 are refused for the value %j", (bad) => {
    for (const one of [
      { field: "number", is: "=", value: bad },
      { field: "number", is: "IN", values: ["good", bad] },
    ] as const)
      expect(() => buildQuery([one])).toThrow(expect.objectContaining({ code: "E_QUERY" }));
  });

  it("SNW-7 never hold a comma inside a list", () => {
    expect(() => buildQuery([{ field: "number", is: "IN", values: ["a,b"] }])).toThrow();
    expect(buildQuery([{ field: "number", is: "=", value: "a,b" }])).toBe("number=a,b");
  });
});

describe("questions for values", () => {
  const anything = fc.string({ minLength: 1, maxLength: 400, unit: "grapheme" });
  // What begins with a break can't be asked for at all.
  const askable = anything.filter((text) => !/^[\^\r\n]/.test(text));

  it("SNW-7 find each of them, by itself or by its beginning, in addresses of bounded length", () => {
    fc.assert(
      fc.property(fc.array(askable, { maxLength: 120 }), (values) => {
        const conditions = conditionsFor("number", values);
        for (const one of conditions) expect(encodeURIComponent(buildQuery([one])).length).toBeLessThan(6000);
        const fits = (one: Condition, number: string) => {
          try {
            recheck("incident", [{ number }], [one]);
            return true;
          } catch {
            return false;
          }
        };
        for (const value of values) expect(conditions.some((one) => fits(one, value))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("SNW-7 ask for many in one list, and for a comma by itself", () => {
    const values = [...Array.from({ length: 45 }, (_, n) => `INC${n}`), "a,b", "c^d"];
    const conditions = conditionsFor("number", values);
    expect(conditions.map(({ is }) => is)).toEqual(["IN", "IN", "=", "STARTSWITH"]);
  });
});

describe("the rows of a query", () => {
  const asked: readonly Condition[] = [
    { field: "state", is: "IN", values: ["1", "2"] },
    { field: "sys_updated_on", is: ">=", value: "2026-05-06 08:00:00" },
    { field: "short_description", is: "STARTSWITH", value: "Printer" },
  ];
  const good = { state: "2", sys_updated_on: "2026-05-06 08:00:00", short_description: "PRINTER 7" };

  it("SNW-7 pass where each fulfils each condition, case aside as the databases do", () => {
    expect(() => recheck("incident", [good, { ...good, state: "1" }], asked)).not.toThrow();
  });

  it.each([
    { ...good, state: "3" },
    { ...good, sys_updated_on: "2026-05-06 07:59:59" },
    { ...good, short_description: "A printer" },
    { sys_updated_on: good.sys_updated_on, short_description: good.short_description },
  ])("SNW-7 are refused where %j is among them", (row) => {
    const check = () => recheck("incident", [good, row], asked);
    expect(check).toThrow(expect.objectContaining({ code: "E_QUERY" }));
  });
});
