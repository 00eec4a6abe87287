import { describe, expect, it } from "vitest";
import { parseDuration } from "../../../src/core/config/durations.ts";
import { editDistance, nearestName } from "../../../src/core/config/nearest.ts";
import { parseListen, parsePublicUrl } from "../../../src/core/config/server-address.ts";
import { parseShare, parseSize } from "../../../src/core/config/sizes.ts";

describe("parseDuration", () => {
  it.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["1.5h", 5_400_000],
    ["5 m", 300_000],
    ["1d", 86_400_000],
  ])("CFG-1 reads %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
  it.each(["30", "0s", "-1s", "s", "5 minutes", "1e3s", "400d", ""])("CFG-1 refuses %j", (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe("sizes and shares", () => {
  it("CFG-1 reads a size and a share, and refuses what is none", () => {
    expect(["25MB", "1.5 kb", "10B"].map(parseSize)).toEqual([26_214_400, 1536, 10]);
    for (const wrong of ["25", "0MB", "-1MB", "MB", "9999999GB", "5 miles"])
      expect(parseSize(wrong)).toBeNull();
    expect(["10%", "0.5 %", "100%", "0%"].map(parseShare)).toEqual([0.1, 0.005, 1, 0]);
    for (const wrong of ["10", "101%", "-1%", "%"]) expect(parseShare(wrong)).toBeNull();
  });
});

describe("nearestName", () => {
  it("CFG-8 finds slips, swaps and wrong case, and stays silent on other words", () => {
    const keys = ["connections", "syncs", "server"];
    expect(nearestName("conections", keys)).toBe("connections");
    expect(nearestName("snycs", keys)).toBe("syncs");
    expect(nearestName("Server", keys)).toBe("server");
    expect(nearestName("webhooks", keys)).toBeUndefined();
    expect(nearestName("x", ["y"])).toBeUndefined();
  });
  it("CFG-8 counts edits", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("ab", "ba")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("abc", "")).toBe(3);
  });
});

describe("server addresses", () => {
  it("CFG-1 reads host and port", () => {
    expect(parseListen("127.0.0.1:8787")).toEqual({ host: "127.0.0.1", port: 8787 });
    expect(parseListen("[::1]:0")).toEqual({ host: "::1", port: 0 });
    for (const wrong of ["8787", ":8787", "a:99999", "::1:80", "http://a:80", "a b:80"])
      expect(parseListen(wrong)).toBeNull();
  });
  it("CFG-1 reads a public URL", () => {
    expect(parsePublicUrl("https://integ.example.com/")).toBe("https://integ.example.com");
    expect(parsePublicUrl("https://a.example/x/")).toBe("https://a.example/x");
    for (const wrong of ["ftp://a", "a", "https://u:p@a", "https://a/?x=1", "https://a/#x"])
      expect(parsePublicUrl(wrong)).toBeNull();
  });
});
