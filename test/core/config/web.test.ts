import { describe, expect, it } from "vitest";
import { isInRing, type SyncEnds, webOf } from "../../../src/core/config/web.ts";

const ends = (left: string, right: string, object = "record"): SyncEnds => ({
  left: { connection: left, object },
  right: { connection: right, object },
});
const names = (edges: Readonly<Record<string, SyncEnds>>) => new Map(Object.entries(edges));

describe("the web of a sync", () => {
  it("SYN-3 is none where it shares its objects with no other", () => {
    const alone = names({ one: ends("a", "b"), comments: ends("a", "b", "comment"), other: ends("c", "d") });
    expect(webOf("one", alone)).toBeNull();
    expect(webOf("unknown", alone)).toBeNull();
  });

  it("SYN-3 is every sync its records can get to, without a ring in a line of them", () => {
    const line = names({
      one: ends("a", "b"),
      two: ends("c", "b"),
      three: ends("c", "d"),
      far: ends("x", "y"),
    });
    expect(webOf("one", line)).toEqual({ syncs: ["one", "two", "three"], ring: new Set() });
  });

  it("SYN-13 tells the syncs of a ring from those that hang on it", () => {
    const ring = names({ ab: ends("a", "b"), bc: ends("b", "c"), ca: ends("c", "a"), ad: ends("a", "d") });
    const web = webOf("ad", ring);
    expect(web).toEqual({ syncs: ["ab", "bc", "ca", "ad"], ring: new Set(["ab", "bc", "ca"]) });
    expect([isInRing("ab", web), isInRing("ad", web), isInRing("ab", null)]).toEqual([true, false, false]);
  });
});
