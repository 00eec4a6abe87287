// What the commands that speak to the daemon make of one that answers late, wrongly or not at all.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { askReload, askStatus, askStop } from "../../../src/cli/daemon/daemon-documents.ts";
import { hasDrained } from "../../../src/cli/daemon/how-it-ended.ts";
import { systemClock } from "../../../src/cli/ports.ts";
import { daemonStatusText, daemonStopText } from "../../../src/cli/views/daemon-view.ts";
import { ownActor } from "../../../src/core/audit/audit-row.ts";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import { callDaemon } from "../../../src/daemon/control-client.ts";

function emptyDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "integ-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A state directory with somebody at its socket. */
async function listenAs(answer: RequestListener): Promise<string> {
  const dir = emptyDir();
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(join(dir, "control.sock"), resolve));
  return dir;
}

const stopped = new IntegrationError({ code: "E_CANCELLED", message: "Stopped by SIGTERM" });

it("OPS-2 a reload asks first whether the daemon answers, and a signal breaks off either wait", async () => {
  const asked: string[] = [];
  const silent = await listenAs(({ url }) => void asked.push(url ?? ""));
  const interrupt = new AbortController();
  const reloading = askReload(silent, "me", interrupt.signal);
  await expect.poll(() => asked).toEqual(["/v1/hello"]);
  interrupt.abort(stopped);
  await expect(reloading).rejects.toBe(stopped);
  const later = new AbortController();
  const slow = await listenAs(({ url }, response) => {
    if (url === "/v1/hello") response.setHeader("integ-protocol", "1").end("{}");
    else later.abort(stopped);
  });
  await expect(askReload(slow, "me", later.signal)).rejects.toBe(stopped);
});

it("OPS-2 a daemon that says nothing is waited for no longer than asked", async () => {
  const silent = await listenAs(() => undefined);
  await expect(callDaemon(silent, "GET", "/hello", { timeoutMs: 20 })).rejects.toMatchObject({
    code: "E_DAEMON_UNREACHABLE",
    hint: expect.stringContaining(`It runs and hangs, or is stopped: \`fuser -v ${silent}/control.sock\``),
  });
});

it("OPS-2 a daemon that says nothing is named by its process, with what ends it", async () => {
  const silent = await listenAs(() => undefined);
  const store = openStore(join(silent, "integ.db"));
  await store.takeEngine(`daemon ${process.pid}`, 10);
  await store.close();
  await expect(callDaemon(silent, "GET", "/hello", { timeoutMs: 20 })).rejects.toMatchObject({
    code: "E_DAEMON_UNREACHABLE",
    message: `The daemon (process ${process.pid}) does not answer: no answer in 20 ms`,
    hint: expect.stringContaining(`\`kill -KILL ${process.pid}\` ends it`),
  });
});

it("OPS-2 what is at the socket and no daemon gets a hint of its own", async () => {
  const foreign = await listenAs(({ socket }) => void socket.end("220 mail.example ESMTP\r\n"));
  await expect(callDaemon(foreign, "GET", "/hello")).rejects.toMatchObject({
    code: "E_DAEMON_UNREACHABLE",
    message: expect.stringContaining("is no integ daemon"),
    hint: expect.stringContaining("names the process: end it"),
  });
});

it("OPS-2 SYN-9 a stop tells from the daemon's last words whether what was under way had ended", async () => {
  const file = join(emptyDir(), "integ.db");
  const store = openStore(file);
  const word = (at: number, pid: number, drained: boolean) => ({
    op: "audit.add" as const,
    event: {
      ...{ at, who: ownActor, action: "daemon.stop", subject: String(pid) },
      ...{ before: null, after: null, outcome: "done" as const, detail: { drained } },
    },
  });
  await store.commit([word(10, 7, true), word(20, 7, false), word(30, 77, true), word(40, 8, true)]);
  await store.close();
  expect(await hasDrained(file, { pid: 7, startedAt: 15 })).toBe(false);
  expect(await hasDrained(file, { pid: 8, startedAt: 35 })).toBe(true);
  expect(await hasDrained(file, { pid: 8, startedAt: 45 })).toBe(false);
});

it("CFG-11 OPS-2 the status says since when reloads are refused, why and what to do, and nothing of it otherwise", async () => {
  const hello = { pid: 7, version: "1.2.3", startedAt: 15, generation: { number: 1, since: 15 } };
  const statusOf = async (more: object): Promise<string> => {
    const dir = await listenAs((_, response) => {
      response.setHeader("integ-protocol", "1").end(JSON.stringify({ ...hello, ...more }));
    });
    return daemonStatusText({ width: 120, nowMs: 3_600_000, paint: (_, text) => text }, await askStatus(dir));
  };
  const refusedReload = { since: 0, code: "E_CONFIG_INVALID", message: "integ.yaml:3: no such thing" };
  const text = await statusOf({ refusedReload });
  expect(text).toContain("Refused     reloads since 1 h ago: integ.yaml:3: no such thing (E_CONFIG_INVALID)");
  expect(text).toContain("→ mend it, then: integ daemon reload");
  expect(await statusOf({ refusedReload: null })).not.toContain("Refused");
  expect(await statusOf({})).not.toContain("Refused");
});

it("OPS-2 a stop says that the daemon did not drain", async () => {
  let dir = "";
  dir = await listenAs(({ url }, response) => {
    response.setHeader("integ-protocol", "1").end(JSON.stringify({ pid: 7, startedAt: 15 }));
    if (url === "/v1/stop") rmSync(join(dir, "control.sock"));
  });
  const document = await askStop(dir, "me", {
    clock: systemClock(),
    isAlive: () => false,
    hasDrained: async ({ pid, startedAt }) => pid !== 7 || startedAt !== 15,
  });
  expect(document).toMatchObject({ outcome: "stopped", pid: 7, drained: false });
  expect(daemonStopText(document)).toContain("before what was under way had ended");
});
