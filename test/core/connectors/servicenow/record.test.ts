import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../../../src/core/connectors/servicenow/config.ts";
import type { Column, Table } from "../../../../src/core/connectors/servicenow/dictionary.ts";
import { fromJournal, toJournal } from "../../../../src/core/connectors/servicenow/journal-text.ts";
import { encode, ignoredIn, toRecord } from "../../../../src/core/connectors/servicenow/record.ts";
import {
  codecOf,
  describeColumn,
  readValue,
  writeValue,
} from "../../../../src/core/connectors/servicenow/values.ts";

const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  name,
  label: name,
  type,
  maxLength: null,
  mandatory: false,
  readOnly: false,
  reference: null,
  choices: [],
  ...more,
});

const table: Table = {
  name: "incident",
  label: "Incident",
  columns: new Map(
    [
      column("short_description", "string", { maxLength: 160, mandatory: true }),
      column("priority", "integer", { choices: [{ value: "1", label: "1 - Critical" }] }),
      column("impact", "integer"),
      column("watch_list", "glide_list"),
      column("urgency", "integer"),
      column("due_date", "glide_date_time"),
      column("comments", "journal_input"),
      column("number", "string", { readOnly: true }),
      column("caller_id", "reference", { reference: "sys_user" }),
    ].map((one) => [one.name, one]),
  ),
};
const settings = readSettings({ connector: "servicenow", baseUrl: "https://acme.service-now.com" });

describe("values", () => {
  const times = fc.date({ min: new Date(0), max: new Date("2099-01-01"), noInvalidDate: true });
  const raws: Readonly<Record<string, fc.Arbitrary<string>>> = {
    string: fc.string(),
    integer: fc.integer().map(String),
    boolean: fc.constantFrom("true", "false"),
    glide_date_time: times.map((at) => at.toISOString().slice(0, 19).replace("T", " ")),
    glide_date: times.map((at) => at.toISOString().slice(0, 10)),
    reference: fc.constant("0123456789abcdef0123456789abcdef"),
  };

  it.each(Object.keys(raws))("SNW-2 of the type %s go there and back unchanged", (type) => {
    const one = column("u_field", type);
    const codec = codecOf(one);
    if (codec === null) throw new Error("left alone");
    fc.assert(
      fc.property(raws[type] ?? fc.string(), (raw) => {
        expect(writeValue(codec, "u_field", readValue(codec, raw))).toBe(raw);
      }),
    );
  });

  it("SNW-2 that are blank are null, and null empties", () => {
    for (const type of Object.keys(raws)) {
      const codec = codecOf(column("u_field", type));
      if (codec === null) throw new Error("left alone");
      expect(readValue(codec, "")).toBeNull();
      expect(writeValue(codec, "u_field", null)).toBe("");
    }
  });

  it("SNW-2 are described: choices with their labels, references with their table, journals not at all", () => {
    const describe = (name: string) => describeColumn(table.columns.get(name) ?? column("", ""));
    expect(describe("priority")).toMatchObject({
      type: "picklist",
      values: ["1"],
      labels: { "1": "1 - Critical" },
    });
    expect(describe("caller_id")).toMatchObject({ type: "reference", refersTo: ["sys_user"] });
    expect(describe("short_description")).toMatchObject({ type: "text", maxLength: 160, required: true });
    expect(describe("number")).toMatchObject({ creatable: false, updatable: false });
    expect(describe("comments")).toBeNull();
  });
});

describe("records", () => {
  it.each([
    [{ number: "INC1" }],
    [{ nosuch: "x" }],
    [{ comments: "x" }],
    [{ due_date: "tomorrow" }],
    [{ priority: "9" }],
    [{ priority: "1", urgency: 2 }],
  ])("SNW-2 refuse to write %j", (values) => {
    expect(() => encode(values, table, "updatable", settings)).toThrow();
  });

  it("SNW-2 write levels for a priority, and want the priority stored", () => {
    const { sent, wanted } = encode({ priority: "4" }, table, "creatable", settings);
    expect(sent).toEqual({ impact: "2", urgency: "3" });
    expect(wanted).toEqual({ priority: "4" });
  });

  it("SNW-10 notice what was stored otherwise, but for line ends and what is rewritten", () => {
    const wanted = { a: "one\ntwo ", b: "x", c: "y", d: "" };
    const stored = { a: "one\r\ntwo", b: "other", c: "z" };
    expect(ignoredIn(stored, wanted, table, ["c"])).toEqual(["b"]);
  });

  it.each([
    ["impact", "2", "2.0", true],
    ["impact", "2", "3", false],
    ["impact", "2", "", false],
    ["watch_list", "a,b", "b,a", true],
    ["watch_list", "a,b", "a", false],
    ["short_description", "2", "2.0", false],
  ])("SNW-10 take %s as stored by its meaning: %j for %j is %j", (name, wanted, stored, isSame) => {
    expect(ignoredIn({ [name]: stored }, { [name]: wanted }, table, []).length === 0).toBe(isSame);
  });

  it("SNW-6 have a version that any change of mapped values moves, stamped or not", () => {
    const row = {
      sys_id: "1",
      sys_updated_on: "2026-05-06 08:00:00",
      sys_mod_count: "3",
      short_description: "a",
    };
    const versionOf = (more: Readonly<Record<string, string>>) =>
      toRecord({ ...row, ...more }, table, ["short_description"], null).version;
    const versions = [{}, { short_description: "b" }, { sys_mod_count: "4" }].map(versionOf);
    expect(new Set(versions).size).toBe(3);
    expect(versionOf({})).toBe(versions[0]);
  });
});

describe("a journal's text", () => {
  it("SNW-10 is the text itself, or HTML between tags where the instance shows it so", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(fromJournal(toJournal(text, false), false)).toBe(text);
      }),
    );
    expect(toJournal("<p>Hi</p>", true)).toBe("[code]<p>Hi</p>[/code]");
    expect(fromJournal("[code]<p>Hi</p>[/code]", true)).toBe("<p>Hi</p>");
    expect(fromJournal("1 < 2 & 3\nso", true)).toBe("1 &lt; 2 &amp; 3<br>so");
    // What a text says can't end the tag and go on as what the instance itself would say.
    expect(toJournal("a[/code]b", true)).toBe("[code]ab[/code]");
  });
});
