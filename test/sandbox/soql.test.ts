// Narrowing by index must never change what a query finds: every query is checked against a plain walk.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../src/sandbox/json.ts";
import { OBJECT_TYPES } from "../../src/sandbox/salesforce/objects.ts";
import { RecordStore } from "../../src/sandbox/salesforce/records.ts";
import { parseSoql } from "../../src/sandbox/salesforce/soql-parse.ts";
import { runSoql } from "../../src/sandbox/salesforce/soql-run.ts";
import { compileCondition } from "../../src/sandbox/salesforce/soql-test.ts";

const START_MS = Date.parse("2026-05-06T08:00:00Z");

function fill(): RecordStore {
  const [type] = OBJECT_TYPES;
  if (type === undefined) throw new Error("there is no Case");
  const store = new RecordStore(type);
  for (let index = 0; index < 20; index += 1) {
    const values = new Map<string, Json>([
      ["Subject", index % 3 === 0 ? null : `S${index % 4}`],
      ["CaseNumber", String(index).padStart(8, "0")],
      ["Integ_Key__c", index % 2 === 0 ? `key${index}` : null],
      ["Legacy_Key__c", `old${index % 3}`],
    ]);
    store.insert(store.nextId(), values, START_MS + index * 400);
  }
  const rows = [...store.rows.values()];
  for (const index of [3, 8, 13]) {
    const row = rows[index];
    if (row !== undefined) store.write(row, new Map([["Subject", "moved"]]), START_MS + 9000 + index * 100);
  }
  const gone = rows[5];
  if (gone !== undefined) store.remove(gone, START_MS + 12_000);
  return store;
}

const store = fill();
const ids = [...store.rows.keys()];
const time = fc
  .integer({ min: -2, max: 14 })
  .map((second) => new Date(START_MS + second * 1000).toISOString());
const operator = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
const key = fc.constantFrom("'key2'", "'KEY2'", "'key4'", "'old1'", "'OLD2'", "'00000007'", "'none'", "null");
const floor = fc
  .tuple(fc.constantFrom(">", ">=", "="), time)
  .map(([sign, at]) => `SystemModstamp ${sign} ${at}`);
const test = fc.oneof(
  floor,
  fc.tuple(floor, floor, fc.constantFrom(" AND ", " OR ")).map(([one, two, word]) => `(${one}${word}${two})`),
  fc.tuple(operator, time).map(([sign, at]) => `SystemModstamp ${sign} ${at}`),
  fc.tuple(operator, time).map(([sign, at]) => `LastModifiedDate ${sign} ${at}`),
  fc.tuple(operator, fc.constantFrom(...ids)).map(([sign, id]) => `Id ${sign} '${id}'`),
  fc.subarray(ids, { minLength: 1, maxLength: 4 }).map((some) => `Id IN ('${some.join("','")}')`),
  fc
    .tuple(fc.constantFrom("Integ_Key__c", "Legacy_Key__c", "CaseNumber"), operator, key)
    .map((parts) => parts.join(" ")),
  fc
    .tuple(fc.constantFrom("IN", "NOT IN"), key, key)
    .map(([word, one, two]) => `Legacy_Key__c ${word} (${one}, ${two})`),
  fc.constantFrom("Subject = 's1'", "Subject = null", "Subject LIKE 'S%'", "IsDeleted = true"),
);
const { condition } = fc.letrec<{ condition: string; joined: string }>((tie) => ({
  condition: fc.oneof({ depthSize: "small", maxDepth: 3 }, test, tie("joined")),
  joined: fc
    .tuple(
      fc.constantFrom(" AND ", " OR "),
      fc.array(tie("condition"), { minLength: 2, maxLength: 3 }),
      fc.boolean(),
    )
    .map(([word, parts, negated]) => `${negated ? "NOT " : ""}(${parts.join(word)})`),
}));

it("OPS-4 finds by index what a walk over all rows finds", () => {
  fc.assert(
    fc.property(condition, fc.boolean(), (where, withDeleted) => {
      const query = parseSoql(`SELECT Id FROM Case WHERE ${where}`);
      if (query.where === null) throw new Error("the clause was lost");
      const accepts = compileCondition(store.type, query.where);
      const walked = [...store.rows.values()].filter(
        (row) => (withDeleted || row.deletedMs === null) && accepts(row),
      );
      const found = runSoql(store, query, withDeleted).rows;
      expect(found.map((row) => row.id)).toEqual(walked.map((row) => row.id).sort());
    }),
    { numRuns: 2000 },
  );
});

it("OPS-4 reads back any text it was given as an escaped literal", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const literal = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
      const { where } = parseSoql(`SELECT Id FROM Case WHERE Subject = '${literal}'`);
      expect(where).toMatchObject({ values: [{ kind: "text", text }] });
    }),
  );
});
