import { describe, expect, it } from "vitest";
import { watchWaits } from "../../../src/cli/engine/watch-waits.ts";
import { createProgress, type Progress } from "../../../src/cli/progress.ts";
import type { Releaser } from "../../../src/core/contract/runtime.ts";
import type { App } from "../../../src/daemon/app.ts";

/** An application whose only connection waits as the script says, one entry for each look. */
function stage(waits: readonly number[], isTTY = false) {
  let now = Date.parse("2026-03-01T09:00:00Z");
  let look = 0;
  const releasers: Releaser[] = [];
  const ended = Promise.withResolvers<void>();
  const clock = {
    now: () => now,
    sleep: async (ms: number, signal?: AbortSignal) => {
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
      if (look >= waits.length) ended.resolve();
      signal?.throwIfAborted();
    },
  };
  const status = () => {
    const waitsMs = waits[look++] ?? 0;
    return {
      buckets: [{ endpointClass: "incremental", capacity: 10, remaining: 0, resetsInMs: 1, waitsMs }],
    };
  };
  const app = {
    config: { connections: new Map([["zd", {}]]) },
    httpOf: () => ({ status }),
    ports: { clock, releasers, stateDir: "/nowhere" },
  } as unknown as App;
  let text = "";
  const write = (part: string): void => {
    text += part;
  };
  const stderr = { isTTY, columns: 100, write };
  return { app, stderr, ended: ended.promise, releasers, text: () => text };
}

async function watched(
  waits: readonly number[],
  use: (progress: Progress) => void,
  options = { quiet: false },
) {
  const { app, stderr, ended, releasers, text } = stage(waits);
  const progress = createProgress({ stderr, env: {}, quiet: options.quiet });
  use(progress);
  watchWaits(app, progress);
  // Without a phase nobody looks at the waits, so the script does not end.
  if (progress.isActive) await ended;
  else for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  for (const release of releasers) await release();
  return text();
}

describe("a command that a vendor's limit makes wait", () => {
  it("BAS-6 says on stderr for what it waits and until when", async () => {
    const text = await watched([16_000, 15_500, 15_000], (progress) => progress.phase("Syncing cases"));
    expect(text).toBe('Syncing cases …\nwaiting 16 s for zd\'s limit "incremental", until 09:00:16 UTC\n');
  });

  it("BAS-6 says nothing of short waits, of none, nor when asked to be quiet", async () => {
    const begin = (progress: Progress) => progress.phase("Syncing cases");
    expect(await watched([1_900, 1_400, 0], begin)).toBe("Syncing cases …\n");
    expect(await watched([16_000], begin, { quiet: true })).toBe("");
    expect(await watched([16_000], () => undefined)).toBe("");
  });

  it("BAS-6 says a row of short waits once where lines stay", async () => {
    const text = await watched([6_000, 0, 6_000, 0, 6_000, 0, 30_000], (progress) => progress.phase("P"));
    expect(text.match(/waiting 6 s/g)).toHaveLength(1);
    expect(text).toContain("waiting 30 s");
  });

  it("BAS-6 shows a wait in the line of the phase on a terminal, and the phase's progress after it", async () => {
    const { app, stderr, ended, releasers, text } = stage([16_000, 0], true);
    const progress = createProgress({ stderr, env: { TERM: "xterm" }, quiet: false });
    progress.phase("Syncing cases");
    progress.update("12 records");
    watchWaits(app, progress);
    await ended;
    for (const release of releasers) await release();
    const frames = text().split("\r\u001b[2K");
    expect(frames.at(-2)).toMatch(/^Syncing cases {2}waiting 16 s/);
    expect(frames.at(-1)).toBe("Syncing cases  12 records");
  });
});
