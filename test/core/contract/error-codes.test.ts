// What the catalogue tells people to do next.
import { describe, expect, it } from "vitest";
import { errorCatalogue } from "../../../src/core/contract/error-codes.ts";

describe("the catalogue of errors", () => {
  it("BAS-3 promises of a vendor out of reach nothing that needs a daemon to be running", () => {
    const hints = [errorCatalogue.E_UNREACHABLE.hint, errorCatalogue.E_VENDOR_DOWN.hint];
    for (const hint of hints) {
      expect(hint).not.toMatch(/\bthe daemon keeps trying/i);
      expect(hint).toMatch(/a running daemon keeps trying; run any other command again/);
    }
  });
});
