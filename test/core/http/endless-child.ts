// A process that asks a vendor whose answers have no end, again and again, and says how much memory it holds.
// argv: the vendor's origin, how often, `whole` or `streamed`, the longest time for one in ms. Run with --expose-gc. Prints one line of JSON.
import { sortableIds, systemClock, systemRandom } from "../../../src/cli/ports.ts";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import type { Logger, Releaser } from "../../../src/core/contract/runtime.ts";
import { createHttpClient } from "../../../src/core/http/client.ts";
import { memoryLimits } from "../../../src/core/http/limits.ts";

const [origin = "", times = "0", manner = "whole", timeoutMs = "0"] = process.argv.slice(2);
const warmUp = Number(times);
const clock = systemClock();
const releasers: Releaser[] = [];
const ignore = (): void => undefined;
const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => log };
const client = createHttpClient(
  {
    connection: "desk",
    clock,
    random: systemRandom(),
    ids: sortableIds(clock.now),
    log,
    signal: new AbortController().signal,
    limits: memoryLimits(clock),
    releasers,
    settings: {
      timeoutMs: Number(timeoutMs),
      maxResponseBytes: 1024 * 1024,
      retry: { maxAttempts: 1, baseMs: 1, capMs: 1, maxWaitMs: 1 },
      breaker: { failures: 1_000_000, openMs: 1 },
    },
  },
  { baseUrl: origin, classify: () => null, limits: { main: { capacity: 1_000_000, perMs: 60_000 } } },
);

const codes: Record<string, number> = {};

async function ask(): Promise<void> {
  const streamed = manner === "streamed";
  const request = { method: "GET", path: "/", endpointClass: "main", effect: "repeatable" } as const;
  try {
    const { stream } = await client.request({ ...request, operation: "read", streamed });
    for await (const _chunk of stream ?? []);
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    codes[error.code] = (codes[error.code] ?? 0) + 1;
  }
}

async function askOften(count: number): Promise<void> {
  for (let n = 0; n < count; n += 4) await Promise.all([ask(), ask(), ask(), ask()]);
}

/** What is left when everything that can be given back was: buffers are freed a little after their owners. */
async function heldBytes(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 10; n += 1) {
    globalThis.gc?.();
    await clock.sleep(20);
    least = Math.min(least, process.memoryUsage().rss);
  }
  return least;
}

// As long as the measured part, so that what a process keeps for good is there before.
await askOften(warmUp);
const before = await heldBytes();
await askOften(Number(times));
const grownBytes = (await heldBytes()) - before;
for (const release of releasers.reverse()) await release();
process.stdout.write(JSON.stringify({ grownBytes, codes }));
