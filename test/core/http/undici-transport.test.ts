import { describe, expect, it } from "vitest";
import { defaultHttpSettings } from "../../../src/core/http/settings.ts";
import {
  TooLate,
  TransportFault,
  type WireRequest,
  type WireResponse,
} from "../../../src/core/http/transport.ts";
import { createUndiciTransport } from "../../../src/core/http/undici-transport.ts";
import { type Answer, json, silent, startVendor } from "./stage.ts";

const { tls, proxy } = defaultHttpSettings;
const options = { connections: 1, connectTimeoutMs: 5_000, keepAliveMs: 5_000, tls, proxy };
const forever = new AbortController().signal;
const always = (): boolean => true;

function post(origin: string): WireRequest {
  return { method: "POST", url: new URL("/x", origin), headers: {}, body: "{}", maxResponseBytes: 1_000 };
}

async function fault(promise: Promise<unknown>): Promise<TransportFault> {
  const error = await promise.catch((reason: unknown) => reason);
  if (error instanceof TransportFault) return error;
  throw error;
}

describe("undici transport", () => {
  it("BAS-9 knows that a request out of time before it had a connection was not written, and never writes it", async () => {
    const vendor = await startVendor(silent, json(200, {}));
    const transport = createUndiciTransport(options);
    const first = new AbortController();
    const second = new AbortController();
    const holding = fault(transport.send(post(vendor.origin), first.signal, always));
    const queued = fault(transport.send(post(vendor.origin), second.signal, always));
    second.abort();
    expect(await queued).toMatchObject({ kind: "timeout", written: false });
    while (vendor.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    first.abort();
    expect(await holding).toMatchObject({ kind: "timeout", written: true });
    expect((await transport.send(post(vendor.origin), forever, always)).status).toBe(200);
    expect(vendor.seen).toHaveLength(2);
    await transport.close();
    await vendor.close();
  });

  it("BAS-7 tells an unknown host from a broken connection", async () => {
    const transport = createUndiciTransport(options);
    const error = await fault(transport.send(post("http://host.invalid"), forever, always));
    expect(error).toMatchObject({ kind: "unreachable", written: false });
    await transport.close();
  });

  it("BAS-9 uses one connection for requests one after another", async () => {
    const ports = new Set<number | undefined>();
    const vendor = await startVendor((response, seen) => {
      ports.add(response.socket?.remotePort);
      json(200, {})(response, seen);
    });
    const transport = createUndiciTransport(options);
    for (let n = 0; n < 5; n += 1) await transport.send(post(vendor.origin), forever, always);
    expect(ports.size).toBe(1);
    await transport.close();
    await vendor.close();
  });

  it("BAS-9 tells of each exchange whether its connection had served before", async () => {
    const cut: Answer = (response) => response.socket?.destroy();
    const ok = json(200, {});
    const vendor = await startVendor(ok, ok, cut, ok, ok);
    const transport = createUndiciTransport(options);
    const told: unknown[] = [];
    for (let n = 0; n < 5; n += 1) {
      const end = await transport.send(post(vendor.origin), forever, always).catch((error: unknown) => error);
      told.push(end instanceof TransportFault ? [end.kind, end.reused] : (end as WireResponse).reused);
    }
    expect(told).toEqual([false, true, ["broken", true], false, true]);
    const away = await fault(transport.send(post("http://127.0.0.1:9"), forever, always));
    expect(away).toMatchObject({ kind: "unreachable", reused: null });
    await transport.close();
    await vendor.close();
  });

  it("BAS-3 reports an encoding nobody asked for, and damaged gzip", async () => {
    const vendor = await startVendor(
      json(200, {}, { "content-encoding": "br" }),
      json(200, {}, { "content-encoding": "gzip" }),
    );
    const transport = createUndiciTransport(options);
    for (let n = 0; n < 2; n += 1) {
      expect(await fault(transport.send(post(vendor.origin), forever, always))).toMatchObject({
        kind: "undecodable",
      });
    }
    await transport.close();
    await vendor.close();
  });

  it("BAS-6 asks before the first byte whether the request may still leave, and sends nothing if not", async () => {
    const vendor = await startVendor(json(200, {}));
    const transport = createUndiciTransport(options);
    const late = await transport
      .send(post(vendor.origin), forever, () => false)
      .catch((error: unknown) => error);
    expect(late).toBeInstanceOf(TooLate);
    expect((await transport.send(post(vendor.origin), forever, always)).status).toBe(200);
    expect(vendor.seen).toHaveLength(1);
    await transport.close();
    await vendor.close();
  });
});
