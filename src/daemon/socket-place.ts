// Where the daemon's control socket is, and whether nobody else can have put it there or get at it. Node.js can't ask
// who is at the other end of a socket; that only we can reach its directory says the same.
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, type Stats, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ConfigError, TransientError } from "../core/contract/errors.ts";

/** Longest path of a Unix socket that every system takes, in bytes. */
const longestSocketPath = 100;
const writableByAll = 0o002;
const root = 0;

/** In the state directory; where its path is too long for a socket, in a directory of its own in the temporary one. */
export function controlSocket(stateDir: string): string {
  const inside = join(stateDir, "control.sock");
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  const name = createHash("sha256").update(stateDir).digest("hex").slice(0, 24);
  return join(tmpdir(), `integ-${name}`, "control.sock");
}

/** Makes the socket's directory where there is none. @throws ConfigError E_STATE_DIR when others can write in it. */
export function makeSocketPlace(socketPath: string): void {
  const directory = dirname(socketPath);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const reason = faultOf(statSync(directory), process.getuid?.() ?? null);
  if (reason === null) return;
  throw new ConfigError({
    code: "E_STATE_DIR",
    message: `${directory}, where the daemon listens for commands, ${reason}`,
    hint: `Make it this user's alone: \`chmod 700 ${directory}\`.`,
  });
}

/** @returns what lets others put a socket of their own there; null when nothing does. */
function faultOf(found: Stats, uid: number | null): string | null {
  // Windows tells neither.
  if (uid === null) return null;
  if (uid !== root && found.uid !== uid) return "belongs to another user";
  return (found.mode & writableByAll) === 0 ? null : "can be written by every user";
}

/**
 * Whether there is a socket to connect to.
 * @throws TransientError E_DAEMON_UNREACHABLE when it can't be the one of the state directory's owner.
 */
export function hasSocket(stateDir: string): boolean {
  const socketPath = controlSocket(stateDir);
  const found = lookAt(socketPath);
  if (found === null) return false;
  const trusted = [root, process.getuid?.(), statSync(stateDir, { throwIfNoEntry: false })?.uid];
  const place = statSync(dirname(socketPath));
  const isOurs = trusted.includes(found.uid) && trusted.includes(place.uid);
  if (isOurs || process.platform === "win32") return true;
  throw new TransientError({
    code: "E_DAEMON_UNREACHABLE",
    message: `${socketPath} was not made by the owner of ${stateDir}: nothing was sent there`,
    hint: "Find out who made it, and remove it.",
  });
}

function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}
