import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { sortableIds, systemClock } from "../../src/cli/ports.ts";
import type { Config, ConnectionSettings } from "../../src/core/config/types.ts";
import type { Connection, ConnectionContext } from "../../src/core/contract/connector.ts";
import { IntegrationError } from "../../src/core/contract/errors.ts";
import type { HttpClient, Urgency } from "../../src/core/contract/http.ts";
import type { Logger, Releaser } from "../../src/core/contract/runtime.ts";
import { memoryLimits } from "../../src/core/http/limits.ts";
import type { CallRecord } from "../../src/core/http/meters.ts";
import type { SecretStore } from "../../src/core/secrets/secret-store.ts";
import type { AppPorts } from "../../src/daemon/app.ts";
import { createConnections } from "../../src/daemon/connections.ts";
import { stubConnector } from "../core/config/stub-connectors.ts";
import { makeCertificates } from "../core/http/certificates.ts";
import { json, startVendor, type Vendor } from "../core/http/stage.ts";

const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => log };
function ignore(): void {}
const none = { proxy: null, allowedHosts: null };
const tls = {
  minVersion: "TLSv1.2",
  ciphers: null,
  caFile: null,
  certificateFile: null,
  keyFile: null,
} as const;

let vendor: Vendor;
let releasers: Releaser[];
const stored = new Map<string, string>();
beforeEach(async () => {
  vendor = await startVendor(json(200, {}));
  releasers = [];
  stored.clear();
});
afterEach(async () => {
  for (const release of releasers) await release();
  await vendor.close();
});

interface Opened {
  readonly http: () => HttpClient;
  readonly context: () => ConnectionContext;
  readonly heard: CallRecord[];
  open(): Promise<unknown>;
  renewed(): Promise<ReadonlySet<string>>;
}

/** A connection whose connector does nothing but hold its client; its limit of 10 an hour keeps half for live work. */
function setUp(ports: Partial<AppPorts>, more: Partial<ConnectionSettings["http"]> = {}): Opened {
  const clock = systemClock();
  const heard: CallRecord[] = [];
  let given: { readonly http: HttpClient; readonly context: ConnectionContext } | null = null;
  const stub = stubConnector("stub", [], z.looseObject({ connector: z.string() }));
  const connect = (context: ConnectionContext): Connection => {
    const limits = { main: { capacity: 10, perMs: 3_600_000 } };
    given = { context, http: context.http({ baseUrl: vendor.origin, classify: () => null, limits }) };
    return { name: "desk" } as unknown as Connection;
  };
  const retry = { maxAttempts: 1, maxWaitMs: 1 };
  const usual = { connectTimeoutMs: null, maxResponseBytes: null, breaker: {}, ceilings: {}, ...none };
  const settings: ConnectionSettings = {
    name: "desk",
    connectorId: "stub",
    connector: { ...stub, connect },
    config: { connector: "stub" },
    timeoutMs: null,
    concurrency: null,
    http: { ...usual, retry, tls, reserveShare: 0.5, ...more },
  };
  const config: Config = {
    file: "/nowhere/integ.yaml",
    document: null,
    connections: new Map([["desk", settings]]),
    syncs: new Map(),
    server: null,
  };
  const limits = memoryLimits(clock);
  const options = {
    ports: {
      clock,
      log,
      ids: sortableIds(() => Date.now()),
      random: () => 0.5,
      randomBytes: (sizeBytes) => new Uint8Array(sizeBytes),
      signal: new AbortController().signal,
      releasers,
      onCall: (call) => heard.push(call),
      // Nothing is renewed here: no lock is made in it.
      stateDir: "/nowhere",
      ...ports,
    } as AppPorts,
    limits: { open: () => limits, abandon: ignore },
    installId: "i",
    secrets: async () =>
      ({ get: async (name: string) => stored.get(name) ?? null }) as unknown as SecretStore,
  };
  const { connectionOf, renewed } = createConnections(options, config);
  const held = () => {
    if (given === null) throw new Error("the connection was not opened");
    return given;
  };
  return {
    heard,
    http: () => held().http,
    context: () => held().context,
    open: () => connectionOf("desk"),
    renewed,
  };
}

async function askAsOftenAsGoes(http: HttpClient, urgency: Urgency): Promise<number> {
  for (let count = 0; ; count += 1) {
    const asking = http.request({
      method: "GET",
      path: "/",
      endpointClass: "main",
      effect: "repeatable",
      operation: "ask",
      urgency,
    });
    const error = await asking.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error === null) continue;
    if (error instanceof IntegrationError && error.code === "E_RATE_LIMITED") return count;
    throw error;
  }
}

describe("the connections of a process", () => {
  it("BAS-10 tell the process's listener of every exchange", async () => {
    const { open, http, heard } = setUp({});
    await open();
    await askAsOftenAsGoes(http(), "live");
    expect(heard.map(({ connection, status }) => [connection, status])).toEqual(
      vendor.seen.map(() => ["desk", 200]),
    );
    expect(heard.map(({ reused }) => reused)).toEqual(expect.arrayContaining([false, true]));
  });

  it("SFC-8 tell the connector what bounds an operator sets, which the client holds", async () => {
    const { open, http, context } = setUp({}, { ceilings: { main: 4 } });
    await open();
    expect(context().ceilings).toEqual({ main: 4 });
    expect(await askAsOftenAsGoes(http(), "live")).toBe(2);
  });

  it("CFG-11 BAS-9 know that a certificate they were opened with was renewed under its name, or is gone", async () => {
    const caFile = join(mkdtempSync(join(tmpdir(), "integ-")), "ca.pem");
    onTestFinished(() => rmSync(dirname(caFile), { recursive: true }));
    writeFileSync(caFile, makeCertificates().ca);
    const { open, renewed } = setUp({}, { tls: { ...tls, caFile } });
    expect(await renewed()).toEqual(new Set());
    await open();
    expect(await renewed()).toEqual(new Set());
    writeFileSync(caFile, makeCertificates().ca);
    expect(await renewed()).toEqual(new Set(["desk"]));
    rmSync(caFile);
    expect(await renewed()).toEqual(new Set(["desk"]));
  });

  it("CFG-11 BAS-9 know that the proxy's password is another one", async () => {
    stored.set("desk/proxy", "joe:one");
    const proxy = { url: "http://proxy.example:3128", secretName: "proxy", bypass: [] };
    const { open, renewed } = setUp({}, { proxy });
    await open();
    expect(await renewed()).toEqual(new Set());
    stored.set("desk/proxy", "joe:two");
    expect(await renewed()).toEqual(new Set(["desk"]));
  });

  it("BAS-10 are not disturbed by a listener that throws", async () => {
    const onCall = (): void => {
      throw new Error("the metrics are full");
    };
    const { open, http } = setUp({ onCall });
    await open();
    expect(await askAsOftenAsGoes(http(), "live")).toBe(5);
  });

  it("BAS-6 where nobody waits for the process as a whole, its background work keeps the reserve for others", async () => {
    const { open, http } = setUp({ isUnattended: true });
    await open();
    const counts = [await askAsOftenAsGoes(http(), "background"), await askAsOftenAsGoes(http(), "live")];
    expect(counts).toEqual([3, 2]);
  });

  it("BAS-6 a command somebody waits for uses all there is", async () => {
    const { open, http } = setUp({});
    await open();
    expect(await askAsOftenAsGoes(http(), "background")).toBe(5);
  });

  it("BAS-9 one that could not be opened is opened by who asks next, when what was missing is there", async () => {
    const proxy = { url: vendor.origin, secretName: "proxy", bypass: [] };
    const { open } = setUp({}, { proxy });
    await expect(open()).rejects.toMatchObject({ code: "E_SECRET_MISSING" });
    stored.set("desk/proxy", "joe:x");
    await expect(open()).resolves.toMatchObject({ name: "desk" });
  });
});
