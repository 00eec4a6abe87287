import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { callDaemon } from "../../src/daemon/control-client.ts";
import { controlSocket } from "../../src/daemon/control-socket.ts";
import { hasSocket, makeSocketPlace } from "../../src/daemon/socket-place.ts";
import { skipUnless } from "../skips.ts";

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "integ-place-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A program that listens there; how many have connected. */
async function listenAt(socket: string): Promise<{ connected: number }> {
  const seen = { connected: 0 };
  const server = createServer((connection) => {
    seen.connected += 1;
    connection.destroy();
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return seen;
}

describe("the control socket's place", () => {
  it("OPS-2 is the state directory, or one of its own where the path would be too long", () => {
    expect(controlSocket("/var/lib/integ")).toBe("/var/lib/integ/control.sock");
    const long = controlSocket(`/var/${"x".repeat(120)}`);
    expect(long).toMatch(/\/integ-[0-9a-f]{24}\/control\.sock$/);
    expect(controlSocket(`/var/${"y".repeat(120)}`)).not.toBe(long);
    onTestFinished(() => rmSync(dirname(long), { recursive: true, force: true }));
    makeSocketPlace(long);
    expect(statSync(dirname(long)).mode & 0o777).toBe(0o700);
  });

  it("OPS-2 is refused where every user could put another socket", () => {
    const dir = freshDir();
    makeSocketPlace(join(dir, "control.sock"));
    chmodSync(dir, 0o777);
    expect(() => makeSocketPlace(join(dir, "control.sock"))).toThrow("can be written by every user");
  });

  it("OPS-2 may be reached by a link that the administrator has made, as systemd does", () => {
    const dir = freshDir();
    mkdirSync(join(dir, "private"), { mode: 0o700 });
    symlinkSync("private", join(dir, "integ"));
    makeSocketPlace(join(dir, "integ", "control.sock"));
  });

  it("OPS-2 without a socket is nobody to speak to", async () => {
    const dir = freshDir();
    expect(hasSocket(dir)).toBe(false);
    expect(await callDaemon(join(dir, "nothing"), "GET", "/health")).toBeNull();
  });
});

skipUnless(
  isRoot,
  "root",
  "a socket is given to another user",
)("a stranger's socket", () => {
  it("OPS-2 is not spoken to", async () => {
    const dir = freshDir();
    const seen = await listenAt(join(dir, "control.sock"));
    await callDaemon(dir, "GET", "/health").catch(() => undefined);
    expect(seen.connected).toBe(1);
    chownSync(join(dir, "control.sock"), nobody, nobody);
    await expect(callDaemon(dir, "GET", "/health")).rejects.toMatchObject({
      code: "E_DAEMON_UNREACHABLE",
      message: expect.stringContaining("nothing was sent there"),
    });
    expect(seen.connected).toBe(1);
  });
});
