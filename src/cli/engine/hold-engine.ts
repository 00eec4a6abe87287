// Takes the syncs of the state directory for one command.
import { lockEngine } from "../../core/store/engine-lock.ts";
import type { EngineContext } from "../../core/sync/types.ts";
import type { App } from "../../daemon/app.ts";
import type { Progress } from "../progress.ts";

/** Held until the command ends. @throws TransientError E_ENGINE_BUSY when another process has them. */
export async function holdEngine(app: App, progress: Progress): Promise<EngineContext> {
  const { stateDir, releasers, clock, signal } = app.ports;
  const tell = (): void => progress.phase("Stopping: writes in flight are being confirmed");
  signal.addEventListener("abort", tell, { once: true });
  lockEngine(stateDir, releasers);
  return app.engine(await app.store.takeEngine("command", clock.now()));
}
