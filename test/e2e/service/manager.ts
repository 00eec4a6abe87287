// The stand-in for the service manager: hears what the daemon tells it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Pair, until } from "../pair.ts";

export interface Heard {
  /** Microseconds of the monotonic clock. */
  readonly atUs: number;
  readonly said: Readonly<Record<string, string>>;
  /** With READY: whether the control socket answered then. */
  readonly answers?: boolean;
}

export interface Manager {
  readonly heard: readonly Heard[];
  /** What the unit would give the daemon. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves with the first message after `from` that has this assignment. */
  hears(name: string, from?: number, withinMs?: number): Promise<Heard>;
  stop(): Promise<void>;
}

export function hasProgram(name: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export async function startManager(pair: Pair): Promise<Manager> {
  const socket = join(pair.dir, "notify.sock");
  const script = join(import.meta.dirname, "notify-socket.py");
  const child = spawn("python3", [script, socket, join(pair.dir, "state", "control.sock")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const heard: Heard[] = [];
  let isListening = false;
  let rest = "";
  child.stdout.on("data", (chunk) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.includes('"listening"')) isListening = true;
      else heard.push(JSON.parse(line));
    }
  });
  await until(async () => (isListening ? [] : ["the stand-in does not listen"]));
  return {
    heard,
    env: { NOTIFY_SOCKET: socket },
    hears: (name, from = 0, withinMs = 20_000) => firstOf(heard, name, from, withinMs),
    stop: () => end(child),
  };
}

async function firstOf(
  heard: readonly Heard[],
  name: string,
  from: number,
  withinMs: number,
): Promise<Heard> {
  const look = (): Heard | undefined => heard.slice(from).find(({ said }) => name in said);
  await until(async () => (look() ? [] : [`${name} was not said: ${JSON.stringify(heard)}`]), withinMs);
  const found = look();
  if (!found) throw new Error(`${name} was not said`);
  return found;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "close");
}
