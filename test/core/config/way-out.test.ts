import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { z } from "zod";
import { loadConfig } from "../../../src/core/config/load.ts";
import { Http, Security } from "../../../src/core/config/schema-connection.ts";
import { readWayOut } from "../../../src/core/config/way-out.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import { defaultHttpSettings, type HttpSettings } from "../../../src/core/http/settings.ts";
import { makeCertificates } from "../http/certificates.ts";

const registry = createRegistry({ entries: builtinConnectors });
const { ca, client, server } = makeCertificates();
const files: Readonly<Record<string, string>> = {
  "/etc/integ/ca.pem": ca,
  "/etc/integ/client.pem": client.cert,
  "/keys/client.key": client.key,
  "/etc/integ/server.key": server.key,
  "/etc/integ/text.pem": "not in PEM form\n",
  "/etc/integ/half.pem": client.cert.replace(/\n.{64}\n/, "\n"),
  "/etc/integ/locked.key": generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" },
  }).privateKey,
};

interface Said {
  readonly http?: unknown;
  readonly security?: unknown;
  readonly own?: Readonly<Record<string, unknown>>;
}

async function settingsOf({ http, security, own }: Said, proxyPair: string | null = "joe:pass:wörd") {
  const zd = { connector: "zendesk", subdomain: "acme", ...own, ...(http ? { http } : {}) };
  const text = stringify({ connections: { zd }, syncs: {}, ...(security ? { security } : {}) });
  const config = await loadConfig({ file: "/etc/integ/integ.yaml", text, registry });
  const settings = config.connections.get("zd");
  if (settings === undefined) throw new Error("no connection zd");
  const read = await readWayOut(config, settings, {
    readFile: async (file) => {
      const content = files[file];
      if (content === undefined) throw Object.assign(new Error("none"), { code: "ENOENT" });
      return Buffer.from(content);
    },
    secret: async (name) => (name === "proxy" ? proxyPair : null),
  });
  return { ...defaultHttpSettings, ...read };
}

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;
const url = "http://proxy.example:3128";
const certificate = { certificate: "client.pem", key: "/keys/client.key" };
const through = { url, authorization: null, bypass: [] };
type Reached = Partial<{ [Key in keyof HttpSettings]: unknown }>;

/** Each key of the schema: what may be said there, and what of the way out it sets. */
const ofHttp: Readonly<Record<string, readonly [said: unknown, reached: Reached]>> = {
  timeout: [{ timeout: "7s" }, { timeoutMs: 7_000 }],
  connectTimeout: [{ connectTimeout: "3s" }, { connectTimeoutMs: 3_000 }],
  concurrency: [{ concurrency: 3 }, { concurrency: 3 }],
  "retry.attempts": [{ retry: { attempts: 2 } }, { retry: { maxAttempts: 2 } }],
  "retry.base": [{ retry: { base: "1s" } }, { retry: { baseMs: 1_000 } }],
  "retry.cap": [{ retry: { cap: "9s" } }, { retry: { capMs: 9_000 } }],
  "retry.maxWait": [{ retry: { maxWait: "3m" } }, { retry: { maxWaitMs: 180_000 } }],
  "breaker.failures": [{ breaker: { failures: 9 } }, { breaker: { failures: 9 } }],
  "breaker.open": [{ breaker: { open: "1m" } }, { breaker: { openMs: 60_000 } }],
  "limits.*.perWindow": [{ limits: { account: { perWindow: 5 } } }, { ceilings: { account: 5 } }],
  reserve: [{ reserve: "30%" }, { reserveShare: 0.3 }],
  maxResponse: [{ maxResponse: "1MB" }, { maxResponseBytes: 1_048_576 }],
  allowedHosts: [{ allowedHosts: ["a.example"] }, { allowedHosts: ["a.example"] }],
  "tls.minVersion": [{ tls: { minVersion: "TLSv1.3" } }, { tls: { minVersion: "TLSv1.3" } }],
  "tls.ciphers": [
    { tls: { ciphers: "TLS_AES_256_GCM_SHA384" } },
    { tls: { ciphers: "TLS_AES_256_GCM_SHA384" } },
  ],
  "tls.ca": [{ tls: { ca: "ca.pem" } }, { tls: { ca } }],
  "tls.certificate": [{ tls: certificate }, { tls: { certificate: client } }],
  "tls.key": [{ tls: certificate }, { tls: { certificate: client } }],
  "proxy.url": [{ proxy: { url } }, { proxy: through }],
  "proxy.bypass": [{ proxy: { url, bypass: ["a.example"] } }, { proxy: { bypass: ["a.example"] } }],
  "proxy.secret": [{ proxy: { url, secret: "proxy" } }, { proxy: { authorization: basic("joe:pass:wörd") } }],
};

/** The keys that hold a value, as `retry.attempts`. */
function leaves(schema: unknown, path: readonly string[] = []): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties, additionalProperties, anyOf } = schema as Readonly<Record<string, unknown>>;
  const below = [
    ...Object.entries((properties ?? {}) as object).flatMap(([key, one]) => leaves(one, [...path, key])),
    ...leaves(additionalProperties, [...path, "*"]),
    ...(Array.isArray(anyOf) ? anyOf : []).flatMap((one) => leaves(one, path)),
  ];
  return below.length > 0 || "const" in schema ? [...new Set(below)] : [path.join(".")];
}

const keysOf = (schema: z.ZodType) => leaves(z.toJSONSchema(schema, { io: "input" })).toSorted();

describe("what is said of a connection's calls", () => {
  it("CFG-4 has a case below for every key of the schema, so that none reaches nothing", () => {
    expect(Object.keys(ofHttp).toSorted()).toEqual(keysOf(Http));
    expect(keysOf(Security).filter((key) => !(key in ofHttp))).toEqual([]);
  });

  it.each(Object.entries(ofHttp))("CFG-4 reaches the way out: %s", async (_, [http, reached]) => {
    expect(await settingsOf({ http })).toMatchObject(reached);
    expect(defaultHttpSettings).not.toMatchObject(reached);
  });

  it.each(keysOf(Security))("CFG-6 holds for every connection: %s", async (key) => {
    const [security, reached] = ofHttp[key] ?? [];
    expect(await settingsOf({ security })).toMatchObject(reached ?? {});
  });

  it("CFG-4 may stand at the connection itself: timeout and concurrency", async () => {
    const own = { timeout: "7s", concurrency: 3 };
    expect(await settingsOf({ own })).toMatchObject({ timeoutMs: 7_000, concurrency: 3 });
  });

  it("CFG-6 may be taken back for one connection: the proxy", async () => {
    expect((await settingsOf({ http: { proxy: "off" }, security: { proxy: { url } } })).proxy).toBeNull();
  });
});

describe("what can't be used is told at its line", () => {
  it.each([
    ["no file", { tls: { ca: "away.pem" } }, /:7:13: the file can't be read: it is not there$/],
    ["no certificate", { tls: { ca: "text.pem" } }, /:7:13: the file holds no certificates in PEM form$/],
    [
      "half a certificate",
      { tls: { certificate: "half.pem", key: "/keys/client.key" } },
      /:7:22: the file holds no certificate in PEM form$/,
    ],
    [
      "no key",
      { tls: { certificate: "client.pem", key: "text.pem" } },
      /:8:14: the file holds no private key in PEM form$/,
    ],
    [
      "another one's key",
      { tls: { certificate: "client.pem", key: "server.key" } },
      /:8:14: the key is not the one of "certificate"$/,
    ],
    [
      "an encrypted key",
      { tls: { certificate: "client.pem", key: "locked.key" } },
      /:8:14: the key is encrypted; give one without a passphrase, mode 0600$/,
    ],
    ["no such cipher", { tls: { ciphers: "ROT13" } }, /:7:18: OpenSSL knows none of these cipher suites$/],
  ])("CFG-6 %s", async (_, http, message) => {
    const refusal = await settingsOf({ http }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "E_CONFIG_INVALID" });
    expect(String(refusal)).toMatch(message);
  });

  it("CFG-6 a file named for all connections is told where it is named", async () => {
    await expect(settingsOf({ security: { tls: { ca: "away.pem" } } })).rejects.toThrow(
      /^\/etc\/integ\/integ.yaml:8:9: the file can't be read/,
    );
  });

  it.each([
    [null, "E_SECRET_MISSING"],
    ["onlyapassword", "E_INPUT"],
  ])("BAS-2 a proxy's password that is %s is asked for by the command that stores it", async (pair, code) => {
    const asking = settingsOf({ http: { proxy: { url, secret: "proxy" } } }, pair);
    await expect(asking).rejects.toMatchObject({
      code,
      hint: "Store USER:PASSWORD with `integ secrets set zd/proxy`.",
    });
  });
});
