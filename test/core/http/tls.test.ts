import { once } from "node:events";
import http from "node:http";
import https, { type ServerOptions } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { defaultHttpSettings, type TlsSettings } from "../../../src/core/http/settings.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { create, failure, read, setStage } from "./stage.ts";

let certificates: Certificates;
const open: { close(): unknown }[] = [];
beforeAll(() => {
  certificates = makeCertificates();
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

function startServer(options: ServerOptions): Promise<string> {
  const server = https.createServer(options, (_request, response) => response.end(`{"ok":true}`));
  server.on("tlsClientError", () => undefined);
  return listen(server, "https");
}

async function listen(server: Server, scheme: "http" | "https"): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({
    close() {
      if (server instanceof http.Server || server instanceof https.Server) server.closeAllConnections();
      server.close();
    },
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function clientOf(baseUrl: string, tls: Partial<TlsSettings>) {
  const retry = { ...defaultHttpSettings.retry, maxAttempts: 1 };
  const stage = setStage({ baseUrl }, { settings: { retry, tls: { ...defaultHttpSettings.tls, ...tls } } });
  open.push(stage);
  return stage.client;
}

describe("TLS", () => {
  it("BAS-9 trusts the authority an operator names", async () => {
    const origin = await startServer(certificates.server);
    const { ca } = certificates;
    expect((await clientOf(origin, { ca }).request(read)).json()).toEqual({ ok: true });
  });

  it.each([
    ["an authority nobody knows", "server", false, {}, /http\.tls\.ca/],
    ["a certificate of another host", "otherHost", true, {}, /another host/],
    ["a certificate that has expired", "expired", true, {}, /clock/],
    [
      "a version that is too old",
      "server",
      true,
      { maxVersion: "TLSv1.1", minVersion: "TLSv1" },
      /minVersion/,
    ],
  ] as const)(
    "BAS-9 says what to do about %s; nothing was sent",
    async (_name, pair, trusts, extra, hint) => {
      const old = "maxVersion" in extra ? { ...extra, ciphers: "DEFAULT@SECLEVEL=0" } : {};
      const origin = await startServer({ ...certificates[pair], ...old });
      const client = clientOf(origin, trusts ? { ca: certificates.ca } : {});
      const error = await failure(client.request(create));
      expect(error).toMatchObject({ code: "E_TLS", effect: "none", hint: expect.stringMatching(hint) });
    },
  );

  it("BAS-9 refuses a server that speaks less than the version set", async () => {
    const origin = await startServer({ ...certificates.server, maxVersion: "TLSv1.2" });
    const { ca } = certificates;
    expect((await clientOf(origin, { ca }).request(read)).status).toBe(200);
    const error = await failure(clientOf(origin, { ca, minVersion: "TLSv1.3" }).request(create));
    expect(error).toMatchObject({ code: "E_TLS", effect: "none" });
  });

  it("BAS-9 offers only the ciphers set", async () => {
    const server = {
      ...certificates.server,
      maxVersion: "TLSv1.2",
      ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256",
    };
    const origin = await startServer(server as ServerOptions);
    const { ca } = certificates;
    const ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384";
    const other = clientOf(origin, { ca, ciphers });
    expect(await failure(other.request(create))).toMatchObject({ code: "E_TLS", effect: "none" });
    const same = clientOf(origin, { ca, ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" });
    expect((await same.request(read)).status).toBe(200);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "BAS-9 shows who we are to a server that asks, with %s",
    async (maxVersion) => {
      const { ca, server, client } = certificates;
      const asks = { ...server, ca, requestCert: true, rejectUnauthorized: true, maxVersion };
      const origin = await startServer(asks);
      const known = clientOf(origin, { ca, certificate: client });
      expect((await known.request(read)).status).toBe(200);
    },
  );

  it("BAS-9 says that it met a port without TLS; nothing was sent", async () => {
    const server = http.createServer((_request, response) => response.end("{}"));
    const origin = await listen(server, "https");
    const hint = expect.stringMatching(/no TLS.*http:/);
    expect(await failure(clientOf(origin, {}).request(create))).toMatchObject({
      code: "E_TLS",
      effect: "none",
      hint,
    });
  });

  it("BAS-9 says that it met TLS where the address promises none", async () => {
    // An alert, as most servers send it: fatal, unexpected message.
    const alert = Buffer.from([0x15, 3, 1, 0, 2, 2, 10]);
    const server = createServer((socket) => void socket.once("data", () => socket.end(alert)));
    const origin = await listen(server, "http");
    const hint = expect.stringMatching(/speaks TLS.*https:/);
    expect(await failure(clientOf(origin, {}).request(read))).toMatchObject({ code: "E_TLS", hint });
  });

  it("BAS-9 says that a server asks who we are, and that nothing was sent", async () => {
    const { ca, server } = certificates;
    const asks = { ...server, ca, requestCert: true, rejectUnauthorized: true };
    const origin = await startServer({ ...asks, maxVersion: "TLSv1.2" });
    const error = await failure(clientOf(origin, { ca }).request(create));
    const hint = expect.stringContaining("http.tls.certificate");
    expect(error).toMatchObject({ code: "E_TLS", effect: "none", hint });
  });
});
