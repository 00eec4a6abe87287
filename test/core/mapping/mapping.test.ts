import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SyncConfig } from "../../../src/core/config/types.ts";
import type { Value } from "../../../src/core/contract/records.ts";
import { canonical, sameValue } from "../../../src/core/mapping/canonical.ts";
import { compileMapping } from "../../../src/core/mapping/compile.ts";
import { fitLength } from "../../../src/core/mapping/convert.ts";
import { field } from "../sync/fake-vendor.ts";

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
        const cut = fitLength(text, max);
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

const sync = (fields: SyncConfig["fields"]): SyncConfig => ({
  name: "cases",
  left: { connection: "sf", object: "Case" },
  right: { connection: "zd", object: "ticket" },
  direction: "both",
  schedule: null,
  realtime: true,
  match: [],
  conflicts: "last-write-wins",
  prefer: "left",
  deletes: "keep",
  fields,
});
const one = (more: Partial<SyncConfig["fields"][number]>): SyncConfig["fields"] => [
  {
    left: "Priority",
    right: "priority",
    values: null,
    direction: "both",
    conflicts: "last-write-wins",
    ...more,
  },
];
const objects = {
  left: {
    name: "Case",
    label: "Case",
    fields: [field("Priority"), field("CaseNumber", { creatable: false, updatable: false })],
  },
  right: { name: "ticket", label: "Ticket", fields: [field("priority"), field("score", { type: "number" })] },
};

describe("a compiled mapping", () => {
  it("SFM-3 derives the way back of a value map", () => {
    const [pair] = compileMapping(sync(one({ values: new Map([["High", ["high"]]]) })), objects).pairs;
    expect([pair?.translate("High", "right"), pair?.translate("high", "left")]).toEqual(["high", "High"]);
    expect(() => pair?.translate("urgent", "left")).toThrow(
      expect.objectContaining({ code: "E_MAPPING_VALUE" }),
    );
  });

  it("SFM-3 takes several values of the side that tells more apart for one of the other", () => {
    const [pair] = compileMapping(
      sync(one({ values: new Map([["Closed", ["solved", "closed"]]]) })),
      objects,
    ).pairs;
    expect(["solved", "closed"].map((value) => pair?.translate(value, "left"))).toEqual(["Closed", "Closed"]);
    expect(pair?.translate("Closed", "right")).toBe("solved");
  });

  it("SFM-3 refuses a value the target's type can't hold", () => {
    const [pair] = compileMapping(sync(one({ right: "score" })), objects).pairs;
    expect(pair?.translate("12.5", "right")).toBe(12.5);
    expect(() => pair?.translate("many", "right")).toThrow(
      expect.objectContaining({ code: "E_MAPPING_VALUE" }),
    );
  });

  it("SFM-10 names the field an object does not have, and how it is spelled", () => {
    expect(() => compileMapping(sync(one({ left: "priority" })), objects)).toThrow(
      expect.objectContaining({ code: "E_FIELD_UNKNOWN", hint: "Write it as Priority." }),
    );
    expect(() => compileMapping(sync(one({ left: "Priorty" })), objects)).toThrow(
      expect.objectContaining({ code: "E_FIELD_UNKNOWN", hint: "Write it as Priority." }),
    );
    expect(() => compileMapping(sync(one({ left: "Colour__c" })), objects)).toThrow(
      expect.objectContaining({ hint: "Correct the mapping or grant the field." }),
    );
  });

  it("SFM-3 refuses to write a field that the vendor lets nobody write, and says which direction works", () => {
    expect(() => compileMapping(sync(one({ left: "CaseNumber" })), objects)).toThrow(
      expect.objectContaining({
        code: "E_CONFIG_INVALID",
        hint: "Set the field's direction to left-to-right.",
      }),
    );
  });
});
