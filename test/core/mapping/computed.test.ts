import { describe, expect, it } from "vitest";
import type { FieldConfig } from "../../../src/core/config/types.ts";
import type { FieldValues, Value } from "../../../src/core/contract/records.ts";
import { fieldsToRead } from "../../../src/core/mapping/compile.ts";
import { described, fieldOf, mappingOf, noLookups, pairOf, recordOf, syncOf } from "./stage.ts";

const caseFields = [
  described("CaseNumber"),
  described("Subject"),
  described("Amount", { type: "number" }),
  described("Body", { type: "longtext", format: "html" }),
];

const oneWay = (computed: FieldConfig["computed"]["right"]): Partial<FieldConfig> => ({
  left: null,
  direction: "left-to-right",
  computed: { left: null, right: computed },
});

/** What the right field gets for a left record. */
function over(computed: FieldConfig["computed"]["right"], record: FieldValues, right = {}): Value {
  const pair = pairOf(oneWay(computed), caseFields, right);
  return pair.translate(pair.ends.left.read(recordOf(record)), "right", noLookups);
}

describe("a template", () => {
  const template = { kind: "template", template: "[{CaseNumber}] {Subject} {{x}}" } as const;

  it("SFM-3 puts fields into text, blank ones as nothing, and is blank when all are", () => {
    expect(over(template, { CaseNumber: "7", Subject: " Printer " })).toBe("[7] Printer {x}");
    expect(over(template, { CaseNumber: "7", Subject: null })).toBe("[7]  {x}");
    expect(over(template, {})).toBeNull();
    expect(
      over({ kind: "template", template: "{Amount}: {Body}" }, { Amount: 0.1, Body: "<p>a <b>b</b></p>" }),
    ).toBe("0.1: a b");
  });

  it("SFM-3 is cut to what the target stores", () => {
    expect(over(template, { CaseNumber: "7", Subject: "Printer" }, { maxLength: 6 })).toBe("[7] Pr");
  });

  it("SFM-3 with one field goes both ways", () => {
    const framed = { kind: "template", template: "Case: {A}!" } as const;
    const pair = pairOf({ computed: { left: null, right: framed } }, {}, { maxLength: 12 });
    expect(pair.ends.left.name).toBe("A");
    expect(pair.translate("Printer", "right", noLookups)).toBe("Case: Print!");
    expect(pair.translate("Case: Print!", "left", noLookups)).toBe("Print");
    expect(pair.translate(null, "right", noLookups)).toBeNull();
    expect(() => pair.translate("Print", "left", noLookups)).toThrow(
      expect.objectContaining({ code: "E_MAPPING_VALUE", message: expect.stringContaining("Case: {A}!") }),
    );
  });

  it("SFM-3 can compute the left side as well", () => {
    const framed = { kind: "template", template: "#{b}" } as const;
    const pair = pairOf({ computed: { left: framed, right: null } }, {}, { type: "number" });
    expect(pair.translate(7, "left", noLookups)).toBe("#7");
    expect(pair.translate("#7", "right", noLookups)).toBe(7);
    expect(() => pair.translate("#x", "right", noLookups)).toThrow(
      expect.objectContaining({ code: "E_MAPPING_VALUE" }),
    );
  });
});

describe("a constant", () => {
  it("SFM-3 is the same for every record, in the target's type", () => {
    expect(over({ kind: "constant", value: "web" }, {})).toBe("web");
    expect(over({ kind: "constant", value: "5" }, {}, { type: "number" })).toBe(5);
    expect(over({ kind: "constant", value: ["b", "a"] }, {}, { type: "multipicklist" })).toEqual(["a", "b"]);
  });

  it.each([
    ["soon", { type: "date" }, /which is a date/],
    ["wbe", { values: ["web", "mail"] }, /does not list it/],
    ["too long", { maxLength: 3 }, /longer than/],
  ] as const)("SFM-3 refuses %s where the field can't hold it", (value, right, message) => {
    expect(() => over({ kind: "constant", value }, {}, right)).toThrow(
      expect.objectContaining({ code: "E_CONFIG_INVALID", message: expect.stringMatching(message) }),
    );
  });
});

describe("a computed field", () => {
  it("SFM-3 is read as a value of its own, and never written back", () => {
    const pair = pairOf(oneWay({ kind: "expression", expression: 'record.Subject + "!"' }), caseFields, {});
    expect(pair.label).toBe("computed → b");
    expect(pair.ends.left).toMatchObject({ name: "=b", creatable: false, updatable: false });
    expect(pair.ends.left.read(recordOf({ Subject: "x" }))).toBe("x!");
  });

  it("SFM-3 that can't be computed is seen, and refused only where it would be written", () => {
    const pair = pairOf(
      oneWay({ kind: "expression", expression: "record.Subject.substring(0, 3)" }),
      caseFields,
      {},
    );
    const read = pair.ends.left.read(recordOf({ Subject: "ab" }));
    expect(() => pair.translate(read, "right", noLookups)).toThrow(
      expect.objectContaining({
        code: "E_MAPPING_VALUE",
        message: expect.stringContaining("b can't be computed"),
      }),
    );
    expect(pair.translate(pair.ends.left.read(recordOf({ Subject: "abcd" })), "right", noLookups)).toBe(
      "abc",
    );
  });

  it("SFM-3 may be undone by a second expression", () => {
    const pair = pairOf(
      {
        computed: {
          left: { kind: "expression", expression: "record.b / 100" },
          right: { kind: "expression", expression: "record.A * 100" },
        },
      },
      { type: "number" },
      { type: "number" },
    );
    expect(pair.translate(1.5, "right", noLookups)).toBe(150);
    expect(pair.translate(150, "left", noLookups)).toBe(1.5);
    expect(pair.translate(null, "right", noLookups)).toBeNull();
  });

  it.each([
    ["record.Subjct", "E_FIELD_UNKNOWN", "character 8: there is no field Subjct", "Write it as Subject."],
    ["record.Amount", "E_EXPRESSION", "the field is of type text, this gives double", undefined],
  ])("SFM-3 with the expression %s is refused with the place", (expression, code, message, hint) => {
    const compile = () => pairOf(oneWay({ kind: "expression", expression }), caseFields, {});
    expect(compile).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message), ...(hint && { hint }) }),
    );
    expect(compile).toThrow(/\n {2}record\.\w+\n {2} *\^/);
  });

  it("SFM-3 gets the fields read that it is made of", () => {
    const sync = syncOf(
      [
        fieldOf({ ...oneWay({ kind: "template", template: "{CaseNumber} {Subject}" }), right: "title" }),
        fieldOf({ ...oneWay({ kind: "expression", expression: 'record["Amount"] + 1' }), right: "n" }),
      ],
      {
        match: [{ left: "Key", right: "key" }],
        left: { connection: "sf", object: "Case", where: 'record.Origin == "Web"' },
        rules: [{ side: "right", when: "record.open", expression: 'record.kind != ""', message: "x" }],
        deletes: { kind: "archive", archive: { left: { Status: "Closed" }, right: null } },
      },
    );
    expect(fieldsToRead(sync, "left")).toEqual([
      "CaseNumber",
      "Subject",
      "Amount",
      "Key",
      "Origin",
      "Status",
    ]);
    expect(fieldsToRead(sync, "right")).toEqual(["title", "n", "key", "open", "kind"]);
  });
});

describe("the generation of a mapping", () => {
  const base = () => mappingOf({}).generation;
  it.each([
    ["another field", () => mappingOf({ left: "B" }, { name: "B" })],
    ["a value map", () => mappingOf({ values: new Map([["x", ["y"]]]) })],
    ["another value map", () => mappingOf({ values: new Map([["x", ["z"]]]) })],
    ["a filter", () => mappingOf({}, {}, {}, { left: { connection: "sf", object: "Case", where: "true" } })],
    ["a default", () => mappingOf({ defaults: { left: null, right: "x" } })],
    ["a zone", () => mappingOf({ zone: "Europe/Berlin" })],
    ["a length", () => mappingOf({}, {}, { maxLength: 5 })],
    ["a type", () => mappingOf({}, {}, { type: "longtext" })],
    ["a format", () => mappingOf({ formats: { left: "html", right: null } })],
    ["a direction", () => mappingOf({ direction: "left-to-right" })],
  ])("SFM-10 changes with %s", (_, changed) => {
    expect(changed().generation).not.toBe(base());
  });

  it("SFM-10 stays with what changes nothing that is seen", () => {
    expect(base()).toBe(base());
    expect(mappingOf({}, { label: "Other", values: ["x"] }).generation).toBe(base());
  });
});
