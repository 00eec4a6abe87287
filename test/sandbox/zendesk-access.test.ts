import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLIENT, call, member, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const token = (body: Record<string, string | number>) =>
  call(sandbox.zendeskUrl, "POST", "/oauth/tokens", { body }, "");
const get = (path: string, bearer: string) => call(sandbox.zendeskUrl, "GET", path, {}, bearer);
const basic = (pair: string) => ({ authorization: `Basic ${btoa(pair)}` });
const API_USER = "integration@sandbox.example/token:sandbox-api-token";

describe("Zendesk sign-in", () => {
  it("OPS-4 gives client credentials a token pair with lifetimes", async () => {
    const reply = await token({
      grant_type: "client_credentials",
      ...CLIENT,
      scope: "read write",
      expires_in: 300,
    });
    expect(member(reply.json)).toMatchObject({
      token_type: "bearer",
      scope: "read write",
      expires_in: 300,
      refresh_token_expires_in: 2_592_000,
    });
    const bearer = String(member(reply.json).access_token);
    expect(member((await get("/api/v2/oauth/tokens/current.json", bearer)).json, "token")).toMatchObject({
      token: bearer.slice(0, 10),
      scopes: ["read", "write"],
      expires_at: "2026-05-06T08:05:00Z",
    });
    sandbox.clock.advance(300_000);
    const ended = await get("/api/v2/tickets", bearer);
    expect([ended.status, member(ended.json).error]).toEqual([401, "invalid_token"]);
  });

  it("OPS-4 rotates on refresh: the old pair is dead at once", async () => {
    const first = member((await token({ grant_type: "client_credentials", ...CLIENT, scope: "read" })).json);
    const refresh = { grant_type: "refresh_token", refresh_token: String(first.refresh_token), ...CLIENT };
    const second = member((await token(refresh)).json);
    expect(second.scope).toBe("read");
    expect((await get("/api/v2/tickets", String(first.access_token))).status).toBe(401);
    expect((await get("/api/v2/tickets", String(second.access_token))).status).toBe(200);
    expect(member((await token(refresh)).json).error).toBe("invalid_grant");
  });

  it.each([
    [{ grant_type: "client_credentials", ...CLIENT, client_secret: "no" }, 401, "invalid_client"],
    [{ grant_type: "client_credentials", ...CLIENT, expires_in: 299 }, 400, "invalid_request"],
    [{ grant_type: "password", ...CLIENT }, 400, "unsupported_grant_type"],
  ])("OPS-4 refuses %j", async (body, status, error) => {
    const reply = await token(body);
    expect([reply.status, member(reply.json).error]).toEqual([status, error]);
  });

  it("OPS-4 refuses a write with a token that may only read", async () => {
    const bearer = String(
      member((await token({ grant_type: "client_credentials", ...CLIENT, scope: "read" })).json).access_token,
    );
    const body = { ticket: { comment: { body: "x" } } };
    const reply = await call(sandbox.zendeskUrl, "POST", "/api/v2/tickets", { body }, bearer);
    expect([reply.status, member(reply.json, "error").title]).toEqual([403, "Forbidden"]);
  });

  it("OPS-4 takes the API token until API tokens are switched off", async () => {
    const ask = () => sandbox.zendesk("GET", "/api/v2/tickets", { headers: basic(API_USER) });
    expect((await ask()).status).toBe(200);
    await sandbox.control("POST", "/settings", { zendesk: { apiTokens: false } });
    const refused = await ask();
    expect([refused.status, refused.json]).toEqual([401, { error: "Couldn't authenticate you" }]);
  });

  it("OPS-4 shows a wrong credential the anonymous user with 200 on users/me", async () => {
    const known = await sandbox.zendesk("GET", "/api/v2/users/me.json", { headers: basic(API_USER) });
    expect(member(known.json, "user")).toMatchObject({ role: "admin", email: "integration@sandbox.example" });
    const wrong = await sandbox.zendesk("GET", "/api/v2/users/me.json", {
      headers: basic("a@b.example/token:wrong"),
    });
    expect([wrong.status, member(wrong.json, "user").id, member(wrong.json, "user").role]).toEqual([
      200,
      null,
      "end-user",
    ]);
  });
});

describe("Zendesk rate limits", () => {
  const settings = (limits: Record<string, number>) =>
    sandbox.control("POST", "/settings", { zendesk: { limits } });

  it("OPS-4 tells the account's standing on every answer and refuses beyond it in plain text", async () => {
    await settings({ accountPerMinute: 2 });
    const first = await sandbox.zendesk("GET", "/api/v2/tickets");
    expect(
      ["x-rate-limit", "x-rate-limit-remaining", "ratelimit-reset"].map((name) => first.headers.get(name)),
    ).toEqual(["2", "1", "60"]);
    sandbox.clock.advance(20_000);
    await sandbox.zendesk("GET", "/api/v2/tickets");
    const refused = await sandbox.zendesk("GET", "/api/v2/tickets");
    expect([refused.status, refused.headers.get("retry-after"), refused.json]).toEqual([429, "40", null]);
    sandbox.clock.advance(40_000);
    expect((await sandbox.zendesk("GET", "/api/v2/tickets")).status).toBe(200);
  });

  it("OPS-4 limits single updates per account and per ticket, each in its own header", async () => {
    await settings({ updatesPerMinute: 3, updatesPerTicketPer10Minutes: 2 });
    const make = async () => {
      const made = await sandbox.control("POST", "/zendesk/tickets", { comment: { body: "b" } });
      return String(member(made.json, "ticket").id);
    };
    const update = (id: string) =>
      sandbox.zendesk("PUT", `/api/v2/tickets/${id}`, { body: { ticket: { type: "task" } } });
    const [one, two] = [await make(), await make()];
    const first = await update(one);
    expect(first.headers.get("zendesk-ratelimit-tickets-update")).toBe("total=3; remaining=2; resets=60");
    expect(first.headers.get("zendesk-ratelimit-per-ticket-updates")).toBe(
      "total=2; remaining=1; resets=600",
    );
    await update(one);
    const third = await update(one);
    expect([third.status, third.headers.get("retry-after")]).toEqual([429, "600"]);
    const account = await update(two);
    expect([account.status, account.headers.get("retry-after")]).toEqual([429, "60"]);
  });

  it("OPS-4 spares a person at the UI every limit", async () => {
    await settings({ accountPerMinute: 0, updatesPerMinute: 0 });
    const made = await sandbox.control("POST", "/zendesk/tickets", { comment: { body: "b" } });
    const id = String(member(made.json, "ticket").id);
    expect((await sandbox.control("PATCH", `/zendesk/tickets/${id}`, { status: "open" })).status).toBe(200);
  });
});
