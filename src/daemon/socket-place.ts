// The control socket's place: whether nobody else can have put a socket there or get at it. Node.js can't ask who is at
// the other end of a socket; that only we can reach its directory says the same.
import { mkdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError, TransientError } from "../core/contract/errors.ts";
import { controlSocket, findSocket, rootUser } from "./control-socket.ts";

const writableByAll = 0o002;

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
  if (uid !== rootUser && found.uid !== uid && found.uid !== rootUser) return "belongs to another user";
  return (found.mode & writableByAll) === 0 ? null : "can be written by every user";
}

/**
 * Whether there is a socket to connect to.
 * @throws TransientError E_DAEMON_UNREACHABLE when it can't be the one of the state directory's owner.
 */
export function hasSocket(stateDir: string): boolean {
  const found = findSocket(stateDir);
  if (found !== "foreign") return found === "ours";
  throw new TransientError({
    code: "E_DAEMON_UNREACHABLE",
    message: `${controlSocket(stateDir)} was not made by the owner of ${stateDir}: nothing was sent there`,
    hint: "Find out who made it, and remove it.",
  });
}
