// How the CLI speaks to a running daemon. Bare node:http, so that a health probe starts fast.
import { type ErrorCode, errorCatalogue } from "../core/contract/error-codes.ts";
import { IntegrationError, TransientError } from "../core/contract/errors.ts";
import { controlPrefix, controlVersion, protocolHeader, protocolName } from "./control-protocol.ts";
import { controlSocket } from "./control-socket.ts";
import { hasSocket } from "./socket-place.ts";

// An import would have Node.js load its WebSockets too, some 40 ms of every command's start.
const { request } = process.getBuiltinModule("node:http");

interface Answer {
  readonly status: number;
  readonly body: string;
  /** What it says it speaks; undefined: it does not say. */
  readonly protocol: string | undefined;
}

export interface CallOptions {
  /** How long it may say nothing. Default ten seconds. */
  readonly timeoutMs?: number;
  /** The body; absent: none. */
  readonly json?: unknown;
  /** Aborted: the call is broken off. */
  readonly signal?: AbortSignal;
}

/**
 * Calls the daemon of `stateDir`.
 * @returns the parsed answer; null when no daemon listens there.
 * @throws IntegrationError with the daemon's own code, E_DAEMON_VERSION when it is another version's, or
 * E_DAEMON_UNREACHABLE when it hangs or breaks off; the signal's reason once that has aborted.
 */
export async function callDaemon(
  stateDir: string,
  method: "GET" | "POST",
  path: string,
  { timeoutMs = 10_000, json, signal }: CallOptions = {},
): Promise<unknown> {
  if (!hasSocket(stateDir)) return null;
  const body = json === undefined ? null : JSON.stringify(json);
  const socketPath = controlSocket(stateDir);
  const call = { socketPath, method, path: `${controlPrefix}${path}`, timeoutMs, body, signal };
  const answer = await send(call).catch(async (error: NodeJS.ErrnoException) => {
    throw signal?.aborted ? signal.reason : await unreachable(stateDir, socketPath, error);
  });
  if (answer === null) return null;
  if (answer.protocol !== String(controlVersion)) throw otherVersion(answer);
  const document: unknown = JSON.parse(answer.body);
  if (answer.status < 400) return document;
  throw refusalOf(document as Refusal);
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** A code that a later version has added is told in words. */
function refusalOf({ code, message, hint }: Refusal): IntegrationError {
  if (Object.hasOwn(errorCatalogue, code))
    return new IntegrationError({ code: code as ErrorCode, message, hint });
  return new IntegrationError({ code: "E_INTERNAL", message: `${code}: ${message}`, hint });
}

function otherVersion({ protocol, body }: Answer): IntegrationError {
  const theirs = protocol === undefined ? "no version of it" : `integ.control/${protocol}`;
  const told = /"message":"([^"]{1,200})"/.exec(body)?.[1];
  return new IntegrationError({
    code: "E_DAEMON_VERSION",
    message: `This integ speaks ${protocolName}, the running daemon ${theirs}${told ? `: ${told}` : ""}`,
  });
}

interface Call {
  readonly socketPath: string;
  readonly method: string;
  readonly path: string;
  readonly timeoutMs: number;
  /** JSON; null: none. */
  readonly body: string | null;
  readonly signal: AbortSignal | undefined;
}

/** Told apart from a call that broke off: somebody is there and says nothing. */
const silent = "ESILENT";
const silence = (timeoutMs: number): Error =>
  Object.assign(new Error(`no answer in ${timeoutMs} ms`), { code: silent });

async function unreachable(
  stateDir: string,
  socketPath: string,
  error: NodeJS.ErrnoException,
): Promise<TransientError> {
  const facts = { code: "E_DAEMON_UNREACHABLE", cause: error } as const;
  if (error.code?.startsWith("HPE_")) {
    const message = `What listens at ${socketPath} is no integ daemon: ${error.message}`;
    const hint = `\`fuser -v ${socketPath}\` names the process: end it, then start \`integ daemon\`.`;
    return new TransientError({ ...facts, message, hint });
  }
  if (error.code !== silent)
    return new TransientError({ ...facts, message: `The daemon does not answer: ${error.message}` });
  const { describeSilence } = await import("./silent-daemon.ts");
  const { pid, hint } = describeSilence(stateDir, socketPath);
  const who = pid === null ? "" : ` (process ${pid})`;
  return new TransientError({
    ...facts,
    message: `The daemon${who} does not answer: ${error.message}`,
    hint,
  });
}

function send({ timeoutMs, body, signal, ...where }: Call): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const headers = {
      [protocolHeader]: String(controlVersion),
      ...(body === null ? {} : { "content-type": "application/json" }),
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      // No socket, or one that a killed daemon left behind: no daemon.
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(null);
      reject(error);
    };
    const options = { ...where, ...(signal ? { signal } : {}), headers, timeout: timeoutMs, agent: false };
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode ?? 500,
          body: Buffer.concat(chunks).toString(),
          protocol: incoming.headers[protocolHeader]?.toString(),
        }),
      );
      // Broken off in the middle of its answer.
      incoming.on("error", fail);
    });
    outgoing.on("timeout", () => outgoing.destroy(silence(timeoutMs)));
    outgoing.on("error", fail);
    outgoing.end(body ?? undefined);
  });
}
