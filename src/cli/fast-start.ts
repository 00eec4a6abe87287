// The way past oclif for what probes and shells call all the time: `--version`, and `health --json` while a daemon
// runs. Byte for byte what the commands would say; whatever is not the plain case is left to them.
import { readFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { homedir } from "node:os";
import { controlPrefix, controlVersion, protocolHeader } from "../daemon/control-protocol.ts";
import { controlSocket, findSocket } from "../daemon/control-socket.ts";
import { findDirectories } from "./directories.ts";

/** Then the command asks once more, with its own patience. */
const patienceMs = 1_000;

const stdout = 1;
const exitCodes: ReadonlyMap<unknown, number> = new Map([
  ["pass", 0],
  ["warn", 1],
  ["fail", 2],
]);

/** Answers the command line when it can. @returns false when nothing was said and the commands have to. */
export async function startFast(argv: readonly string[], root: URL): Promise<boolean> {
  const { env } = process;
  // What would be said beside the answer, or instead of it, is the commands' business.
  if (env.INTEG_LOG_LEVEL || env.DEBUG) return false;
  if (argv[0] === "--version") return sayVersion(argv, root);
  const stateDirFlag = readHealthFlags(argv);
  if (stateDirFlag === null) return false;
  const { stateDir } = findDirectories({
    env,
    homeDir: env.HOME || homedir(),
    workingDir: process.cwd(),
    exists: () => true,
    configFlag: undefined,
    stateDirFlag,
  });
  if (findSocket(stateDir) !== "ours") return false;
  const body = await askHealth(controlSocket(stateDir));
  return body !== null && sayHealth(body);
}

function sayVersion(argv: readonly string[], root: URL): boolean {
  const asJson = argv.length === 2 && argv[1] === "--json";
  if (argv.length > 1 && !asJson) return false;
  const { version }: { version: string } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  const { platform, arch } = process;
  const { node } = process.versions;
  const document = { schema: "integ.version/1", version, node, platform, arch };
  return say(
    asJson ? JSON.stringify(document, null, 2) : `integ ${version} (Node.js ${node}, ${platform}-${arch})`,
  );
}

/** The state directory named on the line, undefined for none; null when the line is not the plain case. */
function readHealthFlags(argv: readonly string[]): string | undefined | null {
  const [command, ...words] = argv;
  const flags = words.filter((word) => word !== "--json");
  if (command !== "health" || flags.length !== words.length - 1) return null;
  const [first, second, ...more] = flags;
  if (first === undefined) return undefined;
  if (first === "--state-dir" && second !== undefined && more.length === 0 && !second.startsWith("-")) {
    return words.indexOf(second) === words.indexOf(first) + 1 ? second : null;
  }
  const inOne = /^--state-dir=(.+)$/s.exec(first);
  return second === undefined && inOne ? inOne[1] : null;
}

/** The body of the daemon's answer; null when there is none that is whole and good. */
function askHealth(socketPath: string): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(socketPath);
    const timer = setTimeout(() => end(null), patienceMs);
    const end = (body: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(body);
    };
    socket.on("error", () => end(null));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("end", () => end(readAnswer(Buffer.concat(chunks))));
    socket.write(`GET ${controlPrefix}/health HTTP/1.1\r\nhost: integ\r\nconnection: close\r\n\r\n`);
  });
}

function readAnswer(answer: Buffer): string | null {
  const headEnd = answer.indexOf("\r\n\r\n");
  const head = answer.toString("latin1", 0, Math.max(0, headEnd));
  const length = /^content-length: *(\d+)$/im.exec(head)?.[1];
  const body = answer.subarray(headEnd + 4);
  const protocol = new RegExp(`^${protocolHeader}: *(\\S+)\\r?$`, "im").exec(head)?.[1];
  const isOurs = protocol === String(controlVersion);
  const isWhole = head.startsWith("HTTP/1.1 200 ") && isOurs && length === String(body.length);
  return isWhole ? body.toString() : null;
}

function sayHealth(body: string): boolean {
  const report = parse(body);
  const code = exitCodes.get(report?.status);
  if (report?.schema !== "integ.health/1" || code === undefined) return false;
  const { schema, ...rest } = report;
  if (!say(JSON.stringify({ schema, ...rest }, null, 2))) return false;
  process.exitCode = code;
  return true;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

/** @returns false when it could not be written: the commands know how to report that. */
function say(text: string): boolean {
  const bytes = Buffer.from(`${text}\n`);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(stdout, bytes, written);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    // A slow reader at a pipe that does not wait. One that has seen enough (EPIPE) is no failure.
    if (code === "EAGAIN") process.stdout.on("error", () => {}).write(bytes.subarray(written));
    return code === "EAGAIN" || code === "EPIPE";
  }
}
