// How the CLI speaks to a running daemon. Bare node:http, so that a health probe starts fast.
import { request } from "node:http";
import type { ErrorCode } from "../core/contract/error-codes.ts";
import { IntegrationError, TransientError } from "../core/contract/errors.ts";
import { controlSocket } from "./control-socket.ts";

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
    const fail = (error: NodeJS.ErrnoException): void => {
      // No socket, or one that a killed daemon left behind: no daemon.
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(null);
      const message = `The daemon does not answer: ${error.message}`;
      reject(new TransientError({ code: "E_DAEMON_UNREACHABLE", message, cause: error }));
    };
    const outgoing = request({ ...where, headers, timeout: timeoutMs, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 500, body: Buffer.concat(chunks).toString() }),
      );
      // Broken off in the middle of its answer.
      incoming.on("error", fail);
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    outgoing.on("error", fail);
    outgoing.end(body ?? undefined);
  });
}
