// Where the daemon of a state directory listens for the CLI, and whether somebody else has put a socket there. In a file
// of its own: the fast start loads nothing else.
import { createHash } from "node:crypto";
import { lstatSync, type Stats, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Longest path of a Unix socket that every system takes, in bytes. */
const longestSocketPath = 100;
export const rootUser = 0;

/** In the state directory; where its path is too long for a socket, in a directory of its own in the temporary one. */
export function controlSocket(stateDir: string): string {
  const inside = join(stateDir, "control.sock");
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  const name = createHash("sha256").update(stateDir).digest("hex").slice(0, 24);
  return join(tmpdir(), `integ-${name}`, "control.sock");
}

/**
 * `ours` also where it can't be looked at: whoever connects is told why that can't be. `foreign`: made by neither us, root nor the owner of the state directory.
 * Nothing is to be sent there.
 */
export function findSocket(stateDir: string): "none" | "ours" | "foreign" {
  const socketPath = controlSocket(stateDir);
  const found = lookAt(socketPath);
  if (found === "nothing") return "none";
  if (found === "hidden") return "ours";
  const trusted = [rootUser, process.getuid?.(), statSync(stateDir, { throwIfNoEntry: false })?.uid];
  const place = statSync(dirname(socketPath));
  const isOurs = trusted.includes(found.uid) && trusted.includes(place.uid);
  return isOurs || process.platform === "win32" ? "ours" : "foreign";
}

function lookAt(path: string): Stats | "nothing" | "hidden" {
  try {
    return lstatSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code === "ENOENT" || code === "ENOTDIR" ? "nothing" : "hidden";
  }
}
