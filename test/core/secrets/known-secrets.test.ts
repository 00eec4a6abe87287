// What a process has had in hand is hidden in what it says, in every form it may take there.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKnownSecrets, rememberSecrets } from "../../../src/core/secrets/known-secrets.ts";
import type { SecretStore } from "../../../src/core/secrets/secret-store.ts";

const secret = 'p/ss+wörd "quoted"\nsecond line';

describe("known secrets", () => {
  it.each([
    ["plain", secret],
    ["escaped for an address", encodeURIComponent(secret)],
    ["escaped for JSON", JSON.stringify({ message: secret })],
    ["in base64", Buffer.from(secret).toString("base64")],
  ])("OPS-8 are hidden %s", (_form, text) => {
    const known = createKnownSecrets();
    known.remember("sf/clientSecret", secret);
    const shown = known.hide(`before ${text} between ${text} after`);
    expect(shown).not.toContain("quoted");
    expect(shown).not.toContain(Buffer.from(secret).toString("base64").slice(0, 12));
    expect(shown.match(/\[hidden\]/g)).toHaveLength(2);
    expect(shown).toMatch(/^before .* between .* after$/);
  });

  it("OPS-8 of any letters are hidden", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 60, unit: "grapheme" }), (value) => {
        const known = createKnownSecrets();
        known.remember("token", JSON.stringify({ accessToken: value }));
        expect(known.hide(`# ${value} #`)).toBe("# [hidden] #");
      }),
    );
  });

  it("OPS-8 are the tokens in a stored token, not what is said beside them", () => {
    const known = createKnownSecrets();
    const token = {
      accessToken: "00D-token-value",
      issuer: "https://login.example",
      expiresAt: "2026-01-01",
    };
    known.remember("sf/token", JSON.stringify(token));
    known.remember("sf/clientId", "the-client-id");
    known.remember("zd/email", "person@example.com");
    const said = "00D-token-value https://login.example 2026-01-01 the-client-id person@example.com";
    expect(known.hide(said)).toBe(said.replace("00D-token-value", "[hidden]"));
  });

  it("OPS-8 of few letters hide no innocent words", () => {
    const known = createKnownSecrets();
    known.remember("sf/pin", "case");
    expect(known.hide("a case")).toBe("a case");
  });

  it("OPS-8 are kept until there are too many, the oldest goes first", () => {
    const known = createKnownSecrets();
    for (let n = 0; n < 500; n++) known.remember("token", `token-number-${n}.`);
    expect(known.hide("token-number-499.")).toBe("[hidden]");
    expect(known.hide("token-number-0.")).toBe("token-number-0.");
    known.forget();
    expect(known.hide("token-number-499.")).toBe("token-number-499.");
  });

  it("OPS-8 are remembered by reading and by storing", async () => {
    const known = createKnownSecrets();
    const kept = new Map([["a/x", "stored before"]]);
    const store = rememberSecrets(
      {
        get: async (name: string) => kept.get(name) ?? null,
        set: async () => undefined,
        setAll: async () => undefined,
      } as unknown as SecretStore,
      known,
    );
    await store.get("a/x");
    await store.get("a/none");
    await store.set("a/y", "stored alone");
    await store.setAll(new Map([["a/z", "stored together"]]));
    expect(known.hide("stored before, stored alone, stored together")).toBe("[hidden], [hidden], [hidden]");
  });
});
