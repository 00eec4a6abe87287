import { createHmac } from "node:crypto";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { renderBusinessRule } from "../../../../src/core/connectors/servicenow/business-rule.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import type { WebhookRequest } from "../../../../src/core/contract/webhook.ts";
import { startTime } from "../standing-context.ts";
import { type Answer, answeringVendor } from "./answering-vendor.ts";

const url = "https://integ.acme.example/webhooks/snow";
const secret = "s3cret";
const id = "0123456789abcdef0123456789abcdef";
const event = { table: "incident", sys_id: id, sys_mod_count: "3", operation: "update" };

function open(answer: (request: HttpRequest) => Answer = () => ({ body: { result: [] } }), config = {}) {
  const vendor = answeringVendor(answer, config);
  vendor.secrets.set("webhookSecret", secret);
  const { webhooks } = vendor.connection;
  if (webhooks === undefined) throw new Error("no webhooks");
  return { vendor, webhooks };
}

interface Signing {
  readonly key?: string;
  readonly at?: number;
  readonly encoding?: "hex" | "base64";
  readonly signedBody?: string;
}

function call(
  body: string,
  { key = secret, at = startTime, encoding = "hex", signedBody = body }: Signing = {},
) {
  const timestamp = String(Math.floor(at / 1000));
  const mac = createHmac("sha256", key).update(`${timestamp}.${signedBody}`).digest(encoding);
  const headers = { "x-integ-timestamp": timestamp, "x-integ-signature": mac };
  return { headers, rawBody: new TextEncoder().encode(body) } satisfies WebhookRequest;
}

const text = JSON.stringify(event);

describe("calls of the business rule", () => {
  it.each(["hex", "base64"] as const)(
    "SNW-9 are hints where their signature holds (%s)",
    async (encoding) => {
      const { webhooks } = open();
      expect(await webhooks.receive(call(text, { encoding }))).toEqual([
        { object: "incident", recordId: id, kind: "changed", eventKey: `incident/${id}/3/update` },
      ]);
      const deleted = JSON.stringify({ ...event, operation: "delete" });
      expect(await webhooks.receive(call(deleted, { encoding }))).toMatchObject([{ kind: "deleted" }]);
    },
  );

  it.each([
    ["under another secret", call(text, { key: "other" })],
    ["over another body", call(text, { signedBody: text.replace("update", "delete") })],
    ["long ago", call(text, { at: startTime - 6 * 60_000 })],
    ["in a time to come", call(text, { at: startTime + 6 * 60_000 })],
    ["not at all", { headers: {}, rawBody: new TextEncoder().encode(text) }],
    [
      "with a half signature",
      { ...call(text), headers: { ...call(text).headers, "x-integ-signature": "ab" } },
    ],
  ])("SNW-9 are refused when signed %s", async (_how, request) => {
    const { webhooks } = open();
    await expect(webhooks.receive(request)).rejects.toMatchObject({ code: "E_WEBHOOK_SIGNATURE" });
  });

  it("SNW-9 that say nothing we know are taken without a hint", async () => {
    const { webhooks } = open();
    expect(await webhooks.receive(call("{}"))).toEqual([]);
    expect(await webhooks.receive(call("no JSON"))).toEqual([]);
  });
});

/** What the script of a rule sends, run with stand-ins for the platform's classes. */
function runScript(script: string): WebhookRequest & { readonly endpoint: string } {
  const sent = { endpoint: "", body: "", headers: {} as Record<string, string> };
  class RESTMessageV2 {
    setEndpoint(endpoint: string) {
      sent.endpoint = endpoint;
    }
    setHttpMethod() {}
    setRequestHeader(name: string, value: string) {
      sent.headers[name] = value;
    }
    setRequestBody(body: string) {
      sent.body = body;
    }
    executeAsync() {}
  }
  class GlideCertificateEncryption {
    generateMac(key: string, _algorithm: string, data: string) {
      return createHmac("sha256", Buffer.from(key, "base64")).update(data).digest("base64");
    }
  }
  class GlideDateTime {
    getNumericValue() {
      return startTime;
    }
  }
  const current = {
    getRecordClassName: () => event.table,
    getUniqueValue: () => event.sys_id,
    getValue: () => event.sys_mod_count,
    operation: () => event.operation,
  };
  const gs = { getProperty: (name: string) => (name === "integ.webhook" ? secret : null) };
  const GlideStringUtil = { base64Encode: (plain: string) => Buffer.from(plain).toString("base64") };
  const platform = {
    sn_ws: { RESTMessageV2 },
    GlideCertificateEncryption,
    GlideDateTime,
    GlideStringUtil,
    gs,
  };
  runInNewContext(script, { ...platform, current, previous: null });
  return { endpoint: sent.endpoint, headers: sent.headers, rawBody: new TextEncoder().encode(sent.body) };
}

describe("the business rule", () => {
  it("SNW-9 sends calls that are taken, and nothing of what is in the record", async () => {
    const sent = runScript(renderBusinessRule({ url, secretProperty: "integ.webhook" }));
    expect(sent.endpoint).toBe(url);
    expect(JSON.parse(new TextDecoder().decode(sent.rawBody))).toEqual(event);
    expect(await open().webhooks.receive(sent)).toHaveLength(1);
  });

  it("SNW-9 holds no secret in its script, and keeps an address from ending its text", () => {
    const script = renderBusinessRule({ url: 'https://a.example/"+evil+"', secretProperty: "integ.webhook" });
    expect(script).not.toContain(secret);
    expect(runScript(script).endpoint).toBe('https://a.example/"+evil+"');
  });

  it("SNW-9 is made once for each table, and again where somebody changed it", async () => {
    const kept = new Map<string, Record<string, string>>();
    const answer = ({ method, path, query, json }: HttpRequest): Answer => {
      const [table = "", own] = path.split("/").slice(5);
      if (method === "POST" || method === "PATCH") {
        const given = { ...kept.get(own ?? ""), ...(json as Record<string, string>) };
        const sys_id = own ?? String(kept.size + 1).padStart(32, "0");
        kept.set(sys_id, { ...given, sys_id, table });
        return { status: 201, body: { result: kept.get(sys_id) } };
      }
      const name = /name=([^^]*)/.exec(String(query?.sysparm_query))?.[1];
      return {
        body: { result: [...kept.values()].filter((row) => row.table === table && row.name === name) },
      };
    };
    const { vendor, webhooks } = open(answer, { push: ["incident", "u_request"] });
    const writes = () => vendor.requests.filter(({ method }) => method !== "GET").length;
    await webhooks.ensure(url);
    expect([...kept.values()].map(({ table, collection }) => collection ?? table)).toEqual([
      "sys_properties",
      "incident",
      "u_request",
    ]);
    await webhooks.ensure(url);
    expect(writes()).toBe(3);
    for (const row of kept.values()) if (row.collection === "incident") row.active = "false";
    await webhooks.ensure(url);
    expect(writes()).toBe(4);
  });

  it("SNW-9 that may not be made is told with what to do, and polling goes on", async () => {
    const body = { error: { message: "Operation Failed", detail: "ACL Exception" }, status: "failure" };
    const { webhooks } = open((request) =>
      request.method === "GET" ? { body: { result: [] } } : { status: 403, body },
    );
    const refused = webhooks.ensure(url);
    await expect(refused).rejects.toMatchObject({
      code: "E_RECORD_FORBIDDEN",
      hint: expect.stringMatching("push"),
    });
  });
});
