import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isSafeBaseUrl } from "../../../src/core/connector-parts/base-url.ts";
import { duration, durationMs } from "../../../src/core/connector-parts/durations.ts";
import { digestOf } from "../../../src/core/connector-parts/marks.ts";
import { multipartBody } from "../../../src/core/connector-parts/multipart.ts";
import { once } from "../../../src/core/connector-parts/once.ts";
import { groupBy, inParallel } from "../../../src/core/connector-parts/parallel.ts";
import { holdsHmac } from "../../../src/core/connector-parts/signatures.ts";
import { stampOf, versioned } from "../../../src/core/connector-parts/versions.ts";

describe("settings of connectors", () => {
  it("BAS-1 durations are read with their unit, and too short ones refused", () => {
    expect(["250ms", "5s", "2m", "1h"].map(durationMs)).toEqual([250, 5000, 120_000, 3_600_000]);
    expect(durationMs("5 s")).toBeNaN();
    expect(duration(1000).safeParse("999ms").success).toBe(false);
    expect(duration(1000).safeParse("1s").success).toBe(true);
    expect(duration(1).safeParse("0s").success).toBe(false);
  });

  it("BAS-1 credentials go over TLS or to this machine only", () => {
    const safe = ["https://acme.example", "http://127.0.0.9:80/x", "http://localhost:1", "http://[::1]/"];
    const unsafe = [
      "http://acme.example",
      "https://u@acme.example",
      "https://a.example?x=1",
      "acme",
      "ftp://a",
    ];
    expect(safe.filter(isSafeBaseUrl)).toEqual(safe);
    expect(unsafe.filter(isSafeBaseUrl)).toEqual([]);
  });
});

describe("requests of connectors", () => {
  it("BAS-2 several at a time keep the order of their items and stay within their number", async () => {
    let [running, most] = [0, 0];
    const double = async (count: number) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return count * 2;
    };
    expect(await inParallel([1, 2, 3, 4, 5, 6, 7, 8], double)).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    expect(most).toBe(5);
    expect([...groupBy(["b1", "a1", "b2"], (text) => text.slice(0, 1)).keys()]).toEqual(["b", "a"]);
  });

  it("BAS-2 what failed once is asked again, what was answered is not", async () => {
    const answers = [new Error("down"), "first", "second"];
    const ask = once(async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    });
    await expect(ask()).rejects.toThrow("down");
    expect([await ask(), await ask()]).toEqual(["first", "first"]);
  });

  it("SYN-10 a file's part says its size beforehand and can't end its own header", async () => {
    const bytes = new TextEncoder().encode("data");
    const content = {
      name: "x",
      type: "text/plain",
      sizeBytes: 4,
      bytes: async function* () {
        yield bytes;
      },
    };
    const file = { name: "file", fileName: 'a"b\r\nX-Evil: 1', type: "text/plain", content };
    const body = multipartBody([{ name: "meta", value: { a: 1 } }], file, "edge");
    const chunks: Uint8Array[] = [];
    for await (const chunk of body.open()) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    expect(whole.byteLength).toBe(body.sizeBytes);
    expect(whole.toString()).toContain('name="file"; filename="a%22b%0D%0AX-Evil: 1"\r\n');
    expect(whole.toString().endsWith("\r\n\r\ndata\r\n--edge--\r\n")).toBe(true);
  });
});

describe("what tells records apart", () => {
  it("SYN-6 a version changes with the fields within one second, whatever their order", () => {
    const facts = { id: "1", modifiedAt: "2026-01-01T00:00:00Z", deleted: false, correlationKey: null };
    const one = versioned({ ...facts, fields: { a: 1, b: 2 } });
    expect(versioned({ ...facts, fields: { b: 2, a: 1 } }).version).toBe(one.version);
    expect(versioned({ ...facts, fields: { a: 1, b: 3 } }).version).not.toBe(one.version);
    expect(stampOf(one.version)).toBe(facts.modifiedAt);
    expect(digestOf("note", { a: "1", b: null })).toBe(digestOf("note", { b: null, a: "1" }));
    expect(digestOf("note", { a: "1" })).not.toBe(digestOf("file", { a: "1" }));
  });

  it("SYN-9 a signature holds over all its parts, and only complete and as encoded", () => {
    const macAs = (encoding: "hex" | "base64") => createHmac("sha256", "s").update("1body").digest(encoding);
    const hex = macAs("hex");
    expect(holdsHmac("s", ["1", "body"], hex, "hex")).toBe(true);
    expect(holdsHmac("s", ["1", "body"], macAs("base64"), "base64")).toBe(true);
    expect(holdsHmac("s", ["1", "bodY"], hex, "hex")).toBe(false);
    expect(holdsHmac("t", ["1", "body"], hex, "hex")).toBe(false);
    expect(holdsHmac("s", ["1", "body"], hex.slice(2), "hex")).toBe(false);
    expect(holdsHmac("s", ["1", "body"], `${hex}zz`, "hex")).toBe(false);
  });
});
