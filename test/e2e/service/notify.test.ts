// What the service manager hears of the daemon's life, by a stand-in for its socket.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { skipUnless } from "../../skips.ts";
import { collect } from "../commands/workshop.ts";
import { openPair, type Pair, pause, sampleCases, until } from "../pair.ts";
import { hasProgram, type Manager, startManager } from "./manager.ts";

const programs = ["systemd-notify", "python3"].filter((name) => !hasProgram(name));
const suite = skipUnless(programs.length === 0, "systemd-notify", `needs ${programs.join(" and ")}`);

const watchdogMs = 2_000;

suite("the service manager", () => {
  let pair: Pair;
  let manager: Manager;
  beforeEach(async () => {
    pair = await openPair(sampleCases(4), { unlimited: true });
    manager = await startManager(pair);
  });
  afterEach(async () => {
    await manager.stop();
    await pair.stop();
  });

  function start(more: Readonly<Record<string, string>> = {}) {
    const child = pair.start(["daemon", "--log-level", "error"], { ...manager.env, ...more });
    const ended = collect(child);
    return { child, ended };
  }

  it("OPS-2 hears READY once the control socket answers, and STOPPING before the writes under way have ended", async () => {
    await pair.settings({ zendesk: { jobQueueMs: 1500, jobStepMs: 500 } });
    const { child, ended } = start();
    const ready = await manager.hears("READY");
    expect(ready).toMatchObject({ answers: true, said: { STATUS: expect.stringContaining("1 syncs") } });
    const isWriting = async () => (await pair.writes()).some(({ path }) => path.endsWith("create_many"));
    await until(async () => ((await isWriting()) ? [] : ["no write is under way"]));
    child.kill("SIGTERM");
    const stopping = await manager.hears("STOPPING", manager.heard.indexOf(ready) + 1);
    expect([child.exitCode, (await pair.tickets()).length]).toEqual([null, 0]);
    expect(await ended).toMatchObject({ code: 0 });
    expect(manager.heard.at(-1)).toBe(stopping);
    expect(await pair.tickets()).toHaveLength(4);
  });

  it("OPS-2 hears READY while a vendor does not answer", async () => {
    await pair.fault({ vendor: "zendesk", kind: "latency", latencyMs: 60_000, match: {} });
    const { child } = start();
    expect(await manager.hears("READY", 0, 25_000)).toMatchObject({ answers: true });
    child.kill("SIGKILL");
  });

  it("CFG-11 hears RELOADING with its time and then READY, whether or not the configuration is taken over", async () => {
    const { child, ended } = start();
    await manager.hears("READY");
    const good = await pair.readConfig();
    for (const [text, outcome] of [
      [good.replace("pollEvery: 500ms", "pollEvery: 400ms"), "Generation 2 runs"],
      [
        good.replace("connection: zd", "connection: nowhere"),
        "Reload refused (E_CONFIG_INVALID), generation 2",
      ],
    ] as const) {
      await pair.writeConfig(text);
      const from = manager.heard.length;
      child.kill("SIGHUP");
      const reloading = await manager.hears("RELOADING", from);
      const ready = await manager.hears("READY", from);
      expect(manager.heard.indexOf(ready)).toBeGreaterThan(manager.heard.indexOf(reloading));
      expect(ready.said.STATUS).toContain(outcome);
      const stampUs = Number(reloading.said.MONOTONIC_USEC);
      expect(reloading.atUs - stampUs).toBeGreaterThan(0);
      expect(reloading.atUs - stampUs).toBeLessThan(20_000_000);
    }
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
  });

  it("OPS-2 hears from the watchdog while the daemon works, and not while it hangs", async () => {
    const { child, ended } = start({ WATCHDOG_USEC: String(watchdogMs * 1000) });
    await manager.hears("READY");
    const fed = () => manager.heard.filter(({ said }) => said.WATCHDOG === "1");
    await until(async () => (fed().length >= 4 ? [] : ["the watchdog is not fed"]));
    const gapsUs = fed().flatMap(({ atUs }, index, all) =>
      index === 0 ? [] : [atUs - (all[index - 1]?.atUs ?? 0)],
    );
    // The pace is half of the watchdog's; a machine that is busy is late now and then.
    expect(Math.min(...gapsUs)).toBeGreaterThan(watchdogMs * 300);
    child.kill("SIGSTOP");
    await pause(500);
    const before = fed().length;
    await pause(2 * watchdogMs);
    expect(fed().length).toBe(before);
    child.kill("SIGCONT");
    await until(async () => (fed().length > before ? [] : ["the watchdog is not fed any more"]));
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
  });

  it("OPS-2 is not left waiting: a watchdog that can't be fed keeps the daemon from starting", async () => {
    const empty = join(pair.dir, "empty");
    await mkdir(empty);
    const { ended } = start({ WATCHDOG_USEC: "30000000", PATH: empty });
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([78, expect.stringContaining("there is no `systemd-notify` on the PATH")]);
    const without = start({ PATH: empty });
    await until(async () => ((await pair.tickets()).length === 4 ? [] : ["nothing is synced"]));
    without.child.kill("SIGTERM");
    expect(await without.ended).toMatchObject({ code: 0 });
    expect(manager.heard).toEqual([]);
  });
});
