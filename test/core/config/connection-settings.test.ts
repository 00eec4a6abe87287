import { describe, expect, it } from "vitest";
import { httpSettingsOf } from "../../../src/core/config/connection-settings.ts";
import { isFeatureOn } from "../../../src/core/config/features.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { ConfigInvalidError, formatProblem } from "../../../src/core/config/problems.ts";
import type { Config, ConnectionSettings } from "../../../src/core/config/types.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import { defaultHttpSettings } from "../../../src/core/http/settings.ts";
import { everyKeyText } from "./every-key-text.ts";

const registry = createRegistry({ entries: builtinConnectors });
const load = (text: string): Promise<Config> => loadConfig({ file: "f", text, registry });

function connection(config: Config, name: string): ConnectionSettings {
  const found = config.connections.get(name);
  if (found === undefined) throw new Error(`no connection ${name}`);
  return found;
}

async function linesOf(text: string): Promise<readonly string[]> {
  const error = await load(text).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigInvalidError)) throw new Error(`no ConfigInvalidError but ${String(error)}`);
  return error.problems.map(formatProblem);
}

describe("the common keys of a connection", () => {
  it("CFG-4 reach the way out in its units, and what is not said keeps its default", async () => {
    const config = await load(everyKeyText);
    expect(httpSettingsOf(connection(config, "sf"))).toEqual({
      timeoutMs: 30_000,
      concurrency: 4,
      connectTimeoutMs: 5_000,
      maxResponseBytes: 16 * 1024 * 1024,
      retry: { maxAttempts: 4, baseMs: 100, capMs: 10_000, maxWaitMs: 120_000 },
      breaker: { failures: 6, openMs: 20_000 },
      ceilings: { daily: 1000 },
      reserveShare: 0.1,
      allowedHosts: ["acme.my.salesforce.com"],
    });
    expect(httpSettingsOf(connection(config, "zd"))).toMatchObject({ timeoutMs: 20_000, concurrency: 3 });
    const { retry, breaker, ceilings } = defaultHttpSettings;
    expect(httpSettingsOf(connection(config, "zd2"))).toEqual({
      retry,
      breaker,
      ceilings,
      allowedHosts: ["*.example.com"],
    });
    const { http: _, ...bare } = connection(config, "zd2");
    expect(httpSettingsOf(bare)).toEqual({});
  });

  it("CFG-6 a connection's own security wins over what holds for all, key by key", async () => {
    const config = await load(everyKeyText);
    expect(connection(config, "sf").http).toMatchObject({
      reserveShare: 0.1,
      tls: { minVersion: "TLSv1.3", caFile: "ca.pem", certificateFile: "client.pem", keyFile: "client.key" },
      proxy: {
        url: "http://proxy.example.com:3128",
        secretName: "proxy",
        bypass: ["localhost", "*.example.com"],
      },
      allowedHosts: ["acme.my.salesforce.com"],
    });
    expect(connection(config, "zd").http?.proxy).toBeNull();
    expect(connection(config, "zd2").http).toMatchObject({
      tls: {
        minVersion: "TLSv1.2",
        ciphers: "TLS_AES_256_GCM_SHA384",
        caFile: "ca.pem",
        certificateFile: null,
      },
      proxy: { bypass: ["localhost"] },
      allowedHosts: ["*.example.com"],
    });
    const plain = await load(everyKeyText.replace(/^security:\n(?: {2}.*\n)*/m, ""));
    expect(connection(plain, "zd2").http).toMatchObject({
      tls: { minVersion: "TLSv1.2", ciphers: null, caFile: null },
      proxy: null,
      allowedHosts: null,
    });
  });

  it("CFG-3 say which client signs in, where the browser comes back to and with which rights", async () => {
    const config = await load(everyKeyText);
    expect(connection(config, "sf").oauth).toEqual({
      clientId: "abc",
      redirectPort: 8123,
      scopes: ["api", "refresh_token"],
    });
    expect(connection(config, "zd").oauth).toBeUndefined();
  });

  it("CFG-9 switch capabilities off: comments and files are then not kept in step", async () => {
    const off = everyKeyText.replace(
      "comments: true, attachments: true }",
      "comments: false, attachments: true }",
    );
    const [all, fewer] = [await load(everyKeyText), await load(off)];
    expect([...all.syncs.keys()]).toEqual(["contacts", "cases", "cases.comments", "cases.attachments"]);
    expect([...fewer.syncs.keys()]).toEqual(["contacts", "cases", "cases.attachments"]);
    expect([all, fewer].map((config) => isFeatureOn(config, "sf", "comments"))).toEqual([true, false]);
    expect(isFeatureOn(fewer, "zd2", "comments")).toBe(true);
  });

  it.each([
    [
      "a sync that writes where writes are off",
      "writes: true",
      "writes: false",
      [
        'f:44:3: "sf" takes no writes (features.writes), and the sync "contacts" writes to it; set direction: right-to-left',
        'f:53:16: "sf" takes no writes (features.writes), and the sync "cases" writes to it; set direction: left-to-right',
      ],
    ],
    [
      "a key that stands twice",
      "connectTimeout: 5s",
      "timeout: 5s",
      ['f:17:7: "timeout" stands at the connection itself too; give it once'],
    ],
    [
      "a kind of call the vendor does not know",
      "limits: { daily:",
      "limits: { dayly:",
      ['f:20:17: Salesforce Service Cloud has no limit "dayly" — did you mean "daily"?'],
    ],
    ["half a pair", ", certificate: client.pem", "", ['f:23:80: "key" needs "certificate" beside it']],
    [
      "a first pause that is longer than the longest",
      "base: 100ms",
      "base: 11s",
      ['f:18:35: "base", the first pause, is longer than "cap", the longest'],
    ],
    [
      "a proxy with a password in its URL",
      'url: "http://proxy.example.com:3128", secret: proxy, bypass: [localhost, ',
      'url: "http://joe:hunter2@proxy.example.com:3128", secret: proxy, bypass: [localhost, ',
      ['f:22:21: "url": no user and password here; store them and name them under `secret`'],
    ],
    [
      "an interval beside a schedule",
      "    timezone: Europe/Berlin\n",
      "    every: 5m\n",
      ['f:55:5: "schedule" and "every" exclude each other'],
    ],
    [
      "a time zone without a schedule",
      "    every: 5m\n",
      "    timezone: UTC\n",
      ['f:47:5: "timezone" goes with "schedule"'],
    ],
  ])("CFG-8 are refused where they contradict: %s", async (_, from, to, expected) => {
    expect(everyKeyText).toContain(from);
    expect(await linesOf(everyKeyText.replace(from, to))).toEqual(expected);
  });

  it("CFG-9 a sync that passes deletes on to where they are off is refused", async () => {
    const text = everyKeyText
      .replace("deletes: true", "deletes: false")
      .replace(/deletes: \{ policy.*\n/, "deletes: propagate\n");
    expect(await linesOf(text)).toEqual([
      expect.stringMatching(
        /^f:60:14: "sf" takes no deletes \(features.deletes\), and the sync "cases" passes them on$/,
      ),
    ]);
  });
});
