import { describe, expect, it } from "vitest";
import type { SyncConfig } from "../../../src/core/config/types.ts";
import type { FieldDescription } from "../../../src/core/contract/records.ts";
import { described, mappingOf, noLookups, recordOf } from "./stage.ts";

const right = [
  described("b", { maxLength: 5 }),
  described("kind", { type: "picklist", values: ["x", "y"] }),
  described("must", { required: true }),
  described("fixed", { creatable: false, updatable: false }),
];
const rules = (...given: SyncConfig["rules"]): Partial<SyncConfig> => ({ rules: given });

describe("what may be written", () => {
  it("SFM-5 is what the sync's rules allow", () => {
    const mapping = mappingOf(
      {},
      {},
      right,
      rules({ side: "right", expression: 'record.b != ""', message: "a ticket needs a subject" }),
    );
    expect(mapping.validate({ b: "x" }, "right")).toBeNull();
    expect(mapping.validate({ b: null }, "right")).toMatchObject({
      code: "E_RULE",
      message: "a ticket needs a subject",
    });
    expect(mapping.validate({ A: null }, "left")).toBeNull();
  });

  it("SFM-5 by a rule that applies under a condition", () => {
    const mapping = mappingOf(
      {},
      {},
      right,
      rules({ side: "right", when: 'record.kind == "x"', expression: 'record.b != ""', message: "no" }),
    );
    expect(mapping.validate({ b: null, kind: "y" }, "right")).toBeNull();
    expect(mapping.validate({ b: null, kind: "x" }, "right")?.code).toBe("E_RULE");
  });

  it("SFM-5 by a rule that can't be computed: not this record", () => {
    const mapping = mappingOf(
      {},
      {},
      right,
      rules({ side: "right", expression: 'record.b.substring(0, 3) == "abc"', message: "no" }),
    );
    expect(mapping.validate({ b: "abcd" }, "right")).toBeNull();
    expect(mapping.validate({ b: "a" }, "right")).toMatchObject({
      code: "E_MAPPING_VALUE",
      message: expect.stringContaining("Rule 1"),
    });
  });

  it.each([
    [{ expression: "record.c == null" }, "E_FIELD_UNKNOWN", "rule 1, character 8: there is no field c"],
    [{ expression: "record.b" }, "E_EXPRESSION", "a condition must be true or false"],
    [{ expression: "true", when: "record.b" }, "E_EXPRESSION", "a condition must be true or false"],
  ])("SFM-5 by a rule that does not fit the object: nothing starts", (rule, code, message) => {
    const compile = () => mappingOf({}, {}, right, rules({ side: "right", message: "x", ...rule }));
    expect(compile).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  it("SFM-5 is a create with all that the vendor requires", () => {
    const mapping = mappingOf({}, {}, right);
    const create = { kind: "create", changed: ["b"] } as const;
    expect(mapping.validate({ b: "x" }, "right", create)).toMatchObject({
      message: "A new ticket needs must",
      hint: "Map must, or give it a `constant`, then run `integ replay-dlq`.",
    });
    expect(mapping.unfilled).toEqual({ left: [], right: ["must"] });
    expect(mapping.validate({ b: "x", must: "y" }, "right", create)).toBeNull();
    expect(mapping.validate({ b: "x" }, "right", { kind: "update", changed: ["b"] })).toBeNull();
  });

  it("SFM-5 is a value the vendor lists, of a length it stores, where it is sent", () => {
    const described: Partial<FieldDescription> = { type: "picklist", values: ["x", "y"], maxLength: null };
    const mapping = mappingOf({}, {}, described);
    expect(mapping.validate({ b: "z" }, "right")).toMatchObject({ code: "E_MAPPING_VALUE" });
    expect(mapping.validate({ b: "z" }, "right", { kind: "update", changed: [] })).toBeNull();
    expect(mapping.validate({ b: "x" }, "right")).toBeNull();
    expect(mappingOf({}, {}, { maxLength: 3 }).validate({ b: "four" }, "right")?.message).toContain(
      "3 characters",
    );
    expect(mappingOf({}, {}, { maxBytes: 3 }).validate({ b: "éé" }, "right")?.message).toContain("3 bytes");
  });
});

describe("the filter of a side", () => {
  const filtered = (where: string) =>
    mappingOf(
      {},
      [described("A"), described("Origin")],
      {},
      { left: { connection: "sf", object: "Case", where } },
    );

  it("SFM-3 says which records belong to the sync", () => {
    const mapping = filtered('record.Origin == "Web"');
    expect(mapping.isInScope(recordOf({ Origin: "Web" }), "left")).toBe(true);
    expect(mapping.isInScope(recordOf({ Origin: null }), "left")).toBe(false);
    expect(mapping.isInScope(recordOf({}), "left")).toBe(false);
    expect(mapping.isInScope(recordOf({}), "right")).toBe(true);
  });

  it("SFM-3 that can't be computed loses no record and stops no other: it is refused where it would go over", () => {
    const mapping = filtered("record.Origin.substring(0, 2) == 'We'");
    const [pair] = mapping.pairs;
    const odd = recordOf({ A: "x", Origin: "W" });
    expect(mapping.isInScope(odd, "left")).toBe(true);
    const read = pair?.ends.left.read(odd) ?? null;
    expect(() => pair?.translate(read, "right", noLookups)).toThrow(
      expect.objectContaining({
        code: "E_MAPPING_VALUE",
        message: expect.stringContaining("`where` can't tell whether 1 belongs to the sync"),
      }),
    );
    const fine = recordOf({ A: "x", Origin: "Web" });
    expect(pair?.ends.left.read(fine)).toBe("x");
    expect(mapping.isInScope(fine, "left")).toBe(true);
    expect(mapping.isInScope(recordOf({ Origin: "Phone" }), "left")).toBe(false);
  });

  it("SFM-3 is asked anew for each version of a record", () => {
    const mapping = filtered('record.Origin == "Web"');
    const record = recordOf({ Origin: "Web" });
    expect(mapping.isInScope(record, "left")).toBe(true);
    Object.assign(record, { version: "2", fields: { Origin: "Phone" } });
    expect(mapping.isInScope(record, "left")).toBe(false);
  });

  it("SFM-3 that does not fit the object is refused with the place", () => {
    expect(() => filtered("record.Orign == 'Web'")).toThrow(
      expect.objectContaining({
        code: "E_FIELD_UNKNOWN",
        message: expect.stringContaining("`where` of the left side, character 8"),
        hint: "Write it as Origin.",
      }),
    );
  });
});

describe("what archive writes", () => {
  const archive = (set: Record<string, string | number>) =>
    mappingOf({}, {}, right, { deletes: { kind: "archive", archive: { left: null, right: set } } });

  it("SYN-13 must be known, writable, listed and of the type", () => {
    expect(() => archive({ kind: "x" })).not.toThrow();
    expect(() => archive({ kin: "x" })).toThrow(expect.objectContaining({ code: "E_FIELD_UNKNOWN" }));
    expect(() => archive({ fixed: "x" })).toThrow(/can't be updated/);
    expect(() => archive({ kind: "z" })).toThrow(/does not list it/);
  });
});
