import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseId } from "../../src/sandbox/salesforce/ids.ts";
import { DATA, member, objects, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

async function create(fields: Record<string, string | boolean | null>): Promise<string> {
  const reply = await sandbox.salesforce("POST", `${DATA}/sobjects/Case`, { body: fields });
  expect(reply.status).toBe(201);
  return String(member(reply.json).id);
}

const read = (id: string) => sandbox.salesforce("GET", `${DATA}/sobjects/Case/${id}`);

describe("Salesforce rows", () => {
  it("OPS-4 answers a create with 201, an 18-character id with a true checksum, and a Location", async () => {
    const reply = await sandbox.salesforce("POST", `${DATA}/sobjects/case/`, { body: { subject: "Ink" } });
    const { id, success, errors } = member(reply.json);
    expect({ status: reply.status, success, errors }).toEqual({ status: 201, success: true, errors: [] });
    expect(parseId(String(id).slice(0, 15))).toBe(id);
    expect(reply.headers.get("location")).toBe(`${DATA}/sobjects/Case/${String(id)}`);
    expect(reply.headers.get("sforce-limit-info")).toBe("api-usage=1/100000");
  });

  it("OPS-4 knows the checksum the vendor publishes", () => {
    expect(parseId("500R0000004o37X")).toBe("500R0000004o37XIAQ");
    expect(parseId("500R0000004o37XIAA")).toBeNull();
  });

  it("OPS-4 numbers cases, applies picklist defaults, and derives closing from the status", async () => {
    const id = await create({ Subject: "Ink" });
    const fresh = member((await read(id.slice(0, 15))).json);
    expect(fresh).toMatchObject({
      CaseNumber: "00001001",
      Status: "New",
      Priority: "Medium",
      IsClosed: false,
    });
    await sandbox.salesforce("PATCH", `${DATA}/sobjects/Case/${id}`, { body: { Status: "Closed" } });
    const closed = member((await read(id)).json);
    expect(closed).toMatchObject({ IsClosed: true, ClosedDate: "2026-05-06T08:00:00.000+0000" });
    await sandbox.salesforce("PATCH", `${DATA}/sobjects/Case/${id}`, { body: { Status: "Anything goes" } });
    expect(member((await read(id)).json)).toMatchObject({
      Status: "Anything goes",
      IsClosed: false,
      ClosedDate: null,
    });
  });

  it("OPS-4 keeps SystemModstamp in whole seconds and moves it with every write", async () => {
    const id = await create({ Subject: "Ink" });
    expect(member((await read(id)).json).SystemModstamp).toBe("2026-05-06T08:00:00.000+0000");
    sandbox.clock.advance(1999);
    await sandbox.salesforce("PATCH", `${DATA}/sobjects/Case/${id}`, { body: { Subject: "Toner" } });
    expect(member((await read(id)).json).SystemModstamp).toBe("2026-05-06T08:00:02.000+0000");
  });

  it("OPS-4 lets the assignment rule take the owner unless Sforce-Auto-Assign is FALSE", async () => {
    const taken = await create({ Subject: "Ink" });
    expect(member((await read(taken)).json).OwnerId).toMatch(/^00G/);
    const headers = { "sforce-auto-assign": "FALSE" };
    const kept = await sandbox.salesforce("POST", `${DATA}/sobjects/Case`, {
      body: { Subject: "Ink" },
      headers,
    });
    expect(member((await read(String(member(kept.json).id))).json).OwnerId).toMatch(/^005/);
  });

  it.each([
    ["an unknown field", { Colour: "red" }, "INVALID_FIELD", []],
    ["a read-only field", { CaseNumber: "7" }, "INVALID_FIELD_FOR_INSERT_UPDATE", ["CaseNumber"]],
    ["a text over its length", { Subject: "x".repeat(256) }, "STRING_TOO_LONG", ["Subject"]],
    ["a broken id", { ContactId: "abc" }, "MALFORMED_ID", ["ContactId"]],
    ["a broken address", { SuppliedEmail: "abc" }, "INVALID_EMAIL_ADDRESS", ["SuppliedEmail"]],
    ["a text for a checkbox", { IsEscalated: "maybe" }, "JSON_PARSER_ERROR", []],
    ["no owner", { OwnerId: null }, "REQUIRED_FIELD_MISSING", ["OwnerId"]],
  ])("OPS-4 refuses %s with an error array", async (_what, body, errorCode, fields) => {
    const reply = await sandbox.salesforce("POST", `${DATA}/sobjects/Case`, { body });
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual([{ errorCode, message: expect.any(String), fields }]);
  });

  it("OPS-4 counts lengths in characters, not in UTF-16 units", async () => {
    const id = await create({ Subject: "😀".repeat(255) });
    expect(member((await read(id)).json).Subject).toBe("😀".repeat(255));
  });

  it("OPS-4 tells a deleted row (ENTITY_IS_DELETED) from an unknown one (NOT_FOUND), both 404", async () => {
    const id = await create({ Subject: "Ink" });
    expect((await sandbox.salesforce("DELETE", `${DATA}/sobjects/Case/${id}`)).status).toBe(204);
    const again = await sandbox.salesforce("DELETE", `${DATA}/sobjects/Case/${id}`);
    expect(again.status).toBe(404);
    expect(again.json).toEqual([
      { errorCode: "ENTITY_IS_DELETED", message: "entity is deleted", fields: [] },
    ]);
    const unknown = await read("500Hs00000000zzIAA");
    expect(unknown.json).toEqual([
      { errorCode: "NOT_FOUND", message: "The requested resource does not exist", fields: [] },
    ]);
  });

  it("OPS-4 answers 412 when the row was modified after If-Unmodified-Since", async () => {
    const id = await create({ Subject: "Ink" });
    const seen = (await read(id)).headers.get("last-modified") ?? "";
    const patch = (headers: Record<string, string>) =>
      sandbox.salesforce("PATCH", `${DATA}/sobjects/Case/${id}`, { body: { Subject: "A" }, headers });
    expect((await patch({ "if-unmodified-since": seen })).status).toBe(204);
    sandbox.clock.advance(5000);
    await sandbox.control("PATCH", `/salesforce/cases/${id}`, { Subject: "B" });
    expect((await patch({ "if-unmodified-since": seen })).status).toBe(412);
    expect(member((await read(id)).json).Subject).toBe("B");
  });

  it("OPS-4 refuses values by validation rules and required fields set at run time", async () => {
    const rule = { field: "Priority", value: "High", message: "High needs approval" };
    await sandbox.control("POST", "/settings", {
      salesforce: { validationRules: [rule], requiredFields: ["Subject"] },
    });
    const high = await sandbox.salesforce("POST", `${DATA}/sobjects/Case`, {
      body: { Subject: "a", Priority: "High" },
    });
    expect(high.json).toEqual([
      {
        errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        message: "High needs approval",
        fields: ["Priority"],
      },
    ]);
    const bare = await sandbox.salesforce("POST", `${DATA}/sobjects/Case`, { body: { Priority: "Low" } });
    expect(bare.json).toEqual([
      {
        errorCode: "REQUIRED_FIELD_MISSING",
        message: "Required fields are missing: [Subject]",
        fields: ["Subject"],
      },
    ]);
  });

  it("OPS-4 refuses broken JSON and other content types in its own words", async () => {
    const headers = { "content-type": "text/plain" };
    const plain = await sandbox.salesforce("POST", `${DATA}/sobjects/Case`, { body: {}, headers });
    expect({ status: plain.status, code: objects({ errors: plain.json }, "errors")[0]?.errorCode }).toEqual({
      status: 415,
      code: "UNSUPPORTED_MEDIA_TYPE",
    });
  });
});

describe("Salesforce upsert by external id", () => {
  const upsert = (key: string, body: Record<string, string>) =>
    sandbox.salesforce("PATCH", `${DATA}/sobjects/Case/Integ_Key__c/${encodeURIComponent(key)}`, { body });

  it("OPS-4 creates with 201, then updates with 200, also for keys with a slash", async () => {
    const first = await upsert("a/b c", { Subject: "one" });
    const second = await upsert("a/b c", { Subject: "two" });
    expect([first.status, member(first.json).created, second.status, member(second.json).created]).toEqual([
      201,
      true,
      200,
      false,
    ]);
    expect(member(second.json).id).toBe(member(first.json).id);
    expect(await sandbox.query("SELECT Subject FROM Case WHERE Integ_Key__c = 'a/b c'")).toMatchObject([
      { Subject: "two" },
    ]);
  });

  it("OPS-4 answers 300 with the rows' addresses when several match", async () => {
    const ids = [await create({ Legacy_Key__c: "old" }), await create({ Legacy_Key__c: "old" })];
    const reply = await sandbox.salesforce("PATCH", `${DATA}/sobjects/Case/Legacy_Key__c/old`, {
      body: { Subject: "x" },
    });
    expect(reply.status).toBe(300);
    expect(reply.json).toEqual(ids.map((id) => `${DATA}/sobjects/Case/${id}`));
  });

  it("OPS-4 refuses the key in the body, an unknown key field, and a taken unique value", async () => {
    expect((await upsert("k", { Integ_Key__c: "k" })).status).toBe(400);
    const unknown = await sandbox.salesforce("PATCH", `${DATA}/sobjects/Case/Nope__c/1`, { body: {} });
    expect(unknown.json).toMatchObject([{ errorCode: "NOT_FOUND" }]);
    const holder = await create({ Integ_Key__c: "taken" });
    const rival = await sandbox.salesforce("POST", `${DATA}/sobjects/Case`, {
      body: { Integ_Key__c: "taken" },
    });
    expect(rival.json).toMatchObject([
      { errorCode: "DUPLICATE_VALUE", message: expect.stringContaining(holder) },
    ]);
  });

  it("OPS-4 frees a unique key when its row is deleted", async () => {
    const first = await upsert("k", { Subject: "one" });
    await sandbox.salesforce("DELETE", `${DATA}/sobjects/Case/${String(member(first.json).id)}`);
    expect((await upsert("k", { Subject: "two" })).status).toBe(201);
  });
});

describe("Salesforce describe", () => {
  it("OPS-4 shows Case as a default org does, with the key field, and answers 304 when unchanged", async () => {
    const reply = await sandbox.salesforce("GET", `${DATA}/sobjects/Case/describe/`);
    const fields = new Map(objects(reply.json, "fields").map((field) => [field.name, field]));
    expect(member(reply.json)).toMatchObject({
      keyPrefix: "500",
      name: "Case",
      updateable: true,
      mergeable: false,
    });
    expect(objects(fields.get("Status") ?? {}, "picklistValues").map((each) => each.value)).toEqual([
      "New",
      "Working",
      "Escalated",
      "Closed",
    ]);
    expect(fields.get("Integ_Key__c")).toMatchObject({
      externalId: true,
      unique: true,
      idLookup: true,
      type: "string",
    });
    expect(fields.get("Description")).toMatchObject({ filterable: false, sortable: false, length: 32_000 });
    const headers = { "if-modified-since": reply.headers.get("last-modified") ?? "" };
    expect((await sandbox.salesforce("GET", `${DATA}/sobjects/Case/describe`, { headers })).status).toBe(304);
  });

  it("OPS-4 lists its objects and its versions 58 to 68, the latter without a session", async () => {
    const names = objects((await sandbox.salesforce("GET", `${DATA}/sobjects/`)).json, "sobjects").map(
      (each) => each.name,
    );
    expect(names).toContain("Case");
    const versions = await (await fetch(`${sandbox.salesforceUrl}/services/data`)).json();
    expect(versions).toHaveLength(11);
    expect(versions).toContainEqual({ label: "Summer '26", url: "/services/data/v67.0", version: "67.0" });
    expect((await sandbox.salesforce("GET", "/services/data/v57.0/sobjects")).status).toBe(404);
    expect((await sandbox.salesforce("GET", "/services/data/v30.0/sobjects")).status).toBe(410);
  });
});

describe("Salesforce limits", () => {
  it("OPS-4 counts calls per day and refuses beyond the limit", async () => {
    await sandbox.control("POST", "/settings", {
      salesforce: { dailyApiLimit: 2, sessionTimeoutS: 864_000 },
    });
    await sandbox.salesforce("GET", `${DATA}/sobjects`);
    const limits = await sandbox.salesforce("GET", `${DATA}/limits/`);
    expect(member(limits.json, "DailyApiRequests")).toEqual({ Max: 2, Remaining: 0 });
    const refused = await sandbox.salesforce("GET", `${DATA}/sobjects`);
    expect(refused.status).toBe(403);
    expect(refused.json).toMatchObject([
      { errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." },
    ]);
    sandbox.clock.advance(86_400_000);
    expect((await sandbox.salesforce("GET", `${DATA}/sobjects`)).status).toBe(200);
  });
});
