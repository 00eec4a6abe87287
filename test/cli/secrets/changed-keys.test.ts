// What is said of a change of the keys: that it is half done, or that the new place is a weak one.
import { describe, expect, it } from "vitest";
import { refuseHalf } from "../../../src/cli/secrets/change-keys.ts";
import { rotationDocument } from "../../../src/cli/secrets/secrets-documents.ts";
import { rotationText } from "../../../src/cli/views/secrets-view.ts";
import type { KeySourceKind } from "../../../src/core/secrets/secret-store.ts";

const changed = (from: KeySourceKind, to: KeySourceKind) => ({
  from: { keyId: "k-old", source: from },
  to: { keyId: "k-new", source: to },
  isResumed: false,
  leftover: null,
});

const documentOf = (from: KeySourceKind, to: KeySourceKind) =>
  rotationDocument({
    masterKey: changed(from, to),
    dataKey: null,
    keyFile: null,
    passphraseFile: null,
    stateDir: "/state",
    env: {},
  });

const textOf = (...places: [KeySourceKind, KeySourceKind]) =>
  rotationText({ width: 80, nowMs: 0, paint: (_, text) => text }, documentOf(...places));

describe("a change of the keys", () => {
  it("OPS-8 warns of a move to a weak place, and not of a change in it", () => {
    expect(textOf("keychain", "insecure-key-file")).toMatch(/^warning The master key lies in the clear/m);
    expect(textOf("keychain", "environment")).toMatch(/^warning The master key is in the environment/m);
    expect(textOf("insecure-key-file", "insecure-key-file")).not.toContain("warning");
    expect(textOf("insecure-key-file", "keychain")).not.toContain("warning");
  });

  it("OPS-8 that is stopped half way says what is done, and what finishes it", () => {
    const master = changed("keychain", "keychain");
    expect(() => refuseHalf(new AbortController().signal, master)).not.toThrow();
    expect(() => refuseHalf(AbortSignal.abort(), master)).toThrow(
      expect.objectContaining({
        code: "E_CANCELLED",
        message: expect.stringContaining("k-old → k-new"),
        hint: expect.stringContaining("`integ secrets rotate --data`"),
      }),
    );
  });
});
