import { expect, it } from "vitest";
import { newMark, noRenewal } from "../../../src/core/oauth/renewal-mark.ts";
import { expiryOf } from "../../../src/core/oauth/stored-token.ts";

const startedAt = Date.parse("2026-03-01T09:00:00.000Z");
const mark = JSON.stringify(newMark("mine", startedAt));
const secretsOf = (stored: Readonly<Record<string, string>>) => ({
  get: async (name: string) => stored[name] ?? null,
  set: async () => undefined,
  setAll: async () => undefined,
  delete: async () => undefined,
});

it("BAS-4 a renewal that was cut off is told from what is stored, and only of the stored token", async () => {
  const since = async (stored: Readonly<Record<string, string>>, renews = true) =>
    (await expiryOf(secretsOf(stored), renews)).renewalOpenSince;
  expect(await since({ refreshToken: "mine", renewal: mark })).toBe(startedAt);
  expect(await since({ refreshToken: "mine", renewal: noRenewal })).toBeUndefined();
  expect(await since({ refreshToken: "another", renewal: mark })).toBeUndefined();
  expect(await since({ renewal: mark })).toBeUndefined();
  expect(await since({ refreshToken: "mine", renewal: mark }, false)).toBeUndefined();
});
