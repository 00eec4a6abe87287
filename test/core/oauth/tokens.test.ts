import { describe, expect, it } from "vitest";
import type { ConnectionSecrets } from "../../../src/core/contract/connector.ts";
import { AuthError, TransientError } from "../../../src/core/contract/errors.ts";
import { createInProcessLock } from "../../../src/core/oauth/lock.ts";
import { renewalSecret } from "../../../src/core/oauth/renewal-mark.ts";
import { tokenSecrets } from "../../../src/core/oauth/stored-token.ts";
import type { Granted } from "../../../src/core/oauth/token-endpoint.ts";
import { createTokenSource } from "../../../src/core/oauth/tokens.ts";
import { failure, TestClock } from "../http/stage.ts";

function memorySecrets(): ConnectionSecrets & {
  readonly values: Map<string, string>;
  /** Names of each write. */
  readonly writes: string[][];
} {
  const values = new Map<string, string>();
  const writes: string[][] = [];
  const setAll = async (all: Readonly<Record<string, string>>): Promise<void> => {
    writes.push(Object.keys(all));
    for (const [name, value] of Object.entries(all)) values.set(name, value);
  };
  return {
    values,
    writes,
    get: async (name) => values.get(name) ?? null,
    set: (name, value) => setAll({ [name]: value }),
    setAll,
    delete: async (name) => {
      values.delete(name);
    },
  };
}

/** A vendor that rotates: each refresh token works once, and each token has its number. */
function rotatingVendor(lifetimeMs: number | null = 600_000) {
  const used: (string | null)[] = [];
  let valid: string | null = null;
  const fetchToken = async (refreshToken: string | null): Promise<Granted> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (refreshToken !== valid) throw new AuthError({ code: "E_AUTH_EXPIRED", message: "invalid_grant" });
    used.push(refreshToken);
    valid = `r${used.length}`;
    return {
      accessToken: `a${used.length}`,
      expiresInMs: lifetimeMs,
      refreshToken: valid,
      kept: { instance_url: "u" },
    };
  };
  return { used, fetchToken };
}

const issuer = "https://login.example/token";

describe("token source", () => {
  it("BAS-5 fetches once for many who ask at the same time", async () => {
    const vendor = rotatingVendor();
    const source = createTokenSource({ issuer, secrets: memorySecrets(), clock: new TestClock(), ...vendor });
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.token(false)));
    expect(new Set(tokens.map((token) => token.value))).toEqual(new Set(["a1"]));
    await Promise.all(Array.from({ length: 50 }, () => source.token(true)));
    expect(vendor.used).toEqual([null, "r1"]);
  });

  it("BAS-5 never uses a token that another token endpoint gave", async () => {
    const secrets = memorySecrets();
    await createTokenSource({ issuer, secrets, clock: new TestClock(), ...rotatingVendor() }).token(false);
    const fetched: string[] = [];
    const fetchToken = async (refreshToken: string | null) => {
      fetched.push(`elsewhere with ${refreshToken}`);
      return { accessToken: "b1", refreshToken: null, expiresInMs: null, kept: {} };
    };
    const moved = createTokenSource({
      issuer: "https://elsewhere.example/token",
      secrets,
      clock: new TestClock(),
      fetchToken,
    });
    expect((await moved.token(false)).value).toBe("b1");
    expect(fetched).toEqual(["elsewhere with null"]);
  });

  it("BAS-5 has the rotated refresh token stored before the access token can be used", async () => {
    const secrets = memorySecrets();
    const source = createTokenSource({ issuer, secrets, clock: new TestClock(), ...rotatingVendor() });
    const token = await source.token(false);
    expect(secrets.writes).toEqual([[tokenSecrets.access, tokenSecrets.refresh]]);
    expect(token).toMatchObject({ value: "a1", kept: { instance_url: "u" } });
    const stuck = { ...secrets, setAll: () => Promise.reject(new Error("disk full")) };
    const failing = createTokenSource({
      issuer,
      secrets: stuck,
      clock: new TestClock(),
      ...rotatingVendor(),
    });
    secrets.values.clear();
    await expect(failing.token(false)).rejects.toThrow("disk full");
  });

  it("BAS-5 renews in time before the end, and not earlier", async () => {
    const clock = new TestClock();
    const vendor = rotatingVendor(600_000);
    const source = createTokenSource({ issuer, secrets: memorySecrets(), clock, ...vendor });
    await source.token(false);
    clock.time += 539_999;
    expect((await source.token(false)).value).toBe("a1");
    clock.time += 1;
    expect((await source.token(false)).value).toBe("a2");
  });

  it("BAS-5 does not renew a short-lived token on every use", async () => {
    const vendor = rotatingVendor(30_000);
    const source = createTokenSource({ issuer, secrets: memorySecrets(), clock: new TestClock(), ...vendor });
    for (let n = 0; n < 5; n += 1) await source.token(false);
    expect(vendor.used).toHaveLength(1);
  });

  it("BAS-5 shares a token with another process through the secrets, also a renewed one", async () => {
    const secrets = memorySecrets();
    const clock = new TestClock();
    const vendor = rotatingVendor();
    const options = { issuer, secrets, clock, lock: createInProcessLock(), ...vendor };
    const daemon = createTokenSource(options);
    const command = createTokenSource(options);
    await daemon.token(false);
    expect((await command.token(false)).value).toBe("a1");
    expect((await command.token(true)).value).toBe("a2");
    expect((await daemon.token(true)).value).toBe("a2");
    await Promise.all([daemon.token(true), command.token(true)]);
    expect(vendor.used).toEqual([null, "r1", "r2"]);
  });

  it("BAS-5 goes on with a token that still holds when the vendor can't renew it now", async () => {
    const clock = new TestClock();
    let isDown = false;
    const fetchToken = async (): Promise<Granted> => {
      if (isDown) throw new TransientError({ code: "E_VENDOR_DOWN", message: "down" });
      return { accessToken: "a", expiresInMs: 600_000, refreshToken: null, kept: {} };
    };
    const source = createTokenSource({ issuer, secrets: memorySecrets(), clock, fetchToken });
    await source.token(false);
    isDown = true;
    clock.time += 570_000;
    expect((await source.token(false)).value).toBe("a");
    clock.time += 30_000;
    expect(await failure(source.token(false))).toMatchObject({ code: "E_VENDOR_DOWN" });
    expect(await failure(source.token(true))).toMatchObject({ code: "E_VENDOR_DOWN" });
  });

  it("BAS-5 reads the store again before it calls a refused refresh token dead", async () => {
    const secrets = memorySecrets();
    secrets.values.set(tokenSecrets.refresh, "old");
    const tried: (string | null)[] = [];
    const fetchToken = async (refreshToken: string | null): Promise<Granted> => {
      tried.push(refreshToken);
      if (refreshToken !== "new") {
        secrets.values.set(tokenSecrets.refresh, "new");
        throw new AuthError({ code: "E_AUTH_EXPIRED", message: "invalid_grant" });
      }
      return { accessToken: "a", expiresInMs: null, refreshToken: null, kept: {} };
    };
    const source = createTokenSource({ issuer, secrets, clock: new TestClock(), fetchToken });
    expect((await source.token(false)).value).toBe("a");
    expect(tried).toEqual(["old", "new"]);
  });

  it("BAS-5 signs in anew when what is stored can't be read", async () => {
    const secrets = memorySecrets();
    secrets.values.set(tokenSecrets.access, '{"value":');
    const source = createTokenSource({ issuer, secrets, clock: new TestClock(), ...rotatingVendor(null) });
    expect(await source.token(false)).toMatchObject({ value: "a1", expiresAt: null });
  });

  it("BAS-5 notes before a renewal which token it uses up, and clears the note in the write of its result", async () => {
    const secrets = memorySecrets();
    const source = createTokenSource({ issuer, secrets, clock: new TestClock(), ...rotatingVendor() });
    await source.token(false);
    secrets.writes.length = 0;
    await source.token(true);
    expect(secrets.writes).toEqual([
      [renewalSecret],
      [tokenSecrets.access, tokenSecrets.refresh, renewalSecret],
    ]);
    expect(secrets.values.get(renewalSecret)).toBe("none");
  });
});

describe("a renewal that was cut off", () => {
  const dead = { code: "E_AUTH_EXPIRED", message: "invalid_grant" } as const;

  /** A token that is due at 540 s and over at 600 s, and a renewal at 540 s whose outcome nobody learned. */
  async function cutOff(fetchToken: (refreshToken: string | null) => Promise<Granted>) {
    const clock = new TestClock();
    const secrets = memorySecrets();
    let isCut = false;
    const vendor = rotatingVendor();
    const first = createTokenSource({
      issuer,
      secrets,
      clock,
      connection: "sf",
      fetchToken: async (refreshToken) => {
        if (!isCut) return vendor.fetchToken(refreshToken);
        throw new TransientError({ code: "E_TIMEOUT", message: "no answer", effect: "unknown" });
      },
    });
    await first.token(false);
    isCut = true;
    clock.time += 550_000;
    expect((await first.token(false)).value).toBe("a1");
    const asked: (string | null)[] = [];
    const next = createTokenSource({
      issuer,
      secrets,
      clock,
      connection: "sf",
      fetchToken: (refreshToken) => {
        asked.push(refreshToken);
        return fetchToken(refreshToken);
      },
    });
    return { clock, secrets, asked, next };
  }

  it("BAS-5 is not risked again while the access token still holds", async () => {
    const { asked, next } = await cutOff(() => Promise.reject(new AuthError(dead)));
    expect((await next.token(false)).value).toBe("a1");
    expect(asked).toEqual([]);
  });

  it("BAS-5 is named when the vendor then refuses the old token, which is sent only once", async () => {
    const { clock, asked, next } = await cutOff(() => Promise.reject(new AuthError(dead)));
    clock.time += 60_000;
    const lost = await failure(next.token(false));
    expect(lost).toMatchObject({ code: "E_AUTH_LOST", exitCode: 77 });
    expect(lost.hint).toContain("integ connect sf");
    expect(lost.message).toContain(new Date(clock.time - 60_000).toISOString());
    expect(await failure(next.token(true))).toMatchObject({ code: "E_AUTH_LOST" });
    expect(asked).toEqual(["r1"]);
    clock.time += 61_000;
    expect(await failure(next.token(true))).toMatchObject({ code: "E_AUTH_LOST" });
    expect(asked).toEqual(["r1", "r1"]);
  });

  it("BAS-5 goes on where the vendor still takes the old token", async () => {
    const { clock, next, secrets } = await cutOff(async () => ({
      accessToken: "a2",
      refreshToken: "r2",
      expiresInMs: null,
      kept: {},
    }));
    clock.time += 60_000;
    expect((await next.token(false)).value).toBe("a2");
    expect(secrets.values.get(renewalSecret)).toBe("none");
  });

  it("BAS-5 is nothing to fear after a refusal that changed nothing", async () => {
    const secrets = memorySecrets();
    const clock = new TestClock();
    secrets.values.set(tokenSecrets.refresh, "r0");
    const busy = new TransientError({ code: "E_VENDOR_DOWN", message: "busy", effect: "none" });
    const source = createTokenSource({ issuer, secrets, clock, fetchToken: () => Promise.reject(busy) });
    expect(await failure(source.token(false))).toMatchObject({ code: "E_VENDOR_DOWN" });
    expect(secrets.values.get(renewalSecret)).toBe("none");
  });
});
