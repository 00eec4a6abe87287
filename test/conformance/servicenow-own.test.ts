// What only ServiceNow has: fields ignored and conditions dropped without a word, levels instead of a priority, what a
// resolved record must have, times in the user's zone, audits of deletes, rules that call us, sign-in in many ways.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Connection, ObjectPort } from "../../src/core/contract/connector.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import type { ChangeHint, WebhookPort } from "../../src/core/contract/webhook.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { drainFeed, idsOf } from "./bench.ts";
import { type ServiceNowInstance, startServiceNow } from "./servicenow-subject.ts";

let instance: ServiceNowInstance | undefined;
afterEach(async () => {
  await instance?.release();
  instance = undefined;
});

async function open(settings: JsonObject = {}, config = {}): Promise<Connection> {
  instance = await startServiceNow(settings);
  return instance.connect(config).connection;
}

function running(): ServiceNowInstance {
  if (instance === undefined) throw new Error("no instance is running");
  return instance;
}

const control = (method: string, path: string, body?: JsonObject) =>
  running().sandbox.control(method, path, body);

const fault = (kind: string, match: JsonObject, more: JsonObject = {}) =>
  control("POST", "/faults", { vendor: "servicenow", times: 1, kind, match, ...more });

const Made = z.object({ record: z.object({ sys_id: z.string(), sys_updated_on: z.string() }) });

let keys = 0;
const make = async (port: ObjectPort, fields: FieldValues): Promise<string> => {
  keys += 1;
  const [id = ""] = idsOf(await port.create([{ correlationKey: `own-${keys}`, fields }]));
  return id;
};

const readOne = async (port: ObjectPort, id: string) => {
  const record = (await port.read([id])).get(id);
  if (record === undefined) throw new Error(`there is no record ${id}`);
  return record;
};

const update = async (port: ObjectPort, id: string, fields: FieldValues) => {
  const { version } = await readOne(port, id);
  const [result] = await port.update([{ id, fields, expectedVersion: version }]);
  return result;
};

/** The instance goes on to answer 200 and 201, and stores another value or none. */
const closeCategory = () =>
  control("POST", "/servicenow/acl", { operation: "write", table: "incident", field: "category" });

describe("what an instance does not store", () => {
  it("SNW-10 fails the update, and names the field", async () => {
    const port = (await open()).object("incident", ["short_description", "category"]);
    const id = await make(port, { short_description: "Mine", category: "hardware" });
    await closeCategory();
    const result = await update(port, id, { category: "software" });
    expect(result).toMatchObject({
      status: "failed",
      error: { code: "E_RECORD_FORBIDDEN", retryable: false },
    });
    expect(String(result?.status === "failed" && result.error.message)).toContain("category");
  });

  it("SNW-10 fails the create, and leaves no half record behind", async () => {
    const port = (await open()).object("incident", ["short_description", "category"]);
    await closeCategory();
    const fields = { short_description: "Half", category: "software" };
    const [result] = await port.create([{ correlationKey: "half", fields }]);
    expect(result).toMatchObject({ error: { code: "E_RECORD_FORBIDDEN", effect: "none" } });
    expect((await port.findByCorrelationKey(["half"])).get("half") ?? []).toEqual([]);
  });

  it("SNW-10 is taken as it is where the operator says that a rule rewrites the field", async () => {
    const snow = await open({}, { rewritten: ["category"] });
    await closeCategory();
    const port = snow.object("incident", ["short_description", "category"]);
    const id = await make(port, { short_description: "Ruled", category: "software" });
    expect((await readOne(port, id)).fields.category).not.toBe("software");
  });
});

describe("incidents", () => {
  it("SNW-2 get their priority by impact and urgency", async () => {
    const port = (await open()).object("incident", ["short_description", "priority", "impact", "urgency"]);
    const id = await make(port, { short_description: "Level", priority: "1" });
    expect((await readOne(port, id)).fields).toMatchObject({ priority: "1", impact: "1", urgency: "1" });
    expect((await update(port, id, { priority: "4" }))?.status).toBe("done");
    expect((await readOne(port, id)).fields.priority).toBe("4");
    const both = await update(port, id, { priority: "1", impact: "3" });
    expect(both).toMatchObject({ error: { code: "E_RECORD_INVALID" } });
  });

  it("SNW-2 are resolved with what they must have, and keep what a person wrote", async () => {
    const resolved = { close_code: "Solution provided", close_notes: "See the other system" };
    const snow = await open({}, { stateFields: { "6": resolved } });
    const port = snow.object("incident", ["short_description", "state", "close_code", "close_notes"]);
    const id = await make(port, { short_description: "Done", state: "2" });
    await control("PATCH", `/servicenow/incidents/${id}`, { close_notes: "By hand" });
    expect((await update(port, id, { state: "6" }))?.status).toBe("done");
    expect((await readOne(port, id)).fields).toMatchObject({
      state: "6",
      close_code: "Solution provided",
      close_notes: "By hand",
    });
  });

  it("SNW-8 that may not be resolved so say which fields are missing", async () => {
    const port = (await open()).object("incident", ["short_description", "state"]);
    const id = await make(port, { short_description: "Open", state: "2" });
    const result = await update(port, id, { state: "6" });
    expect(result).toMatchObject({ error: { code: "E_RECORD_INVALID" } });
    expect(String(result?.status === "failed" && result.error.message)).toContain("Resolution");
  });
});

describe("questions and answers", () => {
  it("SNW-7 refuses the rows of a query from which the instance dropped a condition", async () => {
    const port = (await open()).object("incident", ["short_description", "category"]);
    await make(port, { short_description: "Somebody else's", category: "software" });
    await control("POST", "/servicenow/acl", {
      operation: "read",
      table: "incident",
      field: "correlation_id",
    });
    await expect(port.findByCorrelationKey(["integ:mine"])).rejects.toMatchObject({ code: "E_QUERY" });
  });

  it("SNW-7 finds values that a query can't hold", async () => {
    const port = (await open()).object("incident", ["short_description"]);
    const texts = ["a^b, c", "a^b, d", "one, two"];
    const ids = await Promise.all(texts.map((text) => make(port, { short_description: text })));
    const found = await port.findByField("short_description", texts);
    expect(texts.map((text) => found.get(text)?.map((record) => record.id))).toEqual(ids.map((id) => [id]));
  });

  it("SNW-6 sees a change of mapped values that moved no stamp", async () => {
    const port = (await open()).object("incident", ["short_description"]);
    const id = await make(port, { short_description: "Before" });
    const { version, modifiedAt } = await readOne(port, id);
    await control("PATCH", `/servicenow/incidents/${id}?autoSysFields=false`, { short_description: "After" });
    const after = await readOne(port, id);
    expect(after).toMatchObject({ modifiedAt, fields: { short_description: "After" } });
    expect(after.version).not.toBe(version);
  });

  it("SNW-6 goes on behind pages that what we may not see has emptied", async () => {
    const port = (await open()).object("incident", ["short_description"]);
    const { position } = await drainFeed(port, "recent", null);
    const rows: { readonly at: string; readonly id: string }[] = [];
    for (let n = 0; n < 460; n += 1) {
      const { record } = Made.parse(
        await control("POST", "/servicenow/incidents", { short_description: "row" }),
      );
      rows.push({ at: record.sys_updated_on, id: record.sys_id });
    }
    rows.sort((left, right) => (left.at + left.id < right.at + right.id ? -1 : 1));
    // More than a page from the front, and some of the middle.
    const hidden = new Set(rows.filter((_, n) => n < 210 || n % 7 === 0).map(({ id }) => id));
    for (const sys_id of hidden)
      await control("POST", "/servicenow/acl", { operation: "read", table: "incident", sys_id });
    const wanted = rows.map(({ id }) => id).filter((id) => !hidden.has(id));
    const { records } = await drainFeed(port, "recent", position);
    expect(records.map(({ id }) => id).sort()).toEqual(wanted.toSorted());
    const scanned: string[] = [];
    for await (const page of port.scan()) scanned.push(...page.map(({ id }) => id));
    expect(scanned).toEqual(wanted.toSorted());
  });

  it("SNW-6 refuses an instance that reads times in another zone", async () => {
    const snow = await open();
    await expect(snow.check()).resolves.toMatchObject({ apiVersion: "v2" });
    const { records } = (await control("GET", "/servicenow/users")) as {
      readonly records: readonly { readonly sys_id: string; readonly user_name: string }[];
    };
    const own = records.find(({ user_name: name }) => name === "integration")?.sys_id ?? "";
    await control("PATCH", `/servicenow/users/${own}`, { time_zone: "America/New_York" });
    await expect(snow.check()).rejects.toMatchObject({ code: "E_CONFIG_INVALID" });
  });

  it("SNW-6 tells of deletes by the audit, and not of those that were undone", async () => {
    const port = (await open({}, { deletes: "audit" })).object("incident", ["short_description"]);
    const [gone, back] = [
      await make(port, { short_description: "a" }),
      await make(port, { short_description: "b" }),
    ];
    const { position } = await drainFeed(port, "net", null);
    for (const id of [gone, back]) await control("DELETE", `/servicenow/incidents/${id}`);
    await control("POST", `/servicenow/incidents/${back}/undelete`);
    const { records } = await drainFeed(port, "net", position);
    expect(records.filter(({ deleted }) => deleted).map(({ id }) => id)).toEqual([gone]);
    expect((await readOne(port, gone)).deleted).toBe(true);
    expect((await readOne(port, back)).deleted).toBe(false);
  });
});

describe("a bad day", () => {
  const inserts = { method: "POST", pathPrefix: "/api/now" };

  it.each([
    ["status-after", { status: 500 }],
    ["garbage", {}],
    ["html", {}],
  ])("SNW-8 leaves a create in doubt after %s, and its key tells", async (kind, more) => {
    const port = (await open()).object("incident", ["short_description"]);
    await port.describe();
    await fault(kind, inserts, more);
    const lost = port.create([{ correlationKey: kind, fields: { short_description: kind } }]);
    const error = await lost.then(
      ([result]) => (result?.status === "failed" ? result.error : null),
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ effect: "unknown" });
    const found = (await port.findByCorrelationKey([kind])).get(kind) ?? [];
    expect(found).toHaveLength(kind === "html" ? 0 : 1);
  });

  it("SNW-8 says of an instance that sleeps how to wake it", async () => {
    const snow = await open({ hibernating: true });
    await expect(snow.check()).rejects.toMatchObject({ code: "E_VENDOR_DOWN", retryable: true });
  });
});

describe("sign-in", () => {
  it.each(["client-credentials", "basic", "password", "api-key"])("SNW-1 works by %s", async (auth) => {
    const snow = await open({}, { auth });
    expect((await snow.check()).identity).toContain("integration@sandbox.example");
  });

  it("SNW-1 works by a signed assertion", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwtPublicKey = publicKey.export({ type: "spki", format: "pem" }).toString();
    const subject = "integration@sandbox.example";
    const snow = await open({ jwtPublicKey }, { auth: "jwt-bearer", subject });
    running().secrets.set("privateKey", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    expect((await snow.check()).identity).toContain(subject);
  });

  it("SNW-1 says what to do about a client that is not let in", async () => {
    const snow = await open();
    running().secrets.set("clientSecret", "wrong");
    await expect(snow.check()).rejects.toMatchObject({
      code: "E_AUTH_REJECTED",
      hint: expect.stringMatching(/./),
    });
  });
});

interface Receiver {
  readonly url: string;
  readonly hints: readonly ChangeHint[];
  readonly refused: readonly unknown[];
  stop(): Promise<void>;
}

/** Takes webhook calls as the daemon's server does: the raw body first. */
async function startReceiver(webhooks: WebhookPort): Promise<Receiver> {
  const hints: ChangeHint[] = [];
  const refused: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    await webhooks.receive({ headers, rawBody: Buffer.concat(chunks) }).then(
      (told) => hints.push(...told),
      (error: unknown) => refused.push(error),
    );
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/webhooks/snow`, hints, refused, stop };
}

describe("business rules", () => {
  it("SNW-9 are made once, call with a signature that holds, and go with the connection", async () => {
    const snow = await open({ webhooks: { enabled: true } });
    const { webhooks } = snow;
    if (webhooks === undefined) throw new Error("no webhooks");
    const receiver = await startReceiver(webhooks);
    try {
      await webhooks.ensure(receiver.url);
      await webhooks.ensure(receiver.url);
      const port = snow.object("incident", ["short_description"]);
      const id = await make(port, { short_description: "Hooked" });
      await control("PATCH", `/servicenow/incidents/${id}`, { short_description: "Again" });
      await control("DELETE", `/servicenow/incidents/${id}`);
      const kinds = () => receiver.hints.filter(({ recordId }) => recordId === id).map(({ kind }) => kind);
      await expect.poll(kinds, { timeout: 5000 }).toEqual(["changed", "changed", "deleted"]);
      expect(receiver.refused).toEqual([]);
      await webhooks.remove?.(receiver.url);
      const rules = (await control("GET", "/servicenow/tables/sys_script")) as {
        readonly records: unknown[];
      };
      expect(rules.records).toEqual([]);
    } finally {
      await receiver.stop();
    }
  });
});
