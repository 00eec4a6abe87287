import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Described, type DescribedField } from "../../../../src/core/connectors/salesforce/schema.ts";
import {
  fieldOf,
  isRecordId,
  literalFor,
  longRecordId,
  quote,
  splitIn,
} from "../../../../src/core/connectors/salesforce/soql.ts";
import { ConfigError } from "../../../../src/core/contract/errors.ts";
import { describeAnswer } from "./strict-http.ts";

const described = Described.parse(
  describeAnswer([
    { name: "Subject" },
    { name: "Amount__c", type: "double" },
    { name: "IsEscalated", type: "boolean" },
    { name: "ClosedDate", type: "datetime" },
    { name: "OwnerId", type: "reference" },
  ]),
);
const field = (name: string): DescribedField => fieldOf(described, name);

/** Reads a quoted SOQL literal the way the vendor's documentation says; null when the text is not exactly one. */
function unquote(literal: string): string | null {
  const meanings: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  let text = "";
  for (let at = 1; at < literal.length; at += 1) {
    const character = literal[at] ?? "";
    if (character === "'") return at === literal.length - 1 ? text : null;
    if (character === "\n" || character === "\r") return null;
    if (character !== "\\") {
      text += character;
      continue;
    }
    at += 1;
    const escaped = literal[at] ?? "";
    text += meanings[escaped] ?? escaped;
  }
  return null;
}

describe("SOQL text", () => {
  it("SFC-5 keeps any text inside its quotes and unchanged", () => {
    const text = fc.string({
      unit: fc.constantFrom("'", "\\", '"', "\n", "\r", "\t", "\b", "\f", "n", "x", " OR ", "é", "😀"),
    });
    fc.assert(
      fc.property(text, (value) => {
        expect(unquote(quote(value))).toBe(value);
      }),
    );
  });

  it("SFC-5 escapes a quote that would end the literal", () => {
    expect(quote("' OR Name != '")).toBe("'\\' OR Name != \\''");
  });

  it("SFC-5 makes literals by field type and none where no value can be equal", () => {
    expect(literalFor(field("Subject"), "it's")).toBe("'it\\'s'");
    expect(literalFor(field("Amount__c"), "-12.50")).toBe("-12.50");
    expect(literalFor(field("Amount__c"), "1 OR 1=1")).toBeNull();
    expect(literalFor(field("IsEscalated"), "true")).toBe("true");
    expect(literalFor(field("IsEscalated"), "yes")).toBeNull();
    expect(literalFor(field("ClosedDate"), "2026-01-02T03:04:05Z")).toBe("2026-01-02T03:04:05Z");
    expect(literalFor(field("ClosedDate"), "TODAY")).toBeNull();
    expect(literalFor(field("OwnerId"), "not an id")).toBeNull();
    expect(literalFor(field("Subject"), "")).toBeNull();
    expect(literalFor(field("Subject"), "x".repeat(4001))).toBeNull();
  });

  it("SFC-5 takes identifiers from describe only and names the right spelling", () => {
    expect(() => fieldOf(described, "Id FROM User--")).toThrow(ConfigError);
    expect(() => fieldOf(described, "subject")).toThrow(
      expect.objectContaining({ code: "E_FIELD_UNKNOWN", hint: "Write it as Subject." }),
    );
  });

  it("SFC-5 completes a 15-character id as the vendor recorded it", () => {
    expect(longRecordId("500R0000004o37X")).toBe("500R0000004o37XIAQ");
    expect(longRecordId("500R0000004o37XIAQ")).toBe("500R0000004o37XIAQ");
    expect(isRecordId("500R0000004o37XIAQ")).toBe(true);
    expect(isRecordId("500R0000004o37XAAA")).toBe(false);
    expect(isRecordId("500R0000004o37")).toBe(false);
    expect(isRecordId("500R0000004o37'IAQ")).toBe(false);
  });

  it("SFC-5 splits long IN lists into conditions that fit a URL, each literal once and in order", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 300 }), { maxLength: 200 }), (texts) => {
        const literals = texts.map(quote);
        const conditions = splitIn("Subject", literals);
        for (const condition of conditions) expect(encodeURIComponent(condition).length).toBeLessThan(12_000);
        expect(conditions.map((condition) => condition.slice("Subject IN (".length, -1)).join(",")).toBe(
          literals.join(","),
        );
      }),
      { numRuns: 50 },
    );
  });
});
