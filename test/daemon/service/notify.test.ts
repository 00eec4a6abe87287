import { describe, expect, it } from "vitest";
import type { Logger } from "../../../src/core/contract/runtime.ts";
import { createNotifier } from "../../../src/daemon/service/notify.ts";

const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quiet,
};

function notifierFor(env: Record<string, string>, send: (said: readonly string[]) => Promise<void>) {
  return createNotifier({ env, pid: 7, log: quiet, monotonicUs: () => 123n, send });
}

describe("what the service manager is told", () => {
  it("OPS-2 is nothing where none listens", () => {
    expect(notifierFor({}, async () => undefined)).toBeNull();
  });

  it.each([
    [{ WATCHDOG_USEC: "30000000" }, 15_000],
    [{ WATCHDOG_USEC: "30000000", WATCHDOG_PID: "7" }, 15_000],
    [{ WATCHDOG_USEC: "30000000", WATCHDOG_PID: "8" }, null],
    [{ WATCHDOG_USEC: "soon" }, null],
    [{}, null],
  ])("OPS-2 feeds the watchdog of %j every %s ms", (env, feedEveryMs) => {
    expect(notifierFor({ NOTIFY_SOCKET: "/x", ...env }, async () => undefined)).toMatchObject({
      feedEveryMs,
    });
  });

  it("OPS-2 is sent in the order in which it is said, a status on one line, a reload with its time", async () => {
    const sent: (readonly string[])[] = [];
    let delayMs = 20;
    const notifier = notifierFor({ NOTIFY_SOCKET: "/x" }, async (said) => {
      // The first takes longest: what comes after it may not overtake it.
      delayMs /= 4;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      sent.push(said);
    });
    await Promise.all([notifier?.reloading(), notifier?.ready("all\nREADY=0 well"), notifier?.alive("x")]);
    expect(sent).toEqual([
      ["RELOADING=1", "MONOTONIC_USEC=123", "STATUS=Reloading"],
      ["READY=1", "STATUS=all READY=0 well"],
      ["WATCHDOG=1", "STATUS=x"],
    ]);
  });

  it("OPS-2 ends the start when a watchdog waits for it in vain, and nothing else", async () => {
    const fail = async () => {
      throw new Error("no way");
    };
    const watched = notifierFor({ NOTIFY_SOCKET: "/x", WATCHDOG_USEC: "1000000" }, fail);
    await expect(watched?.starting()).rejects.toMatchObject({ code: "E_NOTIFY_UNAVAILABLE" });
    await expect(watched?.ready("x")).resolves.toBeUndefined();
    await expect(notifierFor({ NOTIFY_SOCKET: "/x" }, fail)?.starting()).resolves.toBeUndefined();
  });
});
