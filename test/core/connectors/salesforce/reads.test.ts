import { describe, expect, it } from "vitest";
import { createClient } from "../../../../src/core/connectors/salesforce/client.ts";
import { data, ids, nowMs, open, row } from "./case-script.ts";
import {
  fixedClock,
  type ScriptedExchange,
  serverDate,
  strictHttp,
  versionsExchange,
} from "./strict-http.ts";

describe("reads of records", () => {
  it("SFC-5 reads by id with deleted rows, follows pages, asks for no malformed id, and projects values", async () => {
    const columns = "Id,SystemModstamp,IsDeleted,Integ_Key__c,Subject,Topics__c,ClosedDate";
    const { http, port } = open([
      {
        method: "GET",
        path: `${data}/queryAll`,
        request: { query: { q: `SELECT ${columns} FROM Case WHERE Id IN ('${ids[0]}','${ids[1]}')` } },
        answer: { done: false, nextRecordsUrl: `${data}/query/0r8-1`, records: [row(ids[0])] },
      },
      {
        method: "GET",
        path: `${data}/query/0r8-1`,
        answer: {
          done: true,
          records: [row(ids[1], { IsDeleted: true, Topics__c: null, Integ_Key__c: "k" })],
        },
      },
    ]);
    const found = await port.read([ids[0], "500000000000002", "x' OR Id != '"]);
    expect([...found.keys()]).toEqual([ids[0], "500000000000002"]);
    expect(found.get(ids[0])).toMatchObject({
      modifiedAt: "2026-11-22T10:00:00.000Z",
      deleted: false,
      correlationKey: null,
      fields: {
        Subject: "line one\r\nline two",
        Topics__c: ["a", "b"],
        ClosedDate: "2013-05-07T22:07:19.000Z",
      },
    });
    expect(found.get("500000000000002")).toMatchObject({
      deleted: true,
      correlationKey: "k",
      fields: { Topics__c: null },
    });
    http.finish();
  });

  it("BAS-2 scans by key, and takes a short page for the last only when the vendor says so", async () => {
    const columns = "SELECT Id,SystemModstamp,IsDeleted,Integ_Key__c,Subject,Topics__c,ClosedDate FROM Case";
    const page = (where: string, answer: unknown): ScriptedExchange => ({
      method: "GET",
      path: `${data}/query`,
      request: { query: { q: `${columns}${where} ORDER BY Id LIMIT 2000` } },
      answer,
    });
    const { http, port } = open([
      page("", { done: false, nextRecordsUrl: "/unused", records: [row(ids[0])] }),
      page(` WHERE Id > '${ids[0]}'`, { done: true, records: [row(ids[1])] }),
    ]);
    const seen: string[] = [];
    for await (const records of port.scan()) seen.push(...records.map((record) => record.id));
    expect(seen).toEqual([ids[0], ids[1]]);
    http.finish();
  });

  it("SFC-5 finds by exact value although SOQL compares without regard to case", async () => {
    const { http, port } = open([
      {
        method: "GET",
        path: `${data}/query`,
        answer: { done: true, records: [row(ids[0], { Subject: "VPN" }), row(ids[1], { Subject: "vpn" })] },
      },
    ]);
    const found = await port.findByField("Subject", ["vpn", "other", ""]);
    expect([...found].map(([value, records]) => [value, records.map((record) => record.id)])).toEqual([
      ["vpn", [ids[1]]],
      ["other", []],
      ["", []],
    ]);
    http.finish();
  });

  it("SFC-5 refuses a search by a field the vendor can't filter on", async () => {
    const { http, port } = open([]);
    await expect(port.findByField("Description", ["x"])).rejects.toMatchObject({ code: "E_CONFIG_INVALID" });
    expect(port.searchableFields).not.toContain("Description");
    expect(http.requests).toEqual([]);
  });

  it("BAS-2 takes an answer of another shape for a passing fault, not for data", async () => {
    const { http, port } = open([{ method: "GET", path: `${data}/queryAll`, answer: { rows: [] } }]);
    await expect(port.read([ids[0]])).rejects.toMatchObject({ code: "E_VENDOR_ANSWER", retryable: true });
    http.finish();
  });

  it("BAS-2 does not follow a next page outside the API", async () => {
    const { http, port } = open([
      {
        method: "GET",
        path: `${data}/queryAll`,
        answer: { done: false, nextRecordsUrl: "https://evil.example/", records: [] },
      },
    ]);
    await expect(port.read([ids[0]])).rejects.toMatchObject({ code: "E_VENDOR_ANSWER" });
    http.finish();
  });
});

describe("API versions and the server's clock", () => {
  it("SFC-12 speaks the newest version the org offers, and tells the server's time", async () => {
    const { client, http } = open([]);
    expect(await client.apiVersion()).toBe("67.0");
    expect(await client.serverNowMs()).toBe(Date.parse(serverDate));
    http.finish();
  });

  it("SFC-12 refuses a pinned version the org does not offer", async () => {
    const http = strictHttp([versionsExchange]);
    const client = createClient({ http, clock: fixedClock(nowMs), installId: "here", pinnedVersion: "68.0" });
    await expect(client.apiVersion()).rejects.toMatchObject({ code: "E_CONFIG_INVALID" });
    http.finish();
  });
});
