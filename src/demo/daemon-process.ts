// The daemon as the demo has it: started, killed without warning, started again.
import { type Child, type Launcher, startUntilReady } from "./child.ts";

export interface Daemon {
  readonly restarts: number;
  /** SIGKILL, as a power cut would; then at once a new one. */
  killAndRestart(): Promise<void>;
  /** SIGTERM, and waits for its end: what is under way is confirmed first. */
  stop(): Promise<void>;
  /** Ends it at once, with the world it works in: nothing of that is kept. */
  abandon(): Promise<void>;
}

export async function startDaemon(launcher: Launcher): Promise<Daemon> {
  const start = async (): Promise<Child> => (await startUntilReady(launcher, ["daemon", "--json"])).child;
  let child: Child | null = await start();
  let restarts = 0;
  let restarting: Promise<void> = Promise.resolve();
  const restart = async (): Promise<void> => {
    child?.kill("SIGKILL");
    await child?.exited;
    child = await start();
    restarts += 1;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    // One that is just being started must not be left behind.
    await restarting.catch(() => undefined);
    const running = child;
    child = null;
    running?.kill(signal);
    await running?.exited;
  };
  return {
    get restarts() {
      return restarts;
    },
    killAndRestart: () => {
      restarting = restart();
      return restarting;
    },
    stop: () => end("SIGTERM"),
    abandon: () => end("SIGKILL"),
  };
}
