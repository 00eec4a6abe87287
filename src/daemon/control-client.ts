// How the CLI speaks to a running daemon. Bare node:http, so that a health probe starts fast.
import { createHash } from "node:crypto";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ErrorCode } from "../core/contract/error-codes.ts";
import { IntegrationError, TransientError } from "../core/contract/errors.ts";

/** Longest path of a Unix socket that every system takes, in bytes. */
const longestSocketPath = 100;

/** In the state directory; where its path is too long for a socket, in the temporary one under a name of its own. */
export function controlSocket(stateDir: string): string {
  const inside = join(stateDir, "control.sock");
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  const name = createHash("sha256").update(stateDir).digest("hex").slice(0, 24);
  return join(tmpdir(), `integ-${name}.sock`);
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Calls the daemon of `stateDir`, with `json` as the body where there is one.
 * @returns the parsed answer; null when no daemon listens there.
 * @throws IntegrationError with the daemon's own code, or E_DAEMON_UNREACHABLE when it hangs or breaks off.
 */
export async function callDaemon(
  stateDir: string,
  method: "GET" | "POST",
  path: string,
  timeoutMs = 10_000,
  json?: unknown,
): Promise<unknown> {
  const body = json === undefined ? null : JSON.stringify(json);
  const answer = await send({
    socketPath: controlSocket(stateDir),
    method,
    path: `/v1${path}`,
    timeoutMs,
    body,
  });
  if (answer === null) return null;
  const document: unknown = JSON.parse(answer.body);
  if (answer.status < 400) return document;
  const { code, message, hint } = document as { code: ErrorCode; message: string; hint: string };
  throw new IntegrationError({ code, message, hint });
}

interface Call {
  readonly socketPath: string;
  readonly method: string;
  readonly path: string;
  readonly timeoutMs: number;
  /** JSON; null: none. */
  readonly body: string | null;
}

function send({ timeoutMs, body, ...where }: Call): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const headers = body === null ? {} : { "content-type": "application/json" };
    const outgoing = request({ ...where, headers, timeout: timeoutMs, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 500, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      // No socket, or one that a killed daemon left behind: no daemon.
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") return resolve(null);
      reject(
        new TransientError({
          code: "E_DAEMON_UNREACHABLE",
          message: `The daemon does not answer: ${error.message}`,
          cause: error,
        }),
      );
    });
    outgoing.end(body ?? undefined);
  });
}
