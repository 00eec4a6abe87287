// Where the daemon of a state directory listens for the CLI. In a file of its own: the fast start loads nothing else.
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Longest path of a Unix socket that every system takes, in bytes. */
const longestSocketPath = 100;

/** In the state directory; where its path is too long for a socket, in the temporary one under a name of its own. */
export function controlSocket(stateDir: string): string {
  const inside = join(stateDir, "control.sock");
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  const name = createHash("sha256").update(stateDir).digest("hex").slice(0, 24);
  return join(tmpdir(), `integ-${name}.sock`);
}
