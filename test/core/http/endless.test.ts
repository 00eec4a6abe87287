// What answers without end cost: memory measured in a process of its own, from outside the vendor's.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BadVendor, misdeeds, startBadVendor } from "./bad-vendor.ts";

const mostGrownBytes = 20 * 1024 * 1024;
const child = join(import.meta.dirname, "endless-child.ts");

let vendor: BadVendor;
beforeAll(async () => {
  vendor = await startBadVendor();
});
afterAll(() => vendor.close());

async function run(kind: keyof typeof misdeeds, times: number, manner: "whole" | "streamed") {
  vendor.behave(misdeeds[kind]);
  const args = ["--expose-gc", "--disable-warning=ExperimentalWarning", child, vendor.origin];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, `${times}`, manner]);
  return JSON.parse(stdout) as { grownBytes: number; codes: Record<string, number> };
}

describe("answers without end", () => {
  it.each([
    ["10 GB, announced", 200, "whole", "E_VENDOR_ANSWER"],
    ["10 GB in chunks", 200, "whole", "E_VENDOR_ANSWER"],
    ["10 GB in chunks", 200, "streamed", "E_VENDOR_ANSWER"],
    ["a gzip bomb", 200, "whole", "E_VENDOR_ANSWER"],
    ["headers without end", 200, "whole", "E_UNREACHABLE"],
    ["a byte now and then", 16, "whole", "E_TIMEOUT"],
    ["a flood of 103", 16, "whole", "E_TIMEOUT"],
  ] as const)("BAS-9 leave no memory behind: %s, %i times, %s", async (kind, times, manner, code) => {
    const { grownBytes, codes } = await run(kind, times, manner);
    expect(codes).toEqual({ [code]: 2 * times });
    expect(grownBytes).toBeLessThan(mostGrownBytes);
  });
});
