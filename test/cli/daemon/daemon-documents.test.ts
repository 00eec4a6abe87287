// What the commands that speak to the daemon make of one that answers late, wrongly or not at all.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { askReload } from "../../../src/cli/daemon/daemon-documents.ts";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import { callDaemon } from "../../../src/daemon/control-client.ts";

/** A state directory with somebody at its socket. */
async function listenAs(answer: RequestListener): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "integ-"));
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true, force: true });
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
  });
});
