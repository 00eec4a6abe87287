// The connector against the emulated org, where the vendor's own ways are at stake.
import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { salesforce } from "../../../../src/core/connectors/salesforce/index.ts";
import type { Connection } from "../../../../src/core/contract/connector.ts";
import { AuthError, RateLimitError } from "../../../../src/core/contract/errors.ts";
import type { JsonObject } from "../../../../src/sandbox/json.ts";
import { createTestContext, type TestContext } from "../../../conformance/context.ts";
import { type RunningSandbox, runSandbox } from "../../../conformance/sandbox.ts";

let sandbox: RunningSandbox;
let opened: TestContext[] = [];

beforeEach(async () => {
  sandbox = await runSandbox();
});
afterEach(async () => {
  for (const testContext of opened) await testContext.release();
  opened = [];
  await sandbox.stop();
});

function connect(config: object = {}, secrets: Readonly<Record<string, string>> = {}): Connection {
  const { clientId, clientSecret } = sandbox.clients.salesforce;
  const given = { clientId, clientSecret, ...secrets };
  const testContext = createTestContext({
    name: "sf",
    config: { connector: "salesforce", loginUrl: sandbox.salesforceUrl, ...config },
    secrets: new Map(Object.entries(given)),
  });
  opened.push(testContext);
  return salesforce.connect(testContext.context);
}

const createOne = (connection: Connection, key = "key-1") =>
  connection
    .object("Case", ["Subject", "OwnerId"])
    .create([{ correlationKey: key, fields: { Subject: "x" } }]);
const requests = () => sandbox.requests("salesforce");
const writes = async () => (await requests()).filter((request) => request.isWrite);
const play = (fault: JsonObject) => sandbox.control("POST", "/faults", { vendor: "salesforce", ...fault });
const set = (settings: JsonObject) => sandbox.control("POST", "/settings", { salesforce: settings });

describe("signing in", () => {
  it("SFC-1 signs in with a JWT for the configured user", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await set({ jwtPublicKey: publicKey.export({ type: "spki", format: "pem" }).toString() });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const connection = connect(
      { auth: "jwt-bearer", username: sandbox.clients.salesforce.username },
      { privateKey: pem, clientSecret: "" },
    );
    expect(await connection.check()).toMatchObject({
      identity: expect.stringContaining(sandbox.clients.salesforce.username),
    });
    const other = connect({ auth: "jwt-bearer", username: "stranger@acme.com" }, { privateKey: pem });
    await expect(other.check()).rejects.toMatchObject({
      code: "E_AUTH_REJECTED",
      vendorCode: "invalid_grant",
      exitCode: 77,
    });
  });

  it("SFC-1 tells a refused secret and a missing one, and shows neither", async () => {
    const refused = await connect({}, { clientSecret: "hunter2" })
      .check()
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AuthError);
    expect(refused).toMatchObject({ vendorCode: "invalid_client", exitCode: 77 });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
    await expect(connect({}, { clientSecret: "" }).check()).rejects.toMatchObject({
      code: "E_SECRET_MISSING",
    });
  });

  it("SFC-9 writes once when the session ends under it", async () => {
    const connection = connect();
    await createOne(connection, "before");
    const before = (await writes()).length;
    await play({ kind: "expire-tokens" });
    expect(await createOne(connection, "after")).toMatchObject([{ status: "done" }]);
    expect((await writes()).slice(before).map((request) => [request.status, request.effectApplied])).toEqual([
      [401, false],
      [200, true],
    ]);
  });

  it("SFC-9 gives up after one renewal instead of looping", async () => {
    const connection = connect();
    await createOne(connection);
    await play({ kind: "status", status: 401, code: "INVALID_SESSION_ID" });
    const before = (await requests()).length;
    await expect(createOne(connection, "key-2")).rejects.toBeInstanceOf(AuthError);
    expect((await requests()).length - before).toBeLessThan(5);
  });
});

describe("writes on the emulated org", () => {
  it("SFC-9 keeps assignment rules from moving the cases it writes, and tags its calls", async () => {
    const connection = connect();
    const port = connection.object("Case", ["Subject", "OwnerId"]);
    const [made] = await createOne(connection);
    if (made?.status !== "done") throw new Error("not created");
    const created = (await port.read([made.id])).get(made.id);
    await port.update([{ id: made.id, fields: { Subject: "y" }, expectedVersion: created?.version ?? "" }]);
    const updated = (await port.read([made.id])).get(made.id);
    expect(String(created?.fields.OwnerId)).toMatch(/^005/);
    expect(updated?.fields).toEqual({ Subject: "y", OwnerId: created?.fields.OwnerId });
    for (const { requestHeaders } of await writes()) {
      expect(requestHeaders).toMatchObject({
        "sforce-auto-assign": "FALSE",
        "sforce-call-options": "client=integ/conformance",
      });
    }
  });

  it("SFC-10 tries again when a row is locked", async () => {
    await play({
      kind: "status",
      status: 400,
      code: "UNABLE_TO_LOCK_ROW",
      match: { method: "PATCH" },
      times: 1,
    });
    expect(await createOne(connect())).toMatchObject([{ status: "done" }]);
  });

  it("SFC-8 stops when the day's calls are used up", async () => {
    const connection = connect();
    await createOne(connection);
    await set({ dailyApiLimit: 1 });
    const error = await createOne(connection, "key-2").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryable: true });
  });
});

describe("check", () => {
  it("SFC-11 tells user, version and calls left, without warnings where all is well", async () => {
    const result = await connect({ apiVersion: "66.0" }).check();
    expect(result).toMatchObject({ apiVersion: "66.0", warnings: [] });
    expect(result.identity).toMatch(
      new RegExp(`^${sandbox.clients.salesforce.username}, API 66\\.0, \\d+ of 100000 API calls left$`),
    );
  });

  it("SFC-11 warns of a key field that is missing or not unique", async () => {
    const missing = await connect({ externalIdField: "Nowhere__c" }).check();
    expect(missing.warnings).toEqual([expect.stringContaining("Nowhere__c")]);
    const loose = await connect({ externalIdField: "Legacy_Key__c" }).check();
    expect(loose.warnings).toEqual([expect.stringContaining("is not unique")]);
  });

  it("SFC-11 refuses to create without the key field, and says how to make it", async () => {
    const error = createOne(connect({ externalIdField: "Nowhere__c" }));
    await expect(error).rejects.toMatchObject({
      code: "E_FIELD_UNKNOWN",
      hint: expect.stringContaining("External ID"),
    });
    expect(await writes()).toEqual([]);
  });

  it("SFC-12 refuses a version the org does not offer", async () => {
    await expect(connect({ apiVersion: "99.0" }).check()).rejects.toMatchObject({ code: "E_CONFIG_INVALID" });
  });

  it("BAS-2 takes a custom object the org lacks for a configuration error", async () => {
    const port = connect().object("Nothing__c", []);
    await expect(port.describe()).rejects.toMatchObject({ code: "E_OBJECT_UNKNOWN", exitCode: 78 });
  });
});
