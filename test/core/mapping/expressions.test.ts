import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldDescription, FieldValues } from "../../../src/core/contract/records.ts";
import {
  type CompiledExpression,
  expressionFault,
  expressionFields,
  expressionScope,
  type ResultKind,
} from "../../../src/core/mapping/expressions.ts";
import { compilePattern } from "../../../src/core/mapping/linear-regex.ts";
import { described } from "./stage.ts";

const fields: readonly FieldDescription[] = [
  described("Subject"),
  described("Amount", { type: "number" }),
  described("Closed", { type: "boolean" }),
  described("Tags", { type: "multipicklist" }),
  described("Day", { type: "date" }),
  described("At", { type: "datetime" }),
  described("odd name"),
];
const full: FieldValues = {
  Subject: "Printer",
  Amount: 3,
  Closed: true,
  Tags: ["b", "a"],
  Day: "2026-03-01",
  At: "2026-03-01T10:00:00Z",
  "odd name": "x",
};
const blank: FieldValues = Object.fromEntries(fields.map((field) => [field.name, null]));

function compiled(text: string, accepts: ResultKind): CompiledExpression {
  const result = expressionScope(fields).compile(text, accepts);
  if (!("evaluate" in result)) throw new Error(`${result.message} at ${result.offset}`);
  return result;
}

describe("expressions", () => {
  it.each([
    ['record.Subject == "Printer"', "condition", true, false],
    ['record.Subject != ""', "condition", true, false],
    ["record.Subject == null", "condition", false, true],
    ["record.Subject != null", "condition", true, false],
    ['record.Subject.startsWith("Pri")', "condition", true, false],
    ["record.Amount == 3", "condition", true, false],
    ["record.Amount >= 3 && 2.5 < record.Amount", "condition", true, false],
    ["record.Amount < 5", "condition", true, false],
    ["record.Amount == null || record.At == null", "condition", false, true],
    ["record.Amount + 1", "number", 4, null],
    ["2 * record.Amount - 0.5", "number", 5.5, null],
    ["record.Closed", "condition", true, false],
    ["!record.Closed", "boolean", false, true],
    ["record.Tags == null", "condition", false, true],
    ['"a" in record.Tags', "condition", true, false],
    ['record.Tags.map(tag, tag + "!")', "multipicklist", ["a!", "b!"], []],
    ['record.At > timestamp("2026-01-01T00:00:00Z")', "condition", true, false],
    ["record.At", "datetime", "2026-03-01T10:00:00.000Z", null],
    ['record.Day > "2026-01-01"', "condition", true, false],
    ['string(record.Amount) + " pieces"', "text", "3 pieces", " pieces"],
    ['record["odd name"] + "y"', "text", "xy", "y"],
    ['record.Subject.matches("^(P|p)r.*r$")', "condition", true, false],
    ['record.Subject == "" ? dyn(null) : "y"', "text", "y", null],
  ] as const)("SFM-3 computes %s, of blank and of missing fields too", (text, kind, onFull, onBlank) => {
    const expression = compiled(text, kind);
    expect(expression.evaluate(full)).toEqual(onFull);
    expect(expression.evaluate(blank)).toEqual(onBlank);
    expect(expression.evaluate({})).toEqual(onBlank);
  });

  it.each([
    ['record.Subjct == ""', "condition", 7, "there is no field Subjct"],
    ['record.Closed && record["Amuont"] == 1', "condition", 24, "there is no field Amuont"],
    ["record.Subject + 1", "text", 0, "no such overload: string + int"],
    ['record.Closed && record.Amount == "3"', "condition", 17, "no such overload: double == string"],
    ["record.Subject", "condition", 0, "a condition must be true or false, this gives string"],
    ["record.Amount", "text", 0, "the field is of type text, this gives double; string(…) makes text of it"],
    ["record.Subject", "number", 0, "the field is of type number, this gives string"],
    ["1 +", "number", 3, "Unexpected token: EOF"],
    ["recrd.Subject", "text", 0, "Unknown variable: recrd"],
    ["record", "text", 0, 'name one field of the record, as record.Field or record["Field"]'],
    ["record[record.Subject]", "text", 0, 'name one field of the record, as record.Field or record["Field"]'],
    ["has(record.Subject)", "condition", 0, "compare with null instead of has"],
    ['cel.bind(a, "x", a + a)', "text", 0, "bind is not available"],
    ["record.Subject.matches(record.Subject)", "condition", 0, "the pattern of matches must be plain text"],
    [
      'record.Subject.matches("(?=a)")',
      "condition",
      23,
      "only ( ), (?: ) and named groups are available; look-around is not",
    ],
    [`${"[1].map(x, x)".repeat(1)}${".map(x, x)".repeat(4)}`, "multipicklist", 0, "more than 4 list macros"],
    ["(".repeat(400), "number", 0, "Exceeded maxDepth (32)"],
    [Array(600).fill("1").join(" + "), "number", 0, "Exceeded maxAstNodes (500)"],
  ] as const)("SFM-3 refuses %s and says where", (text, kind, offset, message) => {
    const result = expressionScope(fields).compile(text, kind);
    expect(result).toMatchObject({ message });
    if (!text.startsWith("((") && !text.startsWith("1 + 1")) expect(result).toMatchObject({ offset });
  });

  it("SFM-3 names the nearest field", () => {
    expect(expressionScope(fields).compile("record.Subjct", "text")).toMatchObject({
      field: "Subjct",
      suggestion: "Subject",
    });
  });

  it("SFM-3 knows the fields it reads before any object is described", () => {
    expect(expressionFields('record.A + record["b c"] + record.A')).toEqual(["A", "b c"]);
    expect(expressionFields("record.A +")).toEqual([]);
  });

  it("CFG-8 finds what needs no object: syntax, variables, functions", () => {
    expect(expressionFault('record.Anything == "x" && record.Other > 3')).toBeNull();
    expect(expressionFault("record.A.foo()")).toMatchObject({ offset: 0 });
    expect(expressionFault("record.A ==")).toMatchObject({ offset: 11 });
  });

  it("SFM-3 throws for one record only, and is unharmed by it", () => {
    const expression = compiled("record.Subject.substring(0, 3)", "text");
    expect(() => expression.evaluate({ Subject: "ab" })).toThrow();
    expect(expression.evaluate({ Subject: "abcd" })).toBe("abc");
  });

  it("SFM-3 never fails otherwise than with a fault, whatever the text", () => {
    const pieces = fc.constantFrom(
      "record",
      ".",
      "Subject",
      "Amount",
      "[",
      "]",
      "(",
      ")",
      '"',
      "'",
      "x",
      "1",
      "+",
      "==",
      "&&",
      "?",
      ":",
      ",",
      "matches",
      "map",
      "timestamp",
      " ",
      "\n",
      "\\",
      "{",
      "}",
      "null",
      "in",
      "!",
      "0x",
      'b"',
      'r"',
    );
    const scope = expressionScope(fields);
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const fault = expressionFault(text);
        const result = scope.compile(text, "condition");
        expect(fault === null || fault.offset <= text.length + 1).toBe(true);
        if ("evaluate" in result) expect(fault).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});

describe("patterns", () => {
  const letters = fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "\\w", "(?:a|b)", "(ab|a)", "(a|)");
  const quantified = fc
    .tuple(letters, fc.constantFrom("", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?"))
    .map((parts) => parts.join(""));
  const pattern = fc
    .tuple(fc.constantFrom("", "^"), fc.array(quantified, { maxLength: 5 }), fc.constantFrom("", "$", "|c+"))
    .map(([start, parts, end]) => start + parts.join("") + end);

  it("SFM-3 finds what the engine of the language finds", () => {
    fc.assert(
      fc.property(
        pattern,
        fc.array(fc.constantFrom("a", "b", "c", "\n", "é"), { maxLength: 8 }),
        (source, text) => {
          const compiledPattern = compilePattern(source);
          if ("fault" in compiledPattern) throw new Error(compiledPattern.fault);
          expect(compiledPattern.test(text.join(""))).toBe(new RegExp(source, "u").test(text.join("")));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("SFM-3 takes time in proportion to the text where others take for ever", () => {
    const compiledPattern = compilePattern("^(a+)+$");
    if ("fault" in compiledPattern) throw new Error(compiledPattern.fault);
    expect(compiledPattern.test(`${"a".repeat(20_000)}b`)).toBe(false);
    expect(compiledPattern.test("a".repeat(20_000))).toBe(true);
  });

  it.each([
    ["(?i)hello", "Say HELLO", true],
    ["\\bfoo\\b", "a foo.", true],
    ["\\bfoo\\b", "afoo", false],
    ["^\\p{Lu}+$", "ÄÖ", true],
    ["\\d{2,3}-x", "12-x", true],
    ["a]{", "a]{", true],
  ])("SFM-3 reads %s", (source, text, found) => {
    const compiledPattern = compilePattern(source);
    expect("test" in compiledPattern && compiledPattern.test(text)).toBe(found);
  });

  it.each([
    "(?=a)",
    "(?<!a)b",
    "(a)\\1",
    "a**",
    "(",
    ")",
    "[a",
    "a{3,1}",
    "a{1000}",
    "((a{200}){200})",
    "*",
    "\\",
    "[b-a]",
  ])("SFM-3 refuses the pattern %s", (source) => {
    expect(compilePattern(source)).toHaveProperty("fault");
  });
});
