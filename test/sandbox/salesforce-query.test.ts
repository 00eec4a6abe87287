import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isJsonObject } from "../../src/sandbox/json.ts";
import { DATA, member, objects, type Running, start } from "./running.ts";

let sandbox: Running;
const cases = [
  { Subject: "Ink's out", Priority: "High", Status: "New" },
  { Subject: "paper jam", Priority: "Low", Status: "Closed" },
  { Subject: "Cable", Priority: "High", Status: "Working", Description: "long" },
  { Subject: null, Priority: "Medium", Status: "New" },
];
beforeEach(async () => {
  sandbox = await start({ cases });
});
afterEach(() => sandbox.stop());

const subjects = async (where: string) =>
  (await sandbox.query(`SELECT Subject FROM Case ${where}`)).map((row) => row.Subject);
const raw = (soql: string, resource = "query") =>
  sandbox.salesforce("GET", `${DATA}/${resource}?q=${encodeURIComponent(soql)}`);

describe("SOQL", () => {
  it.each([
    ["WHERE Priority = 'high' AND Status != 'Working'", ["Ink's out"]],
    ["WHERE (Priority = 'Low' OR Status = 'Working') AND Subject != null", ["paper jam", "Cable"]],
    ["WHERE Subject = 'Ink\\'s out'", ["Ink's out"]],
    ["WHERE Subject LIKE '%A%' ORDER BY Subject DESC", ["paper jam", "Cable"]],
    ["WHERE Priority IN ('Low', 'Medium')", ["paper jam", null]],
    ["WHERE Priority NOT IN ('Low', 'Medium')", ["Ink's out", "Cable"]],
    ["WHERE NOT Priority = 'High'", ["paper jam", null]],
    ["WHERE IsClosed = true", ["paper jam"]],
    ["WHERE Subject > 'd'", ["Ink's out", "paper jam"]],
    ["ORDER BY Subject NULLS LAST LIMIT 2", ["Cable", "Ink's out"]],
    ["ORDER BY Subject LIMIT 2 OFFSET 1", ["Cable", "Ink's out"]],
    ["WHERE CaseNumber = '00001002'", ["paper jam"]],
  ])("OPS-4 answers %s", async (where, expected) => {
    expect(await subjects(where)).toEqual(expected);
  });

  it("OPS-4 serves the polling cursor: stamps with second grain, ties by id", async () => {
    const rows = await sandbox.query("SELECT Id, SystemModstamp FROM Case ORDER BY SystemModstamp, Id");
    const [, second] = rows;
    const at = String(second?.SystemModstamp).replace("+0000", "Z");
    const cursor = `(SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${String(second?.Id)}'))`;
    expect(await subjects(`WHERE ${cursor} ORDER BY SystemModstamp, Id`)).toEqual(["Cable", null]);
    const offset = `WHERE SystemModstamp >= ${String(second?.SystemModstamp)}`;
    expect(await subjects(offset)).toHaveLength(3);
  });

  it("OPS-4 returns canonical names, attributes first, in the order asked", async () => {
    const [row] = await sandbox.query("select subject, ID from case limit 1");
    expect(Object.keys(row ?? {})).toEqual(["attributes", "Subject", "Id"]);
    expect(row?.attributes).toEqual({ type: "Case", url: `${DATA}/sobjects/Case/${String(row?.Id)}` });
  });

  it("OPS-4 counts without rows", async () => {
    expect((await raw("SELECT COUNT() FROM Case WHERE Priority = 'High'")).json).toEqual({
      totalSize: 2,
      done: true,
      records: [],
    });
  });

  it("OPS-4 expands FIELDS(ALL) only with a limit of 200", async () => {
    const [row] = await sandbox.query("SELECT FIELDS(ALL) FROM Case LIMIT 1");
    expect(Object.keys(row ?? {})).toContain("Integ_Key__c");
    expect((await raw("SELECT FIELDS(ALL) FROM Case")).json).toMatchObject([
      { errorCode: "MALFORMED_QUERY" },
    ]);
  });

  it.each([
    ["SELECT Id FROM", "MALFORMED_QUERY"],
    ["SELECT Id FROM Case WHERE Subject = 'open", "MALFORMED_QUERY"],
    ["SELECT Id FROM Case WHERE Subject ~ 'a'", "MALFORMED_QUERY"],
    ["SELECT Id FROM Case GROUP BY Id", "MALFORMED_QUERY"],
    ["SELECT Nope FROM Case", "INVALID_FIELD"],
    ["SELECT Owner.Name FROM Case", "INVALID_FIELD"],
    ["SELECT Id FROM Nope__c", "INVALID_TYPE"],
    ["SELECT Id FROM Case WHERE Description = 'x'", "INVALID_FIELD"],
    ["SELECT Id FROM Case ORDER BY Description", "INVALID_FIELD"],
    ["SELECT Id FROM Case WHERE SystemModstamp > '2026-01-01T00:00:00Z'", "INVALID_FIELD"],
    ["SELECT Id FROM Case WHERE Subject = 5", "INVALID_FIELD"],
    ["SELECT Id FROM Case WHERE Id = 'x'", "INVALID_QUERY_FILTER_OPERATOR"],
    ["SELECT Id FROM Case LIMIT 1 OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"],
  ])("OPS-4 refuses %s with %s", async (soql, errorCode) => {
    const reply = await raw(soql);
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject([{ errorCode, message: expect.any(String) }]);
  });

  it("OPS-4 shows deleted rows to queryAll alone", async () => {
    const [row] = await sandbox.query("SELECT Id FROM Case WHERE Subject = 'Cable'");
    await sandbox.salesforce("DELETE", `${DATA}/sobjects/Case/${String(row?.Id)}`);
    expect(await subjects("WHERE Subject = 'Cable'")).toEqual([]);
    const all = await raw("SELECT Id, IsDeleted FROM Case WHERE Subject = 'Cable'", "queryAll");
    expect(objects(all.json, "records")).toMatchObject([{ IsDeleted: true }]);
  });

  it("OPS-4 pages by nextRecordsUrl, whose locator ends after two days", async () => {
    await sandbox.control("POST", "/settings", {
      salesforce: { queryPageSize: 3, sessionTimeoutS: 864_000 },
    });
    const first = await raw("SELECT Id FROM Case ORDER BY Id");
    expect(member(first.json)).toMatchObject({ totalSize: 4, done: false });
    const next = String(member(first.json).nextRecordsUrl);
    expect(next).toMatch(/^\/services\/data\/v66\.0\/query\/0r8[A-Za-z0-9]+-3$/);
    const second = await sandbox.salesforce("GET", next);
    expect(member(second.json)).toMatchObject({ totalSize: 4, done: true });
    const ids = [...objects(first.json, "records"), ...objects(second.json, "records")].map((row) => row.Id);
    expect(new Set(ids).size).toBe(4);
    sandbox.clock.advance(2 * 86_400_000);
    expect((await sandbox.salesforce("GET", next)).json).toMatchObject([
      { errorCode: "INVALID_QUERY_LOCATOR" },
    ]);
  });
});

describe("replication", () => {
  const range = (fromMs: number, toMs: number) => {
    const start = encodeURIComponent(new Date(fromMs).toISOString());
    return `start=${start}&end=${encodeURIComponent(new Date(toMs).toISOString())}`;
  };

  it("OPS-4 lists updated and deleted rows of a window and how far it covers", async () => {
    const [row] = await sandbox.query("SELECT Id FROM Case WHERE Subject = 'Cable'");
    const id = String(row?.Id);
    await sandbox.control("PATCH", `/salesforce/cases/${id}`, { Subject: "Rope" });
    const now = sandbox.clock.now();
    const window = range(now - 60_000, now + 60_000);
    const updated = await sandbox.salesforce("GET", `${DATA}/sobjects/Case/updated/?${window}`);
    expect(member(updated.json)).toEqual({ ids: [id], latestDateCovered: "2026-05-06T08:00:00.000+0000" });
    await sandbox.control("DELETE", `/salesforce/cases/${id}`);
    const deleted = await sandbox.salesforce("GET", `${DATA}/sobjects/Case/deleted/?${window}`);
    expect(objects(deleted.json, "deletedRecords")).toEqual([
      { id, deletedDate: "2026-05-06T08:00:00.000+0000" },
    ]);
    expect(isJsonObject(deleted.json) && deleted.json.earliestDateAvailable).toMatch(/\+0000$/);
  });

  it("OPS-4 refuses windows under a minute or too far back", async () => {
    const now = sandbox.clock.now();
    for (const window of [range(now - 1000, now), range(now - 31 * 86_400_000, now)]) {
      const reply = await sandbox.salesforce("GET", `${DATA}/sobjects/Case/updated?${window}`);
      expect(reply.json).toMatchObject([{ errorCode: "INVALID_REPLICATION_DATE" }]);
    }
  });
});
