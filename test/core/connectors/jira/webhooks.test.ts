import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { WebhookRequest } from "../../../../src/core/contract/webhook.ts";
import { startTime } from "../standing-context.ts";
import { type Answer, answeringVendor, type Route } from "./answering-vendor.ts";

const url = "https://integ.acme.example/webhooks/jira";
const app = { auth: "browser", project: "SUP" };
const server = {
  deployment: "data-center",
  auth: "personal-token",
  baseUrl: "https://jira.acme.example/jira",
};

function call(body: unknown, headers: WebhookRequest["headers"] = {}, rest = ""): WebhookRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { headers, rawBody: new TextEncoder().encode(text), rest };
}

function tokenFor(secret: string, claims: unknown = {}, alg = "HS256"): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg, typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function open(config: Readonly<Record<string, unknown>>, ...routes: readonly Route[]) {
  const vendor = answeringVendor(config, ...routes);
  const { webhooks } = vendor.connection;
  if (webhooks === undefined) throw new Error("no webhooks");
  return { vendor, webhooks };
}

const changed = { webhookEvent: "jira:issue_updated", issue: { id: "7", key: "SUP-7" } };

describe("webhooks of an app", () => {
  const list = (values: readonly unknown[]): Route => ["GET /rest/api/3/webhook", { values, isLast: true }];
  const signed = (token: string) => call(changed, { authorization: `Bearer ${token}` });

  it("JRA-9 are registered for the project, and renewed when a third of what is left is over", async () => {
    const { vendor, webhooks } = open(app, list([]), [
      "POST /rest/api/3/webhook",
      { webhookRegistrationResult: [{ createdWebhookId: 5 }] },
    ]);
    const tenDaysMs = 10 * 24 * 3_600_000;
    expect(await webhooks.ensure(url)).toEqual({ againInMs: tenDaysMs });
    expect(vendor.sent("POST")[0]?.json).toMatchObject({ url, webhooks: [{ jqlFilter: 'project = "SUP"' }] });
    vendor.answer(
      list([
        { id: 5, url },
        { id: 6, url: "https://other.example" },
      ]),
      ["PUT /rest/api/3/webhook/refresh", { expirationDate: startTime + 6 * tenDaysMs }],
    );
    expect(await webhooks.ensure(url)).toEqual({ againInMs: 2 * tenDaysMs });
    expect(vendor.sent("PUT")[0]?.json).toEqual({ webhookIds: [5] });
    vendor.answer(["DELETE /rest/api/3/webhook", () => ({ status: 202 })]);
    await webhooks.remove?.(url);
    expect(vendor.sent("DELETE")[0]?.json).toEqual({ webhookIds: [5] });
  });

  it("JRA-9 that Jira refuses inside a good answer are told as refused", async () => {
    const { webhooks } = open(app, list([]), [
      "POST /rest/api/3/webhook",
      { webhookRegistrationResult: [{ errors: ["The clause watchCount is unsupported"] }] },
    ]);
    await expect(webhooks.ensure(url)).rejects.toThrow("watchCount");
    const unscoped = open({ auth: "browser" }, list([]));
    await expect(unscoped.webhooks.ensure(url)).rejects.toMatchObject({ code: "E_CONFIG_INVALID" });
  });

  it("JRA-9 are believed with a token of the app's own secret only, and not after its end", async () => {
    const { vendor, webhooks } = open(app);
    await expect(webhooks.receive(signed(tokenFor("s3cret")))).rejects.toMatchObject({
      code: "E_SECRET_MISSING",
    });
    vendor.secrets.set("clientSecret", "s3cret");
    const seconds = startTime / 1000;
    expect(await webhooks.receive(signed(tokenFor("s3cret", { exp: seconds + 60 })))).toHaveLength(1);
    const bad = [
      tokenFor("other"),
      tokenFor("s3cret", { exp: seconds - 600 }),
      tokenFor("s3cret", {}, "none"),
      `${tokenFor("s3cret")}x.y`,
      "no.token.here",
    ];
    for (const token of bad)
      await expect(webhooks.receive(signed(token))).rejects.toMatchObject({ code: "E_WEBHOOK_SIGNATURE" });
    await expect(webhooks.receive(call(changed))).rejects.toMatchObject({ code: "E_WEBHOOK_SIGNATURE" });
  });
});

describe("webhooks of an administrator", () => {
  const path = "/rest/webhooks/1.0/webhook";

  it("JRA-9 are registered once with a secret of ours, which signs the body", async () => {
    const hooks: unknown[] = [];
    const { vendor, webhooks } = open(
      {},
      [`GET ${path}`, () => ({ body: hooks })],
      [
        `POST ${path}`,
        (): Answer => {
          hooks.push({ url, enabled: true, self: `https://acme.atlassian.net${path}/3` });
          return { status: 201, body: hooks[0] };
        },
      ],
      [`DELETE ${path}/3`, () => ({ status: 204, body: hooks.splice(0) })],
    );
    expect(await webhooks.ensure(url)).toBeUndefined();
    await webhooks.ensure(url);
    expect(vendor.sent("POST")).toHaveLength(1);
    const secret = vendor.secrets.get("webhookSecret") ?? "";
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(vendor.sent("POST")[0]?.json).toMatchObject({ url, secret });
    vendor.secrets.delete("webhookSecret");
    await webhooks.ensure(url);
    expect(vendor.sent("DELETE")).toHaveLength(1);
    expect(vendor.sent("POST")).toHaveLength(2);
    await webhooks.remove?.(url);
    expect(hooks).toEqual([]);
  });

  it("JRA-9 hold by the vendor's own example, and by nothing near it", async () => {
    const { vendor, webhooks } = open({});
    vendor.secrets.set("webhookSecret", "It's a Secret to Everybody");
    const mac = "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9";
    const signed = (text: string, given: string) => call(text, { "X-Hub-Signature": given });
    expect(await webhooks.receive(signed("Hello World!", `sha256=${mac}`))).toEqual([]);
    for (const wrong of [
      signed("Hello World?", `sha256=${mac}`),
      signed("Hello World!", mac),
      call("Hello World!"),
    ])
      await expect(webhooks.receive(wrong)).rejects.toMatchObject({ code: "E_WEBHOOK_SIGNATURE" });
  });

  it.each([
    [9, "/rest/webhooks/1.0/webhook"],
    [11, "/rest/jira-webhook/1.0/webhooks"],
  ])(
    "JRA-9 of a server of version %i are kept under its own path and guarded by the address",
    async (major, at) => {
      const { vendor, webhooks } = open(
        server,
        ["GET /rest/api/2/serverInfo", { deploymentType: "Server", versionNumbers: [major, 3, 1] }],
        [`GET ${at}`, []],
        [`POST ${at}`, { url }],
      );
      await webhooks.ensure(url);
      const secretPath = vendor.secrets.get("webhookPath") ?? "";
      expect(vendor.sent("POST")[0]?.json).toMatchObject({ url: `${url}/${secretPath}` });
      expect(await webhooks.receive(call(changed, {}, secretPath))).toHaveLength(1);
      for (const rest of ["", secretPath.slice(1), `${secretPath}/x`])
        await expect(webhooks.receive(call(changed, {}, rest))).rejects.toMatchObject({
          code: "E_WEBHOOK_SIGNATURE",
        });
    },
  );
});

describe("calls of webhooks", () => {
  const hear = async (body: unknown, identifier?: string) => {
    const { vendor, webhooks } = open(server);
    vendor.secrets.set("webhookPath", "p");
    const headers = identifier === undefined ? {} : { "x-atlassian-webhook-identifier": identifier };
    return webhooks.receive(call(body, headers, "p"));
  };

  it("JRA-9 become hints with one key however often an event is sent", async () => {
    const hints = await hear(changed, "e1");
    expect(hints).toEqual([{ object: "issue", recordId: "7", kind: "changed", eventKey: "e1" }]);
    expect(await hear(changed, "e1")).toEqual(hints);
    expect((await hear(changed))[0]?.eventKey).toBe((await hear(changed))[0]?.eventKey);
    const gone = await hear({ webhookEvent: "jira:issue_deleted", issue: { id: 7 } }, "e2");
    expect(gone).toMatchObject([{ object: "issue", recordId: "7", kind: "deleted" }]);
  });

  it("JRA-9 tell of comments by the issue, or by the comment's address where a server names no issue", async () => {
    const self = "https://jira.acme.example/jira/rest/api/2/issue/7/comment/31";
    expect(await hear({ webhookEvent: "comment_created", comment: { id: "31", self } }, "e3")).toEqual([
      { object: "issue_comment", recordId: "7-31", kind: "changed", eventKey: "e3/comment" },
    ]);
    const commented = { ...changed, comment: { id: "31" } };
    expect((await hear(commented, "e4")).map(({ object }) => object)).toEqual(["issue", "issue_comment"]);
    const deleted = { webhookEvent: "comment_deleted", issue: { id: "7" }, comment: { id: "31" } };
    expect(await hear(deleted, "e5")).toMatchObject([{ recordId: "7-31", kind: "deleted" }]);
  });

  it("JRA-9 of other things, and such as make no sense, are taken and tell nothing", async () => {
    expect(await hear({ webhookEvent: "sprint_started", sprint: { id: 1 } })).toEqual([]);
    expect(await hear("not json")).toEqual([]);
    expect(await hear({ webhookEvent: "comment_created", comment: { id: "31" } })).toEqual([]);
  });
});
