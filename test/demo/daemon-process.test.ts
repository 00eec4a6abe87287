import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startDaemon } from "../../src/demo/daemon-process.ts";

it("OPS-3 ends a daemon whose writes never get confirmed at once, with the world it works in", async () => {
  const dir = mkdtempSync(join(tmpdir(), "integ-demo-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const script = join(dir, "draining.mjs");
  writeFileSync(script, 'process.on("SIGTERM", () => {}); setTimeout(() => {}, 60_000); console.log("{}");');
  const daemon = await startDaemon({
    nodePath: process.execPath,
    script,
    env: {},
    cwd: dir,
    signal: new AbortController().signal,
  });
  await daemon.abandon();
  // Ended once, it is not ended again.
  await daemon.stop();
  expect(daemon.restarts).toBe(0);
});
