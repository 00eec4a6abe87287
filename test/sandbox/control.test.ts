import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { DATA, member, objects, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const fault = (body: JsonObject) => sandbox.control("POST", "/faults", body);
const create = () => sandbox.salesforce("POST", `${DATA}/sobjects/Case`, { body: { Subject: "a" } });
const cases = async () => objects((await sandbox.control("GET", "/salesforce/cases")).json, "cases");
const log = async (query = "") =>
  objects((await sandbox.control("GET", `/requests${query}`)).json, "requests");

describe("the request log", () => {
  it("OPS-4 tells each vendor request with what became of it, and no credential", async () => {
    await create();
    await sandbox.salesforce("PATCH", `${DATA}/sobjects/Case/nope`, { body: {} });
    const entries = await log("?vendor=salesforce");
    expect(entries.map((entry) => [entry.method, entry.status, entry.isWrite, entry.effectApplied])).toEqual([
      ["POST", 200, false, false],
      ["POST", 201, true, true],
      ["PATCH", 404, true, false],
    ]);
    expect(member(entries[1] ?? {}, "requestHeaders").authorization).toBe("Bearer ***");
    const since = Number(entries[1]?.seq);
    expect(await log(`?vendor=salesforce&since=${since}`)).toHaveLength(1);
    await sandbox.control("DELETE", "/requests");
    expect(await log()).toEqual([]);
  });
});

describe("faults", () => {
  it("OPS-4 answers with a status and Retry-After for the matching requests, as often as told", async () => {
    await fault({
      vendor: "zendesk",
      kind: "status",
      status: 429,
      retryAfterS: 7,
      times: 1,
      match: { method: "GET", pathPrefix: "/api/v2/tickets" },
    });
    await fault({ vendor: "salesforce", kind: "status", status: 400, code: "UNABLE_TO_LOCK_ROW", times: 1 });
    const refused = await sandbox.zendesk("GET", "/api/v2/tickets.json");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "7"]);
    expect((await sandbox.zendesk("GET", "/api/v2/tickets")).status).toBe(200);
    expect((await create()).json).toMatchObject([{ errorCode: "UNABLE_TO_LOCK_ROW" }]);
    expect(await cases()).toEqual([]);
    expect((await create()).status).toBe(201);
  });

  it("OPS-4 cuts the connection before the effect, or after it, and the log tells which", async () => {
    await fault({ vendor: "salesforce", kind: "cut-before", times: 1, match: { method: "POST" } });
    await expect(create()).rejects.toThrow();
    expect(await cases()).toHaveLength(0);
    await fault({ vendor: "salesforce", kind: "cut-after", times: 1, match: { method: "POST" } });
    await expect(create()).rejects.toThrow();
    expect(await cases()).toHaveLength(1);
    const [before, after] = (await log("?vendor=salesforce")).filter((entry) => entry.fault !== null);
    expect([before, after].map((entry) => [entry?.fault, entry?.status, entry?.effectApplied])).toEqual([
      ["cut-before", null, false],
      ["cut-after", null, true],
    ]);
  });

  it("OPS-4 ends all tokens, at once or when a request matches", async () => {
    await fault({ vendor: "salesforce", kind: "expire-tokens" });
    expect((await create()).status).toBe(401);
    await fault({
      vendor: "zendesk",
      kind: "expire-tokens",
      match: { pathPrefix: "/api/v2/search" },
      times: 1,
    });
    expect((await sandbox.zendesk("GET", "/api/v2/tickets")).status).toBe(200);
    expect((await sandbox.zendesk("GET", "/api/v2/search?query=x")).status).toBe(401);
    expect((await sandbox.zendesk("GET", "/api/v2/tickets")).status).toBe(401);
  });

  it("OPS-4 answers with a gateway's HTML page, and with half a JSON document after the effect", async () => {
    await fault({ vendor: "salesforce", kind: "html", times: 1 });
    const page = await create();
    expect([page.status, page.headers.get("content-type")]).toEqual([503, "text/html; charset=utf-8"]);
    await fault({ vendor: "salesforce", kind: "garbage", times: 1 });
    const half = await create();
    expect([half.status, half.json, half.text]).toEqual([200, null, '{"id":"500']);
    expect(await cases()).toHaveLength(1);
  });

  it("OPS-4 sends its answer byte by byte after the effect, or one that never ends, or elsewhere without any", async () => {
    await fault({ vendor: "salesforce", kind: "drip", latencyMs: 1, times: 1 });
    expect((await create()).status).toBe(201);
    await fault({ vendor: "salesforce", kind: "endless", times: 1 });
    const stop = new AbortController();
    const answer = await fetch(`${sandbox.salesforceUrl}/services/data`, { signal: stop.signal });
    let sizeBytes = 0;
    for await (const chunk of answer.body ?? []) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > 50_000_000) break;
    }
    expect(sizeBytes).toBeGreaterThan(50_000_000);
    await fault({ vendor: "salesforce", kind: "redirect", location: "http://elsewhere.example/", times: 1 });
    const sent = await fetch(`${sandbox.salesforceUrl}/services/data`, { redirect: "manual" });
    expect([sent.status, sent.headers.get("location")]).toEqual([302, "http://elsewhere.example/"]);
    expect(await cases()).toHaveLength(1);
  });

  it("OPS-4 lists and removes faults and says what is wrong with a fault", async () => {
    const made = member(
      (await fault({ vendor: "zendesk", kind: "latency", latencyMs: 5, probability: 0.5 })).json,
    );
    expect(objects((await sandbox.control("GET", "/faults")).json, "faults")).toMatchObject([
      { id: made.id, hits: 0 },
    ]);
    expect((await sandbox.control("DELETE", `/faults/${String(made.id)}`)).json).toEqual({ removed: 1 });
    for (const wrong of [
      {},
      { vendor: "zendesk", kind: "fire" },
      { vendor: "zendesk", kind: "status" },
      { vendor: "zendesk", kind: "latency" },
      { vendor: "zendesk", kind: "drip" },
      { vendor: "zendesk", kind: "redirect" },
    ]) {
      expect((await fault(wrong)).status).toBe(400);
    }
  });
});

describe("settings", () => {
  it("OPS-4 are shown, changed in place, and refused whole when a part is wrong", async () => {
    const before = (await sandbox.control("GET", "/settings")).json;
    for (const wrong of [
      { zendesk: { searchLagMs: 1, nope: 2 } },
      { latencyMs: "5" },
      { salesforce: { validationRules: [{ field: "x" }] } },
      { zendesk: { limits: 5 } },
    ]) {
      expect((await sandbox.control("POST", "/settings", wrong)).status).toBe(400);
    }
    expect((await sandbox.control("GET", "/settings")).json).toEqual(before);
    expect(member((await sandbox.control("POST", "/settings", { latencyMs: 3 })).json).latencyMs).toBe(3);
  });

  it("OPS-4 names the credentials that are let in", async () => {
    const clients = (await sandbox.control("GET", "/clients")).json;
    expect(member(clients, "salesforce")).toMatchObject({
      clientId: "sandbox-client",
      loginUrl: sandbox.salesforceUrl,
    });
    expect(member(clients, "zendesk")).toMatchObject({
      apiToken: "sandbox-api-token",
      baseUrl: sandbox.zendeskUrl,
    });
  });
});

describe("records at the UI", () => {
  it("OPS-4 are created, edited, deleted and dumped without session or limit", async () => {
    await sandbox.control("POST", "/settings", { salesforce: { dailyApiLimit: 0 } });
    const made = await sandbox.control("POST", "/salesforce/cases", { Subject: "a" });
    const id = String(member(made.json, "case").Id);
    sandbox.clock.advance(2000);
    const edited = await sandbox.control("PATCH", `/salesforce/cases/${id}`, { Priority: "High" });
    expect(member(edited.json, "case")).toMatchObject({
      SystemModstamp: "2026-05-06T08:00:02.000+0000",
      Priority: "High",
    });
    expect((await sandbox.control("PATCH", `/salesforce/cases/${id}`, { Nope: 1 })).status).toBe(400);
    expect(await cases()).toHaveLength(1);
    expect((await sandbox.control("DELETE", `/salesforce/cases/${id}`)).status).toBe(204);
    expect(await cases()).toHaveLength(0);
    expect((await sandbox.control("PATCH", `/zendesk/tickets/1`, {})).status).toBe(404);
    const ticket = await sandbox.control("POST", "/zendesk/tickets", {
      subject: "t",
      comment: { body: "b" },
    });
    expect(member(ticket.json, "ticket")).toMatchObject({ via: { channel: "web" } });
    const dump = objects((await sandbox.control("GET", "/zendesk/tickets")).json, "tickets");
    expect(dump).toMatchObject([{ subject: "t", comments: [{ body: "b" }] }]);
  });
});

describe("starting", () => {
  it("OPS-4 refuses a taken port and leaves nothing open", async () => {
    const port = Number(new URL(sandbox.controlUrl).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("OPS-4 gives every vendor an address of its own, and each takes faults of its own", async () => {
    const overview = member((await sandbox.control("GET", "/")).json);
    const urls = Object.values(sandbox.urls);
    expect(new Set(urls).size).toBe(4);
    expect(overview).toMatchObject({ jiraUrl: sandbox.urls.jira, servicenowUrl: sandbox.urls.servicenow });
    await fault({ vendor: "servicenow", kind: "status", status: 418 });
    const statuses = urls.map(async (url) => (await fetch(`${url}/nowhere`)).status === 418);
    expect(await Promise.all(statuses)).toEqual([false, false, false, true]);
  });

  it("OPS-4 names the case row that the org refuses", async () => {
    await expect(startSandbox({ cases: [{ Subject: "a" }, { Nope: "b" }] })).rejects.toThrow(
      /case 2 .*INVALID_FIELD/,
    );
  });
});
