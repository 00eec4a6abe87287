import { afterEach, describe, expect, it } from "vitest";
import { RateLimitError, TransientError } from "../../../src/core/contract/errors.ts";
import {
  type Answer,
  create,
  cut,
  failure,
  json,
  read,
  type Stage,
  setStage,
  startVendor,
  type Vendor,
} from "./stage.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function stageWith(
  answers: readonly Answer[],
  options: Parameters<typeof setStage>[0] = {},
  deps: Parameters<typeof setStage>[1] = {},
): Promise<Stage & { readonly vendor: Vendor }> {
  const vendor = await startVendor(...answers);
  const stage = setStage({ baseUrl: `${vendor.origin}/api/v2/`, ...options }, deps);
  open.push(vendor, stage);
  return { ...stage, vendor };
}

const ok = json(200, { ok: true });

describe("retries", () => {
  it("BAS-7 repeats a repeatable request until it succeeds, with growing pauses", async () => {
    const { client, clock, vendor } = await stageWith([json(503, {}), json(500, {}), ok]);
    const response = await client.request(read);
    expect(response.json()).toEqual({ ok: true });
    expect(vendor.seen.map((one) => one.url)).toEqual(Array(3).fill("/api/v2/tickets"));
    expect(clock.slept).toEqual([250, 500]);
  });

  it("BAS-7 gives up after five attempts with the vendor's last answer", async () => {
    const { client, vendor } = await stageWith([json(502, {})]);
    const error = await failure(client.request(read));
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({
      code: "E_VENDOR_DOWN",
      status: 502,
      connection: "zd",
      operation: "read tickets",
    });
    expect(error.effect).toBe("none");
    expect(vendor.seen).toHaveLength(5);
  });

  it("BAS-7 never repeats a request that must go out once when its connection breaks after it was sent", async () => {
    const { client, vendor } = await stageWith([cut, ok]);
    const error = await failure(client.request(create));
    expect(error).toMatchObject({ code: "E_UNREACHABLE", effect: "unknown" });
    expect(vendor.seen).toHaveLength(1);
  });

  it("BAS-7 never repeats a request that must go out once when the answer is cut off", async () => {
    const half: Answer = (response) => {
      response.writeHead(201, { "content-length": 1000 });
      response.write('{"ticket":', () => response.socket?.destroy());
    };
    const { client, vendor } = await stageWith([half, ok]);
    const error = await failure(client.request(create));
    expect(error).toMatchObject({ code: "E_UNREACHABLE", effect: "unknown", status: 201 });
    expect(vendor.seen).toHaveLength(1);
  });

  it.each([500, 502, 504, 503])(
    "BAS-7 leaves a single-shot request in doubt after a bare %i",
    async (status) => {
      const { client, vendor } = await stageWith([json(status, {}), ok]);
      const error = await failure(client.request(create));
      expect(error).toMatchObject({ code: "E_VENDOR_DOWN", effect: "unknown" });
      expect(vendor.seen).toHaveLength(1);
    },
  );

  it("BAS-7 repeats a single-shot request when nothing was listening, and knows nothing happened", async () => {
    const { client, vendor, calls } = await stageWith([ok]);
    await vendor.close();
    const error = await failure(client.request(create));
    expect(error).toMatchObject({ code: "E_UNREACHABLE", effect: "none" });
    expect(calls).toHaveLength(5);
  });

  it("BAS-7 waits as long as a 429 says in seconds, also for a single-shot request", async () => {
    const { client, clock, vendor } = await stageWith([json(429, {}, { "retry-after": "7" }), json(201, {})]);
    expect((await client.request(create)).status).toBe(201);
    expect(vendor.seen).toHaveLength(2);
    expect(clock.slept[0]).toBe(7250);
  });

  it("BAS-7 waits until the date a 503 names", async () => {
    const { client, clock, vendor } = await stageWith([
      json(503, {}, { "retry-after": "Wed, 06 May 2026 08:00:12 GMT" }),
      json(201, {}),
    ]);
    expect((await client.request(create)).status).toBe(201);
    expect(vendor.seen).toHaveLength(2);
    expect(clock.slept[0]).toBe(12_250);
  });

  it("BAS-7 hands back a wait that is too long instead of sleeping it", async () => {
    const { client, clock, vendor } = await stageWith([json(429, {}, { "retry-after": "3600" })]);
    const error = await failure(client.request(read));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error.retryAfterMs).toBe(3_600_000);
    const next = await failure(client.request(read));
    expect(next).toMatchObject({ code: "E_RATE_LIMITED", retryAfterMs: 3_600_000 });
    expect(clock.slept).toEqual([]);
    expect(vendor.seen).toHaveLength(1);
  });

  it("BAS-7 holds up no other request for a wait that one record asks for", async () => {
    const { client, vendor } = await stageWith([json(423, {}, { "retry-after": "3600" }), ok]);
    const error = await failure(client.request(read));
    expect(error).toMatchObject({ code: "E_RECORD_LOCKED", retryAfterMs: 3_600_000 });
    expect((await client.request(read)).status).toBe(200);
    expect(vendor.seen).toHaveLength(2);
  });

  it("BAS-7 keeps a write in doubt although the last attempt was refused cleanly", async () => {
    const { client } = await stageWith([cut, json(422, {})]);
    const error = await failure(client.request({ ...create, method: "PUT", effect: "repeatable" }));
    expect(error).toMatchObject({ code: "E_RECORD_INVALID", status: 422, effect: "unknown" });
  });

  it("BAS-9 ends a call at its deadline and says that its effect is unknown", async () => {
    const { client, clock, vendor } = await stageWith([() => clock.passDeadlines(), ok]);
    const error = await failure(client.request(create));
    expect(error).toMatchObject({ code: "E_TIMEOUT", effect: "unknown" });
    expect(vendor.seen).toHaveLength(1);
  });
});

describe("breaker", () => {
  it("BAS-8 opens after five requests failed in a row, refuses calls, and closes after a probe succeeded", async () => {
    const { client, clock, vendor } = await stageWith([...Array(21).fill(json(500, {})), ok]);
    for (let n = 0; n < 4; n += 1) await failure(client.request(read));
    expect(client.status().breaker).toMatchObject({ state: "closed", consecutiveFailures: 4 });
    expect(await failure(client.request(read))).toMatchObject({ code: "E_VENDOR_DOWN" });
    expect(client.status().breaker).toMatchObject({ state: "open", consecutiveFailures: 5 });
    expect(await failure(client.request(read))).toMatchObject({ code: "E_CIRCUIT_OPEN", effect: "none" });
    expect(vendor.seen).toHaveLength(21);
    clock.time += 10_000;
    expect(client.status().breaker.state).toBe("half-open");
    await client.request(read);
    expect(client.status().breaker).toEqual({ state: "closed", consecutiveFailures: 0, retryInMs: 0 });
  });

  it("BAS-8 is not opened by refusals, which prove that the vendor is up", async () => {
    const { client } = await stageWith([json(422, {})]);
    for (let n = 0; n < 7; n += 1) await failure(client.request(create));
    expect(client.status().breaker.state).toBe("closed");
  });

  it.each([
    ["answers of 500", json(500, {})],
    ["cut connections", cut],
  ])(
    "BAS-8 is not opened by %s to the writes of records, however many and often repeated",
    async (_name, bad) => {
      const { client, vendor } = await stageWith([
        (response, seen) => (seen.method === "GET" ? ok : bad)(response, seen),
      ]);
      const update = { ...create, method: "PUT", effect: "repeatable" } as const;
      const updates = Array.from({ length: 8 }, (_, n) =>
        failure(client.request({ ...update, path: `/tickets/${n}` })),
      );
      await Promise.all(updates);
      expect(vendor.seen).toHaveLength(40);
      expect((await client.request(read)).status).toBe(200);
      expect(client.status().breaker).toMatchObject({ state: "closed", consecutiveFailures: 0 });
    },
  );

  it("BAS-8 opens at the first read that fails after writes have failed", async () => {
    const { client } = await stageWith([json(500, {})]);
    for (let n = 0; n < 6; n += 1) await failure(client.request(create));
    expect(client.status().breaker).toMatchObject({ state: "closed", consecutiveFailures: 4 });
    await failure(client.request(read));
    expect(client.status().breaker.state).toBe("open");
  });

  it("BAS-8 opens for writes alone when the vendor can't be reached", async () => {
    const { client, vendor } = await stageWith([ok]);
    await vendor.close();
    for (let n = 0; n < 5; n += 1) await failure(client.request(create));
    expect(client.status().breaker.state).toBe("open");
  });
});

describe("stopping", () => {
  it("OPS-2 lets a write under way finish, and refuses one that would have to wait", async () => {
    let answer = (): void => undefined;
    const arrived = Promise.withResolvers<void>();
    const slow: Answer = (response, seen) => {
      answer = () => json(201, {})(response, seen);
      arrived.resolve();
    };
    const { client, stop, vendor } = await stageWith([slow, ok], {}, { settings: { concurrency: 1 } });
    const first = client.request(create);
    await arrived.promise;
    const second = failure(client.request(create));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("SIGTERM"));
    expect(await second).toMatchObject({ code: "E_STOPPED", effect: "none" });
    answer();
    expect((await first).status).toBe(201);
    expect(vendor.seen).toHaveLength(1);
    expect((await client.request(read)).status).toBe(200);
  });

  it("OPS-2 gives the vendor's error when it is stopped between two attempts", async () => {
    const { client, stop, vendor } = await stageWith([
      (response, seen) => {
        stop.abort(new Error("SIGTERM"));
        json(500, {})(response, seen);
      },
    ]);
    expect(await failure(client.request(read))).toMatchObject({ code: "E_VENDOR_DOWN" });
    expect(vendor.seen).toHaveLength(1);
  });
});

describe("what is told", () => {
  it("BAS-10 counts every call, with one correlation id for all attempts of a request", async () => {
    const { client, calls } = await stageWith([json(500, {}), ok]);
    await client.request(read);
    expect(calls).toMatchObject([
      { correlationId: "id-1", attempt: 1, status: 500, code: "E_VENDOR_DOWN", operation: "read tickets" },
      { correlationId: "id-1", attempt: 2, status: 200, code: null, connection: "zd", endpointClass: "main" },
    ]);
    expect(client.status().calls).toMatchObject({ count: 2, errors: 1 });
  });

  it("BAS-10 logs calls without credentials, bodies or values of the query", async () => {
    const { client, logged } = await stageWith([json(500, {}), ok], {
      authorize: async () => ({ authorization: "Bearer s3cret" }),
    });
    await client.request({
      ...read,
      query: { q: "s3cret customer", page: 2 },
      method: "POST",
      json: { a: "s3cret" },
    });
    expect(logged).toHaveLength(3);
    expect(logged.join("\n")).toContain("/api/v2/tickets?q&page");
    expect(logged.join("\n")).not.toContain("s3cret");
  });

  it("HLT-1 measures how far the vendor's clock is off", async () => {
    const { client, clock } = await stageWith([
      (response, seen) => {
        response.sendDate = false;
        clock.time += 100;
        json(200, {}, { date: new Date(clock.time + 60_000).toUTCString() })(response, seen);
      },
    ]);
    expect(client.status().clockOffsetMs).toBeNull();
    for (let n = 0; n < 30; n += 1) {
      clock.time += 1_030;
      await client.request(read);
    }
    const offsetMs = client.status().clockOffsetMs ?? 0;
    expect(Math.abs(offsetMs - 60_000)).toBeLessThanOrEqual(60);
  });
});

describe("limits", () => {
  it("BAS-9 keeps to the connection's concurrency", async () => {
    const held: (() => void)[] = [];
    let most = 0;
    const busy: Answer = (response, seen) => {
      held.push(() => ok(response, seen));
      most = Math.max(most, held.length);
      // A fourth one would arrive while the first three are held.
      if (held.length === 3)
        setTimeout(() => {
          for (const answer of held.splice(0)) answer();
        }, 20);
    };
    const { client, vendor } = await stageWith([busy], {}, { settings: { concurrency: 3 } });
    await Promise.all(Array.from({ length: 21 }, () => client.request(read)));
    expect(vendor.seen).toHaveLength(21);
    expect(most).toBe(3);
  });

  it("BAS-6 slows down by what the vendor's headers tell", async () => {
    const { client, clock } = await stageWith([json(200, {}, { "x-left": "0" }), ok], {
      observeLimits: (response) =>
        response.headers["x-left"] === "0"
          ? [{ endpointClass: "main", remaining: 0, resetsInMs: 15_000 }]
          : [],
    });
    await client.request(read);
    expect(client.status().buckets).toMatchObject([{ endpointClass: "main", capacity: 1000, remaining: 0 }]);
    await client.request(read);
    expect(clock.slept).toEqual([15_000]);
  });

  it("BAS-6 refuses an endpoint class without a limit as our own mistake", async () => {
    const { client } = await stageWith([ok]);
    expect(await failure(client.request({ ...read, endpointClass: "typo" }))).toMatchObject({
      code: "E_INTERNAL",
    });
  });
});
