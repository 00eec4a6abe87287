// The daemon under the unit's system call filter: what Node.js and integ need is not forbidden.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { renderUnit } from "../../../src/daemon/service/unit.ts";
import { sampleFacts } from "../../daemon/service/unit-cases.ts";
import { skipUnless } from "../../skips.ts";
import { collect, untilReady } from "../commands/workshop.ts";
import { openPair, type Pair, sampleCases } from "../pair.ts";
import { hasProgram, type Manager, startManager } from "./manager.ts";
import { mustReload } from "./reloading.ts";

const script = join(import.meta.dirname, "confined.py");
const isHere =
  hasProgram("systemd-analyze") &&
  spawnSync("python3", [script, process.execPath, "--version"], { encoding: "utf8" }).status === 0;
const suite = skipUnless(isHere, "a system call filter", "needs python3, systemd-analyze and libseccomp");

suite("under the unit's system call filter", () => {
  let pair: Pair;
  let manager: Manager;
  beforeEach(async () => {
    pair = await openPair(sampleCases(3));
    manager = await startManager(pair);
  });
  afterEach(async () => {
    await manager.stop();
    await pair.stop();
  });

  it("OPS-2 the daemon starts, tells the service manager, syncs, reloads and ends", async () => {
    expect(renderUnit(sampleFacts)).toContain(
      "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged @resources\nSystemCallErrorNumber=EPERM\n",
    );
    const integ = [process.execPath, join(process.cwd(), "bin/run.js"), "daemon", "--log-level", "warn"];
    const child = spawn("python3", [script, ...integ], {
      cwd: pair.dir,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: pair.dir,
        INTEG_STATE_DIR: join(pair.dir, "state"),
        WATCHDOG_USEC: "2000000",
        ...manager.env,
      },
    });
    const ended = collect(child);
    try {
      await untilReady(child);
      expect(await manager.hears("READY")).toMatchObject({ answers: true });
      await manager.hears("WATCHDOG");
      await pair.untilInStep();
      await mustReload(pair, (await pair.readConfig()).replace("pollEvery: 500ms", "pollEvery: 400ms"));
      const [one] = await pair.cases();
      await pair.editCase(one?.Id ?? "", { Subject: "Edited after the reload" });
      await pair.untilInStep();
      child.kill("SIGTERM");
      expect(await ended).toMatchObject({ code: 0 });
    } finally {
      if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "close");
    }
  });
});
