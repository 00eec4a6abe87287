// A process that asks a vendor as often as the limit lets it, until it is told to stop or killed.
// argv: JSON of Orders. Its last word, after everything was closed, is a line on stdout.

import { sortableIds, systemRandom } from "../../../src/cli/ports.ts";
import type { LimitRule } from "../../../src/core/contract/http.ts";
import type { Logger, Releaser } from "../../../src/core/contract/runtime.ts";
import { createHttpClient } from "../../../src/core/http/client.ts";
import { memoryLimits } from "../../../src/core/http/limits.ts";
import { openLimits } from "../../../src/core/http/limits-file.ts";
import { type Orders, scaledClock } from "./orders.ts";

const orders: Orders = JSON.parse(process.argv[2] ?? "");
const clock = scaledClock(orders);
const limits = orders.file === null ? memoryLimits(clock) : openLimits(orders.file, clock);
const releasers: Releaser[] = [() => limits.close()];
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort("told to"));

const warnings: string[] = [];
const log: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (event, fields) => void warnings.push(`${event} ${JSON.stringify(fields)}`),
  error: () => undefined,
  child: () => log,
};

const client = createHttpClient(
  {
    connection: "desk",
    clock,
    random: systemRandom(),
    ids: sortableIds(() => Date.now()),
    log,
    signal: stop.signal,
    limits,
    releasers,
    settings: { concurrency: orders.concurrency, timeoutMs: 30_000 * orders.speed },
  },
  {
    baseUrl: orders.origin,
    classify: () => null,
    limits: limitRules(orders),
    ...(orders.observes ? { observeLimits: readLimits } : {}),
  },
);

function readLimits({ headers }: { readonly headers: Readonly<Record<string, string>> }) {
  const capacity = Number(headers["x-limit"]);
  return [{ endpointClass: "main", capacity, remaining: Number(headers["x-remaining"]) }];
}

/** Each class alone may use the whole limit up. */
function limitRules({ capacity, perMs, classes }: Orders): Record<string, LimitRule> {
  const inner = Array.from({ length: classes }, (_, nth) => [
    `class-${nth}`,
    { capacity, perMs, within: "main" },
  ]);
  return { main: { capacity, perMs }, ...Object.fromEntries(inner) };
}

async function askOn(_: unknown, nth: number): Promise<void> {
  const endpointClass = orders.classes === 0 ? "main" : `class-${nth % orders.classes}`;
  while (!stop.signal.aborted) {
    const asking = client.request({
      method: "GET",
      path: "/",
      endpointClass,
      effect: "repeatable",
      operation: "ask",
    });
    await asking.catch((error: unknown) => {
      if (!stop.signal.aborted) warnings.push(String(error));
    });
  }
}

await Promise.all(Array.from({ length: orders.concurrency + 2 }, askOn));
for (const release of releasers.reverse()) await release();
process.stdout.write(`${JSON.stringify({ warnings })}\n`);
