// The way to the vendor as a company's network wants it: its own authority, a client certificate, a proxy that asks
// who one is, a list of hosts. Through the built CLI.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificates } from "../core/http/certificates.ts";
import { type ConnectProxy, startConnectProxy } from "../core/http/connect-proxy.ts";
import { mustPass, openWorkshop, type Workshop } from "./commands/workshop.ts";

const certificates = makeCertificates();
const basic = `Basic ${Buffer.from("integ:pass:word").toString("base64")}`;
let shop: Workshop;
let proxy: ConnectProxy;
let gate: { readonly url: string; readonly clients: string[]; close(): void };

/** TLS before the sandbox, for those who show a certificate of the same authority. */
async function openGate(target: string) {
  const clients: string[] = [];
  const { ca, server } = certificates;
  const one = https.createServer({ ...server, ca, requestCert: true }, (request, response) => {
    const { headers, method } = request;
    const onward = http.request(`${target}${request.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  one.on("secureConnection", (socket) => clients.push(String(socket.getPeerCertificate().subject?.CN)));
  one.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${(one.address() as AddressInfo).port}`;
  const close = (): void => {
    one.closeAllConnections();
    one.close();
  };
  return { url, clients, close };
}

const configOf = (own: string, security: string): string => `connections:
  zd:
    connector: zendesk
    baseUrl: ${gate.url}
    clientId: sandbox-client
    http: ${own}
syncs:
security:
  tls: { ca: tls/ca.pem }
${security}`;

const certificate = "tls: { certificate: tls/client.pem, key: tls/client.key }";

beforeAll(async () => {
  shop = await openWorkshop();
  gate = await openGate(shop.sandbox.zendeskUrl);
  proxy = await startConnectProxy(200, basic);
  await mustPass(shop.run(["init", "--insecure-key-file"]));
  mkdirSync(join(shop.dir, "tls"));
  const { ca, client } = certificates;
  for (const [name, text] of Object.entries({
    "ca.pem": ca,
    "client.pem": client.cert,
    "client.key": client.key,
  }))
    writeFileSync(join(shop.dir, "tls", name), text);
});

afterAll(async () => {
  gate.close();
  proxy.close();
  await shop.stop();
});

const connect = () => shop.json(["connect", "zd"], shop.credentials);

describe("the way out as configured", () => {
  it("BAS-9 CFG-6 goes through the proxy with its password, and shows the certificate", async () => {
    await shop.writeConfig(
      configOf(`{ ${certificate} }`, `  proxy: { url: "${proxy.url}", secret: proxy }\n`),
    );
    const early = await connect();
    expect([early.run.code, early.document]).toMatchObject([
      77,
      { error: { code: "E_SECRET_MISSING", hint: expect.stringContaining("integ secrets set zd/proxy") } },
    ]);
    expect(proxy.asked).toEqual([]);
    await mustPass(shop.run(["secrets", "set", "zd/proxy"], {}, "integ:pass:word"));
    expect((await connect()).document).toMatchObject({ status: "connected" });
    expect((await shop.json(["connections", "test", "zd"])).run.code).toBe(0);
    expect(new Set(gate.clients)).toEqual(new Set(["client"]));
    const target = gate.url.replace("https://", "");
    expect(new Set(proxy.asked.map((ask) => `${ask.target} ${ask.authorization}`))).toEqual(
      new Set([`${target} ${basic}`]),
    );
  });

  it("BAS-9 a wrong password of the proxy is told as that, and nothing went round the proxy", async () => {
    const before = gate.clients.length;
    await mustPass(shop.run(["secrets", "set", "zd/proxy"], {}, "integ:wrong"));
    const { run, document } = await shop.json(["connections", "test", "zd"]);
    expect(run.code).toBe(69);
    expect(document).toMatchObject({ error: { code: "E_PROXY", message: expect.stringContaining("407") } });
    expect(gate.clients).toHaveLength(before);
    expect(JSON.stringify(document) + run.stderr).not.toContain("wrong");
  });

  it("BAS-9 without our certificate, or the authority's, there is no connection", async () => {
    await shop.writeConfig(configOf("{}", ""));
    const before = gate.clients.length;
    const bare = await connect();
    expect([bare.run.code, bare.document]).toMatchObject([69, { error: { connection: "zd" } }]);
    expect(gate.clients).toHaveLength(before);
    await shop.writeConfig(configOf(`{ ${certificate} }`, "").replace("ca: tls/ca.pem", ""));
    const { run, document } = await shop.json(["connections", "test", "zd"]);
    expect(run.code).toBe(69);
    expect(document).toMatchObject({
      error: { code: "E_TLS", hint: expect.stringContaining("http.tls.ca") },
    });
  });

  it("CFG-6 a host that is not on the list is not called", async () => {
    await shop.writeConfig(configOf(`{ ${certificate}, allowedHosts: ["*.zendesk.com"] }`, ""));
    const before = gate.clients.length;
    const { run, document } = await connect();
    expect(run.code).toBe(78);
    expect(document).toMatchObject({
      error: { code: "E_HOST_FORBIDDEN", message: expect.stringContaining("127.0.0.1") },
    });
    expect(gate.clients).toHaveLength(before);
  });

  it("CFG-8 a file that is gone is told at its line, by the linter and by whoever needs it", async () => {
    await shop.writeConfig(configOf(`{ ${certificate} }`, ""));
    rmSync(join(shop.dir, "tls/client.key"));
    const place = /integ\.yaml:6:\d+: the file can't be read: it is not there/;
    const asked = [
      ["connections", "test", "zd"],
      ["connect", "zd"],
      ["config", "lint", "--level", "offline"],
    ];
    for (const args of asked) {
      const { stdout, stderr, code } = await shop.run(args, shop.credentials);
      expect(stdout + stderr).toMatch(place);
      expect(code).toBeGreaterThan(0);
    }
  });

  it("CFG-6 a way out that is wrongly written is never gone round to sign in", async () => {
    await shop.writeConfig(configOf("{ proxi: { url: 'http://127.0.0.1:9' } }", ""));
    const before = gate.clients.length;
    const { run, document } = await connect();
    expect([run.code, document]).toMatchObject([78, { error: { code: "E_CONFIG_INVALID" } }]);
    expect(gate.clients).toHaveLength(before);
  });
});
