import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { watchDaemonSignals } from "../../../src/cli/daemon/signals.ts";

/** A process that only takes signals; which of them it was sent by itself. */
function processWith(terminal: boolean) {
  const sent: unknown[] = [];
  const emitter = new EventEmitter();
  const fake = Object.assign(emitter, {
    pid: 7,
    stdin: { isTTY: false },
    stderr: { isTTY: terminal },
    kill: (...args: unknown[]) => sent.push(args),
  });
  const signals = watchDaemonSignals(fake as unknown as NodeJS.Process);
  let reloads = 0;
  signals.onReload(() => {
    reloads += 1;
  });
  const state = () => ({ stop: signals.stop.aborted, abandon: signals.abandon.aborted, reloads, sent });
  return { emitter, signals, state };
}

describe("the daemon's signals", () => {
  it("OPS-2 SIGTERM and SIGINT ask it to finish, then to end at once, and the third ends it the plain way", () => {
    const { emitter, signals, state } = processWith(false);
    emitter.emit("SIGTERM", "SIGTERM");
    expect(state()).toEqual({ stop: true, abandon: false, reloads: 0, sent: [] });
    expect(signals.stop.reason).toMatchObject({ code: "E_CANCELLED", message: "Stopped by SIGTERM" });
    emitter.emit("SIGINT", "SIGINT");
    expect(state()).toMatchObject({ abandon: true, sent: [] });
    emitter.emit("SIGTERM", "SIGTERM");
    expect(state().sent).toEqual([[7, "SIGTERM"]]);
    expect(emitter.listenerCount("SIGTERM")).toBe(0);
  });

  it("CFG-11 SIGHUP asks for a reload, but at a terminal, whose end it is", () => {
    const service = processWith(false);
    service.emitter.emit("SIGHUP", "SIGHUP");
    expect(service.state()).toMatchObject({ stop: false, reloads: 1 });
    const terminal = processWith(true);
    terminal.emitter.emit("SIGHUP", "SIGHUP");
    expect(terminal.state()).toMatchObject({ stop: true, reloads: 0 });
  });
});
