// What the http benches work with: the vendor's process, and a client as the daemon makes it.
import { fork } from "node:child_process";
import { once } from "node:events";
import { sortableIds, systemClock, systemRandom } from "../../src/cli/ports.ts";
import type { HttpClient } from "../../src/core/contract/http.ts";
import type { Logger, Releaser } from "../../src/core/contract/runtime.ts";
import { createHttpClient } from "../../src/core/http/client.ts";
import type { LimitsStore } from "../../src/core/http/limits.ts";
import type { HttpSettings } from "../../src/core/http/settings.ts";

/** Runs with a vendor, which ends afterwards. */
export async function withVendor<T>(work: (origin: string) => Promise<T>): Promise<T> {
  const child = fork(new URL("vendor-child.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const [origin] = (await once(child, "message")) as [string];
  try {
    return await work(origin);
  } finally {
    child.disconnect();
  }
}

export interface OpenClient {
  readonly client: HttpClient;
  close(): Promise<void>;
}

const ignore = (): void => undefined;
const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => log };

/** A client whose limit of so many calls a minute never holds it up. */
export function openClient(
  origin: string,
  limits: LimitsStore,
  settings: Partial<HttpSettings> = {},
): OpenClient {
  const clock = systemClock();
  const releasers: Releaser[] = [];
  const client = createHttpClient(
    {
      connection: "desk",
      clock,
      random: systemRandom(),
      ids: sortableIds(clock.now),
      log,
      signal: new AbortController().signal,
      limits,
      releasers,
      settings,
    },
    {
      baseUrl: origin,
      classify: () => null,
      limits: { main: { capacity: 10_000_000, perMs: 60_000 } },
    },
  );
  const close = async (): Promise<void> => {
    for (const release of releasers.reverse()) await release();
  };
  return { client, close };
}

export const question = {
  method: "GET",
  path: "/",
  endpointClass: "main",
  effect: "repeatable",
  operation: "read",
} as const;

/** Asks so often, so many at the same time. */
export async function askOften(count: number, atOnce: number, ask: () => Promise<unknown>): Promise<void> {
  let left = count;
  const askOn = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await ask();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askOn));
}
