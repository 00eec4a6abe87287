// What answers without end cost: memory measured in a process of its own, from outside the vendor's.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isInFull } from "../../skips.ts";
import { uncounted } from "../../uncounted.ts";
import { type BadVendor, misdeeds, startBadVendor } from "./bad-vendor.ts";

/** Four are asked at a time. */
const often = isInFull ? 200 : 48;
const mostGrownBytes = 20 * 1024 * 1024;
/** Long where another fault has to be found first, however busy the machine. */
const timeoutMs = (code: string): number => (code === "E_TIMEOUT" ? 500 : 20_000);
const child = join(import.meta.dirname, "endless-child.ts");

let vendor: BadVendor;
beforeAll(async () => {
  vendor = await startBadVendor();
});
afterAll(() => vendor.close());

async function run(kind: keyof typeof misdeeds, ...order: readonly (string | number)[]) {
  vendor.behave(misdeeds[kind]);
  const args = ["--expose-gc", "--disable-warning=ExperimentalWarning", child, vendor.origin];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, ...order.map(String)], {
    env: uncounted(),
  });
  return JSON.parse(stdout) as { grownBytes: number; codes: Record<string, number> };
}

describe("answers without end", () => {
  it.each([
    ["10 GB, announced", often, "whole", "E_VENDOR_ANSWER"],
    ["10 GB in chunks", often, "whole", "E_VENDOR_ANSWER"],
    ["10 GB in chunks", often, "streamed", "E_VENDOR_ANSWER"],
    ["a gzip bomb", often, "whole", "E_VENDOR_ANSWER"],
    ["headers without end", often, "whole", "E_UNREACHABLE"],
    ["a byte now and then", 16, "whole", "E_TIMEOUT"],
    ["a flood of 103", 16, "whole", "E_TIMEOUT"],
  ] as const)("BAS-9 leave no memory behind: %s, %i times, %s", async (kind, times, manner, code) => {
    const { grownBytes, codes } = await run(kind, times, manner, timeoutMs(code));
    expect(codes).toEqual({ [code]: 2 * times });
    expect(grownBytes).toBeLessThan(mostGrownBytes);
  });
});
