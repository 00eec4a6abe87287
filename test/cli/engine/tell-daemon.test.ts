// What is stored beside a daemon that hangs is done, and said to be.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { pauseSync, resumeSync } from "../../../src/cli/engine/pause-sync.ts";
import type { Site } from "../../../src/cli/engine/site.ts";
import { daemonTeller } from "../../../src/cli/engine/tell-daemon.ts";
import type { Output } from "../../../src/cli/output.ts";
import { openBench } from "../../core/sync/bench.ts";

function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "integ-tell-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Takes every call and answers none. */
async function hangIn(dir: string): Promise<void> {
  const server = createServer((connection) => connection.destroy());
  await new Promise<void>((resolve) => server.listen(join(dir, "control.sock"), resolve));
  onTestFinished(() => void server.close());
}

function tellerIn(stateDir: string) {
  const warnings: string[] = [];
  const output = { warn: (sentence: string) => void warnings.push(sentence) } as unknown as Output;
  const directories = { stateDir } as Parameters<typeof daemonTeller>[0]["directories"];
  return { tell: daemonTeller({ directories, output }), warnings };
}

describe("telling the daemon", () => {
  it("SYN-17 OPS-2 a pause and a resume beside one that hangs are recorded, and succeed with a warning", async () => {
    const bench = await openBench();
    onTestFinished(() => void bench.store.close());
    const dir = freshDir();
    await hangIn(dir);
    const { tell, warnings } = tellerIn(dir);
    const { clock, ids } = bench.engine;
    const site = {
      store: bench.store,
      syncs: ["things"],
      ports: { clock, ids, uid: 0, stateDir: dir },
    } as unknown as Site;
    const paused = await pauseSync(site, tell, "things", { recordId: undefined, reason: "stop" });
    expect(paused).toMatchObject({ daemon: "not-told", items: [{ sync: "things", wasPaused: false }] });
    expect(await bench.store.pauses("things")).toMatchObject([{ kind: "sync", message: "stop" }]);
    expect(warnings).toEqual([expect.stringMatching(/in the database.*E_DAEMON_UNREACHABLE/)]);
    const wish = { recordId: undefined, field: undefined, allowDeletes: false };
    expect(await resumeSync(site, tell, "things", wish)).toMatchObject({
      daemon: "not-told",
      items: [{ sync: "things" }],
      remaining: [],
    });
    expect(await bench.store.pauses("things")).toEqual([]);
    expect(warnings).toHaveLength(2);
  });

  it("OPS-2 without one there is nobody to tell, and nothing to warn of", async () => {
    const { tell, warnings } = tellerIn(freshDir());
    expect([await tell("/wake"), warnings]).toEqual(["none", []]);
  });
});
