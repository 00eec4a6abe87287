// What the commands that speak to the daemon answer. Each may be run again, and where no daemon runs.
import { TransientError } from "../../core/contract/errors.ts";
import type { Clock } from "../../core/contract/runtime.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import type { GenerationFacts, Hello, Reloaded, StopAnswer } from "../../daemon/control-protocol.ts";
import { controlSocket } from "../../daemon/control-socket.ts";
import type { EndedDaemon } from "./how-it-ended.ts";

interface Generation {
  readonly number: number;
  /** RFC 3339. */
  readonly since: string;
}

export interface DaemonStatusDocument {
  readonly schema: "integ.daemon-status/1";
  readonly running: boolean;
  readonly stopping: boolean;
  readonly pid: number | null;
  readonly version: string | null;
  readonly protocol: string | null;
  /** RFC 3339. */
  readonly startedAt: string | null;
  readonly generation: Generation | null;
  /** Why the configuration on disk is not the one that runs; `since`: RFC 3339, of the first refusal in a row. */
  readonly refusedReload: { readonly since: string; readonly code: string; readonly message: string } | null;
  readonly socket: string;
}

export interface DaemonReloadDocument {
  readonly schema: "integ.daemon-reload/1";
  readonly outcome: "reloaded" | "already_current" | "not_running";
  readonly before: Generation | null;
  readonly after: Generation | null;
  readonly connections: Reloaded["connections"];
  readonly syncs: Reloaded["syncs"];
  readonly restarted: readonly string[];
  readonly server: "same" | "moved";
}

export interface DaemonStopDocument {
  readonly schema: "integ.daemon-stop/1";
  readonly outcome: "stopped" | "already_stopped";
  readonly pid: number | null;
  /** Whether all that was under way had ended before; null where none ran. */
  readonly drained: boolean | null;
}

/** Signing in to new connections and confirming the writes under way takes as long as the vendors need. */
const reloadTimeoutMs = 10 * 60_000;
/** Longer than a daemon waits for what is under way. */
const stopTimeoutMs = 90_000;
const helloTimeoutMs = 5_000;
const lookEveryMs = 100;
const iso = (at: number): string => new Date(at).toISOString();
const generationOf = ({ number, since }: GenerationFacts): Generation => ({ number, since: iso(since) });

export async function askStatus(stateDir: string): Promise<DaemonStatusDocument> {
  const hello = (await callDaemon(stateDir, "GET", "/hello")) as Hello | null;
  const refused = hello?.refusedReload ?? null;
  return {
    schema: "integ.daemon-status/1",
    running: hello !== null,
    stopping: hello?.isStopping ?? false,
    pid: hello?.pid ?? null,
    version: hello?.version ?? null,
    protocol: hello?.protocol ?? null,
    startedAt: hello && iso(hello.startedAt),
    generation: hello && generationOf(hello.generation),
    refusedReload: refused && { ...refused, since: iso(refused.since) },
    socket: controlSocket(stateDir),
  };
}

/**
 * Resolves once the new configuration runs.
 * @throws IntegrationError E_RELOAD_REFUSED when the old one goes on; the signal's reason, and what then becomes of the
 * reload is the daemon's.
 */
export async function askReload(
  stateDir: string,
  who: string,
  signal: AbortSignal,
): Promise<DaemonReloadDocument> {
  // One that hangs is not waited for as long as a reload may take.
  await callDaemon(stateDir, "GET", "/hello", { timeoutMs: helloTimeoutMs, signal });
  const reloaded = (await callDaemon(stateDir, "POST", "/reload", {
    timeoutMs: reloadTimeoutMs,
    json: { who },
    signal,
  })) as Reloaded | null;
  return {
    schema: "integ.daemon-reload/1",
    outcome: reloaded?.outcome ?? "not_running",
    before: reloaded && generationOf(reloaded.before),
    after: reloaded && generationOf(reloaded.after),
    connections: reloaded?.connections ?? [],
    syncs: reloaded?.syncs ?? [],
    restarted: reloaded?.restarted ?? [],
    server: reloaded?.server ?? "same",
  };
}

export interface StopPorts {
  readonly clock: Clock;
  readonly isAlive: (pid: number) => boolean;
  /** Asked about one that has ended. */
  readonly hasDrained: (ended: EndedDaemon) => Promise<boolean>;
}

/** Resolves once the daemon has ended. @throws TransientError E_DAEMON_UNREACHABLE when it does not. */
export async function askStop(
  stateDir: string,
  who: string,
  { clock, isAlive, hasDrained }: StopPorts,
): Promise<DaemonStopDocument> {
  const hello = (await callDaemon(stateDir, "GET", "/hello")) as Hello | null;
  const answer = (await callDaemon(stateDir, "POST", "/stop", { json: { who } })) as StopAnswer | null;
  if (hello === null || answer === null)
    return { schema: "integ.daemon-stop/1", outcome: "already_stopped", pid: null, drained: null };
  const { pid } = answer;
  const deadline = clock.now() + stopTimeoutMs;
  while ((await isListening(stateDir)) || isAlive(pid)) {
    if (clock.now() > deadline) throw stillThere(pid);
    await clock.sleep(lookEveryMs);
  }
  const drained = await hasDrained({ pid, startedAt: hello.startedAt });
  return { schema: "integ.daemon-stop/1", outcome: "stopped", pid, drained };
}

/** One that breaks off in the middle is on its way out. */
async function isListening(stateDir: string): Promise<boolean> {
  return callDaemon(stateDir, "GET", "/hello").then(
    (hello) => hello !== null,
    () => true,
  );
}

const stillThere = (pid: number): TransientError =>
  new TransientError({
    code: "E_DAEMON_UNREACHABLE",
    message: `Process ${pid} was told to stop ${stopTimeoutMs / 1000} s ago and has not ended`,
    hint: `Look at its log. \`kill ${pid}\` ends it at once; the next start goes on from there.`,
  });
