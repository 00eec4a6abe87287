// The first thing that an installation ever notes: its name, and when it got it.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sortableIds, systemClock, systemRandom } from "../../src/cli/ports.ts";
import { ownActor } from "../../src/core/audit/audit-row.ts";
import type { Logger } from "../../src/core/contract/runtime.ts";
import { openApp } from "../../src/daemon/app.ts";

const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => log };
function ignore(): void {}

it("BAS-13 the first row of the audit says when it was written", async () => {
  const dir = mkdtempSync(join(tmpdir(), "integ-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const configFile = join(dir, "integ.yaml");
  writeFileSync(configFile, "connections: {}\nsyncs: {}\n");
  const at = Date.parse("2026-05-06T07:08:09Z");
  const clock = { ...systemClock(), now: () => at };
  const app = await openApp({
    ...{ clock, configFile, log, stateDir: join(dir, "state"), env: {}, releasers: [], uid: null },
    ...{
      ids: sortableIds(clock.now),
      random: systemRandom(),
      randomBytes,
      signal: new AbortController().signal,
    },
    ...{ platform: process.platform, nodePath: process.execPath, actor: ownActor },
  });
  onTestFinished(() => app.store.close());
  expect(await app.store.audit({}, 0)).toMatchObject([{ seq: 1, at }]);
});
