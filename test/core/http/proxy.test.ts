import https from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { HttpSettings } from "../../../src/core/http/settings.ts";
import { defaultHttpSettings } from "../../../src/core/http/settings.ts";
import { makeCertificates } from "./certificates.ts";
import { type ConnectProxy, type ProxyAnswer, startConnectProxy } from "./connect-proxy.ts";
import { create, failure, json, read, setStage, startVendor } from "./stage.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function startProxy(answer?: ProxyAnswer): Promise<ConnectProxy> {
  const proxy = await startConnectProxy(answer);
  open.push(proxy);
  return proxy;
}

function clientOf(baseUrl: string, settings: Partial<HttpSettings>) {
  const retry = { ...defaultHttpSettings.retry, maxAttempts: 1 };
  const stage = setStage({ baseUrl }, { settings: { retry, connectTimeoutMs: 300, ...settings } });
  open.push(stage);
  return stage.client;
}

const through = (url: string, authorization: string | null = null, bypass: readonly string[] = []) => ({
  proxy: { url, authorization, bypass },
});

async function startDesk(): Promise<string> {
  const vendor = await startVendor(json(200, { ok: true }));
  open.push(vendor);
  return vendor.origin;
}

describe("a proxy", () => {
  it("BAS-9 carries the calls, with its own authorization, which the vendor never sees", async () => {
    const proxy = await startProxy();
    const vendor = await startVendor(json(200, { ok: true }));
    open.push(vendor);
    const client = clientOf(vendor.origin, { ...through(proxy.url, "Basic dXNlcjpwYXNz"), concurrency: 1 });
    for (let n = 0; n < 10; n += 1) expect((await client.request(read)).json()).toEqual({ ok: true });
    const target = vendor.origin.replace("http://", "");
    expect(proxy.asked[0]).toEqual({ target, authorization: "Basic dXNlcjpwYXNz" });
    // Tunnels are kept open and used again.
    expect(proxy.asked.length).toBeLessThanOrEqual(2);
    expect(vendor.seen.filter(({ headers }) => headers["proxy-authorization"] !== undefined)).toEqual([]);
  });

  it("BAS-9 carries TLS, which is between us and the vendor", async () => {
    const { ca, server, otherHost } = makeCertificates();
    const proxy = await startProxy();
    const start = async (pair: typeof server) => {
      const one = https.createServer(pair, (_request, response) => response.end("{}"));
      await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
      open.push({
        close() {
          one.closeAllConnections();
          one.close();
        },
      });
      return `https://127.0.0.1:${(one.address() as AddressInfo).port}`;
    };
    const settings = { ...through(proxy.url), tls: { ...defaultHttpSettings.tls, ca } };
    expect((await clientOf(await start(server), settings).request(read)).status).toBe(200);
    const error = await failure(clientOf(await start(otherHost), settings).request(create));
    expect(error).toMatchObject({ code: "E_TLS", effect: "none" });
  });

  it.each([
    [407, /authorization/],
    [403, /bypass/],
    [502, /http\.proxy/],
    ["hangs up", /http\.proxy/],
    ["silent", /http\.proxy/],
  ] as const)(
    "BAS-9 that does not let us through (%s) is named, and nothing was sent",
    async (status, hint) => {
      const proxy = await startProxy(status);
      const error = await failure(clientOf(await startDesk(), through(proxy.url)).request(create));
      expect(error).toMatchObject({ code: "E_PROXY", effect: "none", hint: expect.stringMatching(hint) });
    },
  );

  it("BAS-9 that wants another password is asked once: repeated, it would lock the account", async () => {
    const { retry } = defaultHttpSettings;
    const [wary, busy] = [await startProxy(407), await startProxy(502)];
    const refused = await failure(
      clientOf(await startDesk(), { ...through(wary.url), retry }).request(create),
    );
    expect(refused).toMatchObject({ code: "E_PROXY", effect: "none", retryable: true });
    await failure(clientOf(await startDesk(), { ...through(busy.url), retry }).request(create));
    expect([wary.asked.length, busy.asked.length]).toEqual([1, retry.maxAttempts]);
  });

  it("BAS-9 that is not there is named, and nothing was sent", async () => {
    const error = await failure(clientOf(await startDesk(), through("http://127.0.0.1:9")).request(create));
    expect(error).toMatchObject({ code: "E_PROXY", effect: "none" });
  });

  it("BAS-9 is left out for the hosts named, and those below them", async () => {
    const proxy = await startProxy();
    const client = clientOf(await startDesk(), through(proxy.url, null, ["example.com", "0.0.1"]));
    expect((await client.request(read)).status).toBe(200);
    expect(proxy.asked).toEqual([]);
  });
});

describe("allowed hosts", () => {
  it("BAS-9 are the only ones called, whatever leads elsewhere", async () => {
    const vendor = await startVendor(json(302, {}, { location: "http://localhost:9/elsewhere" }));
    open.push(vendor);
    const client = clientOf(vendor.origin, { allowedHosts: ["127.0.0.1"] });
    const led = await failure(client.request({ ...read, foreignRedirects: "unsigned" }));
    expect(led).toMatchObject({ code: "E_HOST_FORBIDDEN", effect: "none" });
    const other = clientOf(vendor.origin, { allowedHosts: ["*.zendesk.com", "files.example"] });
    expect(await failure(other.request(create))).toMatchObject({ code: "E_HOST_FORBIDDEN", effect: "none" });
    expect(vendor.seen).toHaveLength(1);
  });
});
