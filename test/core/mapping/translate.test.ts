import { describe, expect, it } from "vitest";
import type { FieldConfig } from "../../../src/core/config/types.ts";
import { SyncError } from "../../../src/core/contract/errors.ts";
import type { Lookups } from "../../../src/core/mapping/compile.ts";
import { mappingOf, noLookups, pairOf } from "./stage.ts";

const lookups: Lookups = {
  counterpart: (reference, id, to) =>
    id === "1"
      ? `${reference.kind}-${to}-${reference.kind === "link" ? reference.sideOf[to] : ""}`
      : undefined,
};

describe("a reference", () => {
  const link: Partial<FieldConfig> = {
    reference: "contacts",
    referenceSides: { left: "right", right: "left" },
  };

  it("SFM-3 goes over as what the record is called there, and tells which side of the other sync to ask", () => {
    const pair = pairOf(link, { type: "reference" }, { type: "reference" });
    expect(pair.reference).toEqual({
      kind: "link",
      sync: "contacts",
      sideOf: { left: "right", right: "left" },
      required: false,
    });
    expect(pair.translate("1", "right", lookups)).toBe("link-right-left");
    expect(pair.translate(null, "right", lookups)).toBeNull();
  });

  it("SYN-15 that leads to another object than its sync joins is refused", () => {
    const objects = { ...link, referenceObjects: { left: "Contact", right: "user" } };
    const compile = () => pairOf(objects, { type: "reference", refersTo: ["Account", "Lead"] });
    expect(compile).toThrow(
      expect.objectContaining({
        message: "Sync cases takes the left field A for a reference to Contact, but it names Account, Lead",
      }),
    );
    expect(() => pairOf(objects, { type: "reference", refersTo: ["Contact"] })).not.toThrow();
    const scoped = { ...link, referenceObjects: { left: "Contact:VIP", right: "user" } };
    expect(() => pairOf(scoped, { type: "reference", refersTo: ["Contact"] })).not.toThrow();
  });

  it("SYN-15 that is not known yet leaves the other side as it is", () => {
    for (const required of [true, false]) {
      const pair = pairOf({ ...link, required }, { type: "reference" });
      const translate = (): unknown => pair.translate("2", "right", lookups);
      expect(translate).toThrow(SyncError);
      expect(translate).toThrow(expect.objectContaining({ code: "E_PARENT_MISSING" }));
      expect(pair.reference).toMatchObject({ required });
    }
  });

  it("SFM-4 to a person goes by lookup, and holds the record back only when required", () => {
    const people: Lookups = { counterpart: (_, id) => (id === "a" ? "77" : undefined) };
    const pair = (required: boolean) =>
      pairOf({ users: true, required }, { type: "reference" }, { type: "number" });
    expect(pair(false).translate("a", "right", people)).toBe(77);
    expect(() => pair(false).translate("b", "right", people)).toThrow(
      expect.objectContaining({ code: "E_PARENT_MISSING" }),
    );
    expect(() => pair(true).translate("b", "right", people)).toThrow(
      expect.objectContaining({ code: "E_MAPPING_VALUE" }),
    );
  });
});

describe("a map of values", () => {
  const values = new Map([
    ["High", ["high", "urgent"]],
    ["Low", ["low"]],
  ]);

  it("SFM-4 maps each of several values", () => {
    const pair = pairOf({ values }, { type: "multipicklist" }, { type: "multipicklist" });
    expect(pair.translate(["Low", "High"], "right", noLookups)).toEqual(["high", "low"]);
    expect(pair.translate(["urgent", "high"], "left", noLookups)).toEqual(["High"]);
  });

  it("SFM-4 maps truth values and numbers by their text", () => {
    const flags = new Map([
      ["true", ["2"]],
      ["false", ["3"]],
    ]);
    const pair = pairOf({ values: flags }, { type: "boolean" }, { type: "number" });
    expect([true, false].map((value) => pair.translate(value, "right", noLookups))).toEqual([2, 3]);
    expect(pair.translate("2.0", "left", noLookups)).toBe(true);
  });

  it.each([
    [
      {},
      { values: ["hihg", "low"] },
      'maps to "high" for the right field b, which does not list it',
      "Write it as hihg.",
    ],
    [{}, { type: "number" }, 'maps to "high" for the right field b, which is a number', undefined],
    [{ values: ["Raised", "Low"] }, {}, 'maps to "High" for the left field A', "The field has Raised, Low."],
    [
      {},
      { values: ["5", "low"], labels: { 5: "Urgent" } },
      'maps to "high" for the right field b',
      "The field has 5 (Urgent), low.",
    ],
  ] as const)("SFM-4 is refused where the target can't hold a value", (left, right, message, hint) => {
    expect(() => pairOf({ values }, left, right)).toThrow(
      expect.objectContaining({
        code: "E_CONFIG_INVALID",
        message: expect.stringContaining(message),
        ...(hint && { hint }),
      }),
    );
  });

  it("SFM-4 may name values the field does not list, on a side that is only read", () => {
    const pair = pairOf({ values, direction: "left-to-right" }, { values: ["Other"] });
    expect(pair.translate("High", "right", noLookups)).toBe("high");
  });
});

describe("defaults", () => {
  it("SFM-3 are written where the other side is blank, in the target's type", () => {
    const pair = pairOf({ defaults: { left: null, right: "5" } }, {}, { type: "number" });
    expect(pair.translate(null, "right", noLookups)).toBe(5);
    expect(pair.translate(null, "left", noLookups)).toBeNull();
    expect(pair.translate("  ", "right", noLookups)).toBe(5);
  });

  it("SFM-3 that the target can't hold are refused", () => {
    expect(() => pairOf({ defaults: { left: null, right: "x" } }, {}, { type: "number" })).toThrow(
      /default "x"/,
    );
    expect(() => pairOf({ defaults: { left: null, right: "x" } }, {}, { values: ["y"] })).toThrow(
      /does not list/,
    );
  });
});

describe("types that have nothing in common", () => {
  it.each([
    ["boolean", "datetime"],
    ["number", "boolean"],
    ["date", "number"],
    ["multipicklist", "boolean"],
  ] as const)("SFM-4 are refused with both fields and what to do: %s, %s", (left, right) => {
    const compile = () => pairOf({ direction: "left-to-right" }, { type: left }, { type: right });
    expect(compile).toThrow(
      expect.objectContaining({
        code: "E_CONFIG_INVALID",
        message: `Sync cases can't make the right field b (${right}) of the left field A (${left})`,
        hint: expect.stringContaining("`values` map"),
      }),
    );
  });

  it("SFM-4 are taken with a map of values", () => {
    const values = new Map([["true", ["2026-01-01"]]]);
    expect(
      pairOf({ values }, { type: "boolean" }, { type: "date" }).translate(true, "right", noLookups),
    ).toBe("2026-01-01");
  });
});

describe("what merge may do", () => {
  it.each([
    ["multipicklist", "multipicklist", "set"],
    ["longtext", "longtext", "append"],
    ["text", "longtext", null],
    ["multipicklist", "text", null],
  ] as const)("BAS-11 with %s and %s is %s", (left, right, merge) => {
    expect(mappingOf({}, { type: left }, { type: right }).pairs[0]?.merge).toBe(merge);
  });
});

describe("text that is too long", () => {
  it("SFM-4 is cut to characters and to bytes, and no other value is", () => {
    expect(pairOf({}, {}, { maxLength: 3 }).translate("abcd", "right", noLookups)).toBe("abc");
    expect(pairOf({}, {}, { maxBytes: 5 }).translate("aé€x", "right", noLookups)).toBe("aé");
    expect(() =>
      pairOf({}, { type: "number" }, { maxLength: 3 }).translate(12345, "right", noLookups),
    ).toThrow(/it is too long/);
  });
});
