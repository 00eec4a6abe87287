import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldConfig } from "../../../src/core/config/types.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import { canonical, sameValue } from "../../../src/core/mapping/canonical.ts";
import { compileMapping } from "../../../src/core/mapping/compile.ts";
import { fitLength } from "../../../src/core/mapping/fit-length.ts";
import { described, fieldOf, noLookups, syncOf } from "./stage.ts";

const json: fc.Arbitrary<Value> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string()),
);

describe("canonical form", () => {
  it("SFM-4 is stable: bringing a value into it again changes nothing", () => {
    fc.assert(
      fc.property(json, (value) =>
        sameValue(canonical(canonical(value, "text"), "text"), canonical(value, "text")),
      ),
    );
  });

  it.each([
    ["line ends and outer blanks", " a\r\nb \r", "a\nb"],
    ["blank text", "  \n ", null],
    ["composed characters", "e\u0301", "é"],
  ])("SFM-4 evens out %s", (_what, given, expected) => {
    expect(canonical(given, "text")).toBe(expected);
  });

  it("SFM-4 sees one moment in every zone's spelling", () => {
    expect(canonical("2026-03-01T10:00:00.000+0100", "datetime")).toBe(
      canonical("2026-03-01T09:00:00Z", "datetime"),
    );
  });

  it("SFM-4 compares several values without order", () => {
    expect(sameValue(canonical(["b", "a"], "multipicklist"), canonical(["a", "b"], "multipicklist"))).toBe(
      true,
    );
  });
});

describe("fitting text", () => {
  it("SFM-4 never exceeds the target and never splits a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, max) => {
        const cut = fitLength(text, { maxLength: max });
        const result = typeof cut === "string" ? cut : "";
        expect(result.length).toBeLessThanOrEqual(max);
        expect(result.isWellFormed()).toBe(true);
      }),
      // U+0958 is twice as long in canonical form.
      {
        examples: [
          ["\u0958\u0958", 3],
          ["\u0958".repeat(4), 3],
        ],
      },
    );
  });
});

const one = (more: Partial<FieldConfig>): readonly FieldConfig[] => [
  fieldOf({ left: "Priority", right: "priority", ...more }),
];
const objects = {
  left: {
    name: "Case",
    label: "Case",
    fields: [described("Priority"), described("CaseNumber", { creatable: false, updatable: false })],
  },
  right: {
    name: "ticket",
    label: "Ticket",
    fields: [described("priority"), described("score", { type: "number" })],
  },
};

describe("a compiled mapping", () => {
  it("SFM-3 derives the way back of a value map", () => {
    const [pair] = compileMapping(syncOf(one({ values: new Map([["High", ["high"]]]) })), objects).pairs;
    expect([pair?.translate("High", "right", noLookups), pair?.translate("high", "left", noLookups)]).toEqual(
      ["high", "High"],
    );
    expect(() => pair?.translate("urgent", "left", noLookups)).toThrow(
      expect.objectContaining({ code: "E_MAPPING_VALUE" }),
    );
  });

  it("SFM-3 takes several values of the side that tells more apart for one of the other", () => {
    const [pair] = compileMapping(
      syncOf(one({ values: new Map([["Closed", ["solved", "closed"]]]) })),
      objects,
    ).pairs;
    expect(["solved", "closed"].map((value) => pair?.translate(value, "left", noLookups))).toEqual([
      "Closed",
      "Closed",
    ]);
    expect(pair?.translate("Closed", "right", noLookups)).toBe("solved");
  });

  it("SFM-3 refuses a value the target's type can't hold", () => {
    const [pair] = compileMapping(syncOf(one({ right: "score" })), objects).pairs;
    expect(pair?.translate("12.5", "right", noLookups)).toBe(12.5);
    expect(() => pair?.translate("many", "right", noLookups)).toThrow(
      expect.objectContaining({ code: "E_MAPPING_VALUE" }),
    );
  });

  it("SFM-10 names the field an object does not have, and how it is spelled", () => {
    expect(() => compileMapping(syncOf(one({ left: "priority" })), objects)).toThrow(
      expect.objectContaining({ code: "E_FIELD_UNKNOWN", hint: "Write it as Priority." }),
    );
    expect(() => compileMapping(syncOf(one({ left: "Priorty" })), objects)).toThrow(
      expect.objectContaining({ code: "E_FIELD_UNKNOWN", hint: "Write it as Priority." }),
    );
    expect(() => compileMapping(syncOf(one({ left: "Colour__c" })), objects)).toThrow(
      expect.objectContaining({ hint: "Correct the mapping or grant the field." }),
    );
  });

  it("SFM-3 refuses to write a field that the vendor lets nobody write, and says which direction works", () => {
    expect(() => compileMapping(syncOf(one({ left: "CaseNumber" })), objects)).toThrow(
      expect.objectContaining({
        code: "E_CONFIG_INVALID",
        hint: "Set the field's direction to left-to-right.",
      }),
    );
  });
});
