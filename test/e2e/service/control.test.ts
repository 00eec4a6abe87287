// The daemon's control socket: its commands, with a daemon and without, and what speaks another version of it.
import { chmod, stat, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openPair, type Pair, sampleCases } from "../pair.ts";

let pair: Pair;
beforeEach(async () => {
  pair = await openPair(sampleCases(2), { unlimited: true });
});
afterEach(() => pair.stop());

const socketOf = () => join(pair.dir, "state", "control.sock");

/** One request as a client of another version would make it. */
function ask(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; protocol: unknown; body: Record<string, unknown> }>(
    (resolve, reject) => {
      const outgoing = request({ socketPath: socketOf(), path, headers, agent: false }, (incoming) => {
        let text = "";
        incoming.on("data", (chunk) => {
          text += chunk;
        });
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            protocol: incoming.headers["integ-protocol"],
            body: JSON.parse(text),
          }),
        );
      });
      outgoing.on("error", reject);
      outgoing.end();
    },
  );
}

describe("the daemon's commands", () => {
  it("OPS-2 status, reload and stop say what there is, with a daemon and without, and may be run again", async () => {
    const none = await pair.json(["daemon", "status"]);
    expect([none.run.code, none.document]).toMatchObject([
      2,
      { schema: "integ.daemon-status/1", running: false },
    ]);
    expect((await pair.json(["daemon", "reload"])).run.code).toBe(1);
    const daemon = await pair.daemon();
    const status = await pair.json(["daemon", "status"]);
    expect([status.run.code, status.document]).toMatchObject([
      0,
      {
        running: true,
        stopping: false,
        pid: daemon.process.pid,
        protocol: "integ.control/1",
        generation: { number: 1 },
      },
    ]);
    const reload = await pair.json(["daemon", "reload"]);
    expect([reload.run.code, reload.document]).toMatchObject([
      0,
      { outcome: "already_current", before: { number: 1 }, after: { number: 1 } },
    ]);
    const stop = await pair.json(["daemon", "stop"]);
    expect([stop.run.code, stop.document]).toMatchObject([
      0,
      { outcome: "stopped", pid: daemon.process.pid },
    ]);
    expect(daemon.process.exitCode).toBe(0);
    const again = await pair.json(["daemon", "stop"]);
    expect([again.run.code, again.document]).toMatchObject([0, { outcome: "already_stopped" }]);
    const audit = await pair.json(["audit", "list"]);
    const deeds = (audit.document.rows as { action: string }[]).map(({ action }) => action);
    expect(deeds).toEqual(expect.arrayContaining(["daemon.start", "daemon.stop"]));
  });

  it("OPS-2 names both versions to who asks for another protocol, and to who finds another one", async () => {
    const daemon = await pair.daemon();
    const version = expect.stringContaining("integ.control/1");
    expect(await ask("/v2/health")).toEqual({
      status: 409,
      protocol: "1",
      body: { code: "E_DAEMON_VERSION", message: version, hint: expect.any(String) },
    });
    const other = await ask("/v1/health", { "integ-protocol": "7" });
    expect(other.body).toMatchObject({
      code: "E_DAEMON_VERSION",
      message: expect.stringContaining("integ.control/7"),
    });
    expect((await ask("/v1/health")).body).toMatchObject({ schema: "integ.health/1" });
    await daemon.end("SIGTERM");
    const later = createServer((_request, response) => {
      response.setHeader("integ-protocol", "2").end("{}");
    });
    onTestFinished(() => void later.close());
    await new Promise<void>((resolve) => later.listen(socketOf(), resolve));
    const { run, document } = await pair.json(["daemon", "status"]);
    expect([run.code, document]).toMatchObject([
      69,
      {
        error: {
          code: "E_DAEMON_VERSION",
          message: "This integ speaks integ.control/1, the running daemon integ.control/2",
        },
      },
    ]);
  });

  it("OPS-2 listens where nobody else gets in, and not in a directory that every user can write", async () => {
    const daemon = await pair.daemon();
    expect((await stat(socketOf())).mode & 0o777).toBe(0o600);
    await daemon.end("SIGTERM");
    await chmod(join(pair.dir, "state"), 0o777);
    const { run, document } = await pair.json(["daemon"]);
    expect([run.code, document]).toMatchObject([
      73,
      { error: { code: "E_STATE_DIR", hint: expect.stringContaining("chmod 700") } },
    ]);
  });

  it("OPS-2 replaces what a killed daemon has left at the place of the socket", async () => {
    const first = await pair.daemon();
    await first.end("SIGKILL");
    expect((await stat(socketOf())).isSocket()).toBe(true);
    expect((await pair.json(["daemon", "status"])).document).toMatchObject({ running: false });
    const second = await pair.daemon();
    expect((await pair.json(["daemon", "status"])).run.code).toBe(0);
    await second.end("SIGTERM");
  });
});

describe("a reload", () => {
  it("CFG-11 OPS-2 that is refused leaves everything as it was, names both generations and ends with 78", async () => {
    const daemon = await pair.daemon();
    await pair.untilInStep();
    const good = await pair.readConfig();
    await pair.writeConfig(good.replace("connection: zd", "connection: nowhere"));
    const { run, document } = await pair.json(["daemon", "reload"]);
    expect([run.code, document]).toMatchObject([
      78,
      {
        error: {
          code: "E_RELOAD_REFUSED",
          message: expect.stringMatching(/^Generation 2 could not be built; generation 1 of 20.*nowhere/s),
        },
      },
    ]);
    const refusedReload = {
      since: expect.stringMatching(/^20/),
      code: "E_CONFIG_INVALID",
      message: expect.stringContaining("nowhere"),
    };
    expect((await pair.json(["daemon", "status"])).document).toMatchObject({ refusedReload });
    const health = await pair.json(["health"]);
    expect([health.run.code, health.document]).toMatchObject([
      1,
      { status: "warn", daemon: { refusedReload } },
    ]);
    const [one] = await pair.cases();
    await pair.editCase(one?.Id ?? "", { Subject: "Edited after the refusal" });
    await pair.untilInStep();
    await writeFile(join(pair.dir, "integ.yaml"), good);
    expect((await pair.json(["daemon", "reload"])).document).toMatchObject({ outcome: "already_current" });
    expect((await pair.json(["health"])).document).toMatchObject({ daemon: { refusedReload: null } });
    await daemon.end("SIGTERM");
    const audit = await pair.json(["audit", "list"]);
    expect(audit.document.rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: "daemon.reload",
          outcome: "refused",
          who: { kind: "user", name: userInfo().username },
        }),
      ]),
    );
  });

  it("CFG-11 takes over an edited mapping, and signs in to a connection that has changed", async () => {
    const daemon = await pair.daemon();
    await pair.untilInStep();
    const text = await pair.readConfig();
    await pair.writeConfig(text.replace("pollEvery: 500ms", "pollEvery: 400ms"));
    const { run, document } = await pair.json(["daemon", "reload"]);
    expect([run.code, document]).toMatchObject([
      0,
      {
        outcome: "reloaded",
        before: { number: 1 },
        after: { number: 2 },
        connections: [{ name: "zd", kind: "changed" }],
        restarted: ["cases"],
      },
    ]);
    const [one] = await pair.cases();
    await pair.editCase(one?.Id ?? "", { Subject: "Edited after the reload" });
    await pair.untilInStep();
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  });
});
